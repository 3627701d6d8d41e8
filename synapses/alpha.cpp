#include "synapses/alpha.h"

#include <cmath>

#include "engine/math.h"
#include "synapses/synapse_base.h"

namespace rheo {
namespace {

const Declaration& declared() {
  static const Declaration declaration = alpha_declaration();
  return declaration;
}

class Alpha : public SynapseBase {
 public:
  explicit Alpha(double tau) : SynapseBase(declared(), Recurrence::alpha), tau_(tau) {}
  std::size_t n_states(double) const override { return 2; }
  std::vector<double> coefficients(double dt) const override {
    const double p = dt / tau_;
    if (!std::isfinite(p)) return {0.0, 0.0, 1.0, 1.0};  // tau = 0
    const double e = math::exp(-p);
    const double rest = -math::expm1(-p);
    // b1 = 1 - (1 + p) e, without the cancellation at small p.
    return {e, e * p, rest - p * e, rest};
  }

 private:
  double tau_;  // s
};

}  // namespace

Declaration alpha_declaration() {
  Declaration d = timed_synapse(
      "alpha", "tau", "Time constant; 0 passes the input on, a step later as any synapse does.");
  d.summary = "Two equal lowpass filters in a row: the alpha synapse, t exp(-t / tau) / tau^2.";
  d.equations = {"tau z' = u - z,    tau y' = z - y",
                 "y[n] = 2 e y[n-1] - e^2 y[n-2] + (1 - (1 + p) e) u[n] + e (e - 1 + p) u[n-1],    "
                 "p = dt / tau, e = exp(-p)"};
  return d;
}

std::shared_ptr<const SynapseModel> make_alpha(const ModelSpec& spec) {
  return std::make_shared<Alpha>(spec.number("tau"));
}

}  // namespace rheo
