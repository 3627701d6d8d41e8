#include "neurons/sigmoid.h"

#include <cmath>

#include "engine/math.h"
#include "neurons/smooth_curve.h"

namespace rheo {

namespace {

double curve(double ceiling, double J) noexcept {
  return ceiling / (1.0 + math::exp(-J));
}

/// Coefficient: 1 / tau_ref.
template <class Real, bool kUniform>
void update(BlockUpdate<Real>& block) noexcept {
  const Real* ceiling = block.coefficients[0];
  for (int i = 0; i < block.n; ++i) {
    const Real J = block.J[i];
    const auto top = static_cast<double>(ceiling[kUniform ? 0 : i]);
    block.output[i] = static_cast<Real>(curve(top, static_cast<double>(J)));
    if (!std::isfinite(J) && block.bad < 0) block.bad = i;
  }
}

class Sigmoid : public StatelessRate<SmoothCurve> {
 public:
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = sigmoid_declaration();
    return declaration;
  }
  double rate(const ParameterSet& p, std::size_t i, double J) const override {
    return curve(1.0 / p.at("tau_ref", i), J);
  }
  void rates(const ParameterSet& p, std::size_t i, const double* J, std::size_t n,
             double* out) const override {
    const double ceiling = 1.0 / p.at("tau_ref", i);
    for (std::size_t k = 0; k < n; ++k)
      out[k] = curve(ceiling, J[k]);
  }
  NeuronKernel<double> kernel_double(Isa, bool uniform) const override {
    return uniform ? update<double, true> : update<double, false>;
  }
  NeuronKernel<float> kernel_single(Isa, bool uniform) const override {
    return uniform ? update<float, true> : update<float, false>;
  }

 protected:
  double current_at(double share) const override { return -math::log(1.0 / share - 1.0); }
};

}  // namespace

Declaration sigmoid_declaration() {
  Declaration d;
  d.kind = ModelKind::neuron;
  d.name = "sigmoid";
  d.summary =
      "Logistic function of the current: a rate that is never 0 and half of its ceiling at J = 0.";
  d.equations = {"output = (1 / tau_ref) / (1 + exp(-J))"};
  d.parameters = {saturation_parameter()};
  return d;
}

std::shared_ptr<const NeuronModel> make_sigmoid(const ModelSpec&) {
  return std::make_shared<Sigmoid>();
}

}  // namespace rheo
