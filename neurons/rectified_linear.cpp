#include "neurons/rectified_linear.h"

#include <cmath>
#include <limits>

#include "neurons/tuning.h"

namespace rheo {

namespace {

/// Coefficient: amplitude.
template <class Real, bool kUniform>
void update(BlockUpdate<Real>& block) noexcept {
  const Real* amplitude = block.coefficients[0];
  for (int i = 0; i < block.n; ++i) {
    const Real J = block.J[i];
    block.output[i] = amplitude[kUniform ? 0 : i] * (J > 0 ? J : Real(0));
    if (!std::isfinite(J) && block.bad < 0) block.bad = i;
  }
}

class RectifiedLinear : public StatelessRate<RectifierCurve> {
 public:
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = rectified_linear_declaration();
    return declaration;
  }

  std::vector<std::vector<double>> coefficients(const ParameterSet& p, double) const override {
    return {p.values("amplitude")};
  }

  NeuronKernel<double> kernel_double(Isa, bool uniform) const override {
    return uniform ? update<double, true> : update<double, false>;
  }
  NeuronKernel<float> kernel_single(Isa, bool uniform) const override {
    return uniform ? update<float, true> : update<float, false>;
  }
};

}  // namespace

Declaration rectified_linear_declaration() {
  Declaration d;
  d.kind = ModelKind::neuron;
  d.name = "rectified_linear";
  d.summary = "Rectifier: the output follows the positive part of the current.";
  d.equations = {"output = amplitude max(0, J),    J in Hz"};
  d.parameters = {per_neuron("amplitude", Dimension::none, 1.0, Range::positive(),
                             "Factor between current and output.")};
  return d;
}

std::shared_ptr<const NeuronModel> make_rectified_linear(const ModelSpec&) {
  return std::make_shared<RectifiedLinear>();
}

}  // namespace rheo
