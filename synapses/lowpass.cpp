#include "synapses/lowpass.h"

#include "engine/math.h"
#include "synapses/kernels.h"

namespace rheo {
namespace {

class Lowpass : public SynapseModel {
 public:
  explicit Lowpass(double tau) : tau_(tau) {}
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = lowpass_declaration();
    return declaration;
  }
  std::size_t n_states() const noexcept override { return 1; }
  std::vector<double> coefficients(double dt) const override {
    if (tau_ == 0) return {0.0, 1.0};
    return {math::exp(-dt / tau_), -math::expm1(-dt / tau_)};
  }
  FilterKernel<double> kernel_double(Isa isa) const override {
    static constexpr KernelTable<FilterKernel<double>> kTable = {{baseline::advance_lowpass<double>,
                                                                  avx2::advance_lowpass<double>,
                                                                  avx512::advance_lowpass<double>}};
    return kTable[isa];
  }
  FilterKernel<float> kernel_single(Isa isa) const override {
    static constexpr KernelTable<FilterKernel<float>> kTable = {{baseline::advance_lowpass<float>,
                                                                 avx2::advance_lowpass<float>,
                                                                 avx512::advance_lowpass<float>}};
    return kTable[isa];
  }

 private:
  double tau_;  // s
};

}  // namespace

Declaration lowpass_declaration() {
  Declaration d;
  d.kind = ModelKind::synapse;
  d.name = "lowpass";
  d.summary = "First-order lowpass filter: the exponential synapse.";
  d.equations = {"tau y' = u - y", "y[n] = a y[n-1] + (1 - a) u[n],    a = exp(-dt / tau)"};
  d.shorthand = "tau";
  ParameterDeclaration& tau = d.parameters.emplace_back();
  tau.name = "tau";
  tau.dimension = Dimension::time;
  tau.range = Range::not_negative();
  tau.sentence = "Time constant; 0 passes the input on, a step later as any synapse does.";
  return d;
}

std::shared_ptr<const SynapseModel> make_lowpass(const ModelSpec& spec) {
  return std::make_shared<Lowpass>(spec.number("tau"));
}

}  // namespace rheo
