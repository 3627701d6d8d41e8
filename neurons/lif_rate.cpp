#include "neurons/lif_rate.h"

#include "neurons/lif_rate_kernels.h"
#include "neurons/tuning.h"

namespace rheo {

namespace {

class LifRate : public StatelessRate<LifCurve> {
 public:
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = lif_rate_declaration();
    return declaration;
  }

  std::vector<std::vector<double>> coefficients(const ParameterSet& p, double) const override {
    return {p.values("J_th"), p.values("tau_rc"), p.values("tau_ref"), p.values("amplitude")};
  }

  NeuronKernel<double> kernel_double(Isa isa, bool uniform) const override {
    return kernel<double>(isa, uniform);
  }
  NeuronKernel<float> kernel_single(Isa isa, bool uniform) const override {
    return kernel<float>(isa, uniform);
  }

 private:
  template <class Real>
  static NeuronKernel<Real> kernel(Isa isa, bool uniform) {
    static constexpr KernelTable<NeuronKernel<Real>> kAlike = {
        {baseline::update_lif_rate<Real, true>, avx2::update_lif_rate<Real, true>,
         avx512::update_lif_rate<Real, true>}};
    static constexpr KernelTable<NeuronKernel<Real>> kEachItsOwn = {
        {baseline::update_lif_rate<Real, false>, avx2::update_lif_rate<Real, false>,
         avx512::update_lif_rate<Real, false>}};
    return uniform ? kAlike[isa] : kEachItsOwn[isa];
  }
};

}  // namespace

Declaration lif_rate_declaration() {
  Declaration d;
  d.kind = ModelKind::neuron;
  d.name = "lif_rate";
  d.summary = "Rate of a leaky integrate-and-fire neuron as its output, without spikes.";
  d.equations = {
      "output = amplitude / (tau_ref + tau_rc log1p(J_th / (J - J_th))) for J > J_th, else 0"};
  d.parameters = {
      per_neuron("J_th", Dimension::none, 1.0, Range::positive(),
                 "Threshold: the current above which the output is not 0."),
      per_neuron("tau_rc", Dimension::time, 0.02, Range::positive(), "Membrane time constant."),
      per_neuron("tau_ref", Dimension::time, 0.002, Range::not_negative(), "Refractory time."),
      per_neuron("amplitude", Dimension::none, 1.0, Range::positive(),
                 "Factor between rate and output.")};
  return d;
}

std::shared_ptr<const NeuronModel> make_lif_rate(const ModelSpec&) {
  return std::make_shared<LifRate>();
}

}  // namespace rheo
