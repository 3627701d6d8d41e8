#include "synapses/lowpass.h"

#include "engine/math.h"
#include "synapses/synapse_base.h"

namespace rheo {
namespace {

const Declaration& declared() {
  static const Declaration declaration = lowpass_declaration();
  return declaration;
}

class Lowpass : public SynapseBase {
 public:
  explicit Lowpass(double tau) : SynapseBase(declared(), Recurrence::lowpass), tau_(tau) {}
  std::size_t n_states(double) const override { return 1; }
  std::vector<double> coefficients(double dt) const override {
    if (tau_ == 0) return {0.0, 1.0};
    return {math::exp(-dt / tau_), -math::expm1(-dt / tau_)};
  }

 private:
  double tau_;  // s
};

}  // namespace

Declaration lowpass_declaration() {
  Declaration d = timed_synapse(
      "lowpass", "tau", "Time constant; 0 passes the input on, a step later as any synapse does.");
  d.summary = "First-order lowpass filter: the exponential synapse.";
  d.equations = {"tau y' = u - y", "y[n] = a y[n-1] + (1 - a) u[n],    a = exp(-dt / tau)"};
  return d;
}

std::shared_ptr<const SynapseModel> make_lowpass(const ModelSpec& spec) {
  return std::make_shared<Lowpass>(spec.number("tau"));
}

}  // namespace rheo
