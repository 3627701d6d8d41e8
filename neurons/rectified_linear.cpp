#include "neurons/rectified_linear.h"

#include "neurons/rectifier_kernels.h"
#include "neurons/tuning.h"

namespace rheo {

namespace {

template <class Real>
NeuronKernel<Real> kernel_of(Isa isa, bool uniform) {
  static constexpr KernelTable<NeuronKernel<Real>> kAlike = {
      {baseline::update_rectified_linear<Real, true>, avx2::update_rectified_linear<Real, true>,
       avx512::update_rectified_linear<Real, true>}};
  static constexpr KernelTable<NeuronKernel<Real>> kEachItsOwn = {
      {baseline::update_rectified_linear<Real, false>, avx2::update_rectified_linear<Real, false>,
       avx512::update_rectified_linear<Real, false>}};
  return uniform ? kAlike[isa] : kEachItsOwn[isa];
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

  NeuronKernel<double> kernel_double(Isa isa, bool uniform) const override {
    return kernel_of<double>(isa, uniform);
  }
  NeuronKernel<float> kernel_single(Isa isa, bool uniform) const override {
    return kernel_of<float>(isa, uniform);
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
