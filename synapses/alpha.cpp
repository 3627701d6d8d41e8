#include "synapses/alpha.h"

#include <cmath>

#include "engine/math.h"
#include "synapses/kernels.h"

namespace rheo {
namespace {

class Alpha : public SynapseModel {
 public:
  explicit Alpha(double tau) : tau_(tau) {}
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = alpha_declaration();
    return declaration;
  }
  std::size_t n_states() const noexcept override { return 2; }
  std::vector<double> coefficients(double dt) const override {
    const double p = dt / tau_;
    if (!std::isfinite(p)) return {0.0, 0.0, 1.0, 1.0};  // tau = 0
    const double e = math::exp(-p);
    const double rest = -math::expm1(-p);
    // b1 = 1 - (1 + p) e, without the cancellation at small p.
    return {e, e * p, rest - p * e, rest};
  }
  FilterKernel<double> kernel_double(Isa isa) const override {
    static constexpr KernelTable<FilterKernel<double>> kTable = {{baseline::advance_alpha<double>,
                                                                  avx2::advance_alpha<double>,
                                                                  avx512::advance_alpha<double>}};
    return kTable[isa];
  }
  FilterKernel<float> kernel_single(Isa isa) const override {
    static constexpr KernelTable<FilterKernel<float>> kTable = {
        {baseline::advance_alpha<float>, avx2::advance_alpha<float>, avx512::advance_alpha<float>}};
    return kTable[isa];
  }

 private:
  double tau_;  // s
};

}  // namespace

Declaration alpha_declaration() {
  Declaration d;
  d.kind = ModelKind::synapse;
  d.name = "alpha";
  d.summary = "Two equal lowpass filters in a row: the alpha synapse, t exp(-t / tau) / tau^2.";
  d.equations = {"tau z' = u - z,    tau y' = z - y",
                 "y[n] = 2 e y[n-1] - e^2 y[n-2] + (1 - (1 + p) e) u[n] + e (e - 1 + p) u[n-1],    "
                 "p = dt / tau, e = exp(-p)"};
  d.shorthand = "tau";
  ParameterDeclaration& tau = d.parameters.emplace_back();
  tau.name = "tau";
  tau.dimension = Dimension::time;
  tau.range = Range::not_negative();
  tau.sentence = "Time constant; 0 passes the input on, a step later as any synapse does.";
  return d;
}

std::shared_ptr<const SynapseModel> make_alpha(const ModelSpec& spec) {
  return std::make_shared<Alpha>(spec.number("tau"));
}

}  // namespace rheo
