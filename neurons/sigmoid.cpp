#include "neurons/sigmoid.h"

#include "engine/math.h"
#include "neurons/smooth_curve.h"
#include "neurons/smooth_curve_kernels.h"
#include "neurons/smooth_functions.h"

namespace rheo {

namespace {

template <class Real>
NeuronKernel<Real> kernel_of(Isa isa, bool uniform) {
  static constexpr KernelTable<NeuronKernel<Real>> kAlike = {{baseline::update_sigmoid<Real, true>,
                                                              avx2::update_sigmoid<Real, true>,
                                                              avx512::update_sigmoid<Real, true>}};
  static constexpr KernelTable<NeuronKernel<Real>> kEachItsOwn = {
      {baseline::update_sigmoid<Real, false>, avx2::update_sigmoid<Real, false>,
       avx512::update_sigmoid<Real, false>}};
  return uniform ? kAlike[isa] : kEachItsOwn[isa];
}

class Sigmoid : public SmoothRate<Logistic> {
 public:
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = sigmoid_declaration();
    return declaration;
  }
  NeuronKernel<double> kernel_double(Isa isa, bool uniform) const override {
    return kernel_of<double>(isa, uniform);
  }
  NeuronKernel<float> kernel_single(Isa isa, bool uniform) const override {
    return kernel_of<float>(isa, uniform);
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
