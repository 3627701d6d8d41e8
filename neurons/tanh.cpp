#include "neurons/tanh.h"

#include "engine/math.h"
#include "neurons/smooth_curve.h"
#include "neurons/smooth_curve_kernels.h"
#include "neurons/smooth_functions.h"

namespace rheo {

namespace {

template <class Real>
NeuronKernel<Real> kernel_of(Isa isa, bool uniform) {
  static constexpr KernelTable<NeuronKernel<Real>> kAlike = {{baseline::update_tanh<Real, true>,
                                                              avx2::update_tanh<Real, true>,
                                                              avx512::update_tanh<Real, true>}};
  static constexpr KernelTable<NeuronKernel<Real>> kEachItsOwn = {
      {baseline::update_tanh<Real, false>, avx2::update_tanh<Real, false>,
       avx512::update_tanh<Real, false>}};
  return uniform ? kAlike[isa] : kEachItsOwn[isa];
}

class Tanh : public SmoothRate<HyperbolicTangent> {
 public:
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = tanh_declaration();
    return declaration;
  }
  bool negative() const noexcept override { return true; }
  NeuronKernel<double> kernel_double(Isa isa, bool uniform) const override {
    return kernel_of<double>(isa, uniform);
  }
  NeuronKernel<float> kernel_single(Isa isa, bool uniform) const override {
    return kernel_of<float>(isa, uniform);
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
