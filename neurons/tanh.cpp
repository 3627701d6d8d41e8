#include "neurons/tanh.h"

#include <cmath>

#include "engine/math.h"
#include "neurons/smooth_curve.h"

namespace rheo {

namespace {

double curve(double ceiling, double J) noexcept {
  return ceiling * math::tanh(J);
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

class Tanh : public StatelessRate<SmoothCurve> {
 public:
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = tanh_declaration();
    return declaration;
  }
  bool negative() const noexcept override { return true; }
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
  double current_at(double share) const override { return math::atanh(share); }
};

}  // namespace

Declaration tanh_declaration() {
  Declaration d;
  d.kind = ModelKind::neuron;
  d.name = "tanh";
  d.summary = "Hyperbolic tangent of the current: an output between -1 / tau_ref and 1 / tau_ref.";
  d.equations = {"output = (1 / tau_ref) tanh(J)"};
  d.parameters = {saturation_parameter()};
  return d;
}

std::shared_ptr<const NeuronModel> make_tanh(const ModelSpec&) {
  return std::make_shared<Tanh>();
}

}  // namespace rheo
