#include "neurons/regular_spiking.h"

#include "neurons/regular_spiking_kernels.h"

namespace rheo {

namespace {

template <class Real, void (*kCount)(BlockUpdate<Real>&, const Real*) noexcept>
void update(BlockUpdate<Real>& block) noexcept {
  kCount(block, base_rates(block, 2));
}

template <class Real>
NeuronKernel<Real> kernel_of(Isa isa) {
  static constexpr KernelTable<NeuronKernel<Real>> kKernels = {
      {update<Real, baseline::count_regular_spikes<Real>>,
       update<Real, avx2::count_regular_spikes<Real>>,
       update<Real, avx512::count_regular_spikes<Real>>}};
  return kKernels[isa];
}

class RegularSpiking : public RatesToSpikes {
 public:
  RegularSpiking(Declaration declaration, std::shared_ptr<const NeuronModel> base)
      : RatesToSpikes(std::move(declaration), std::move(base), true) {}
  NeuronKernel<double> kernel_double(Isa isa, bool) const override {
    return kernel_of<double>(isa);
  }
  NeuronKernel<float> kernel_single(Isa isa, bool) const override { return kernel_of<float>(isa); }
};

}  // namespace

Declaration regular_spiking_declaration(const BaseModels& bases) {
  Declaration d;
  d.name = "regular_spiking";
  d.summary = "Spikes at the rates of another model, as evenly as they come.";
  d.equations = {"v' = r,    r the output of the base",
                 "a spike at every whole number that v passes: k = floor(v), v -= k"};
  d.states = {{.name = "voltage",
               .dimension = Dimension::none,
               .sentence = "Part of the way to the next spike, in [0, 1).",
               .initialisable = true,
               .initial_text = "uniform on [0, 1)"}};
  return wrapper_declaration(std::move(d), bases);
}

Catalog::MakeNeuron regular_spiking_maker(const BaseModels& bases) {
  return wrapper_maker<RegularSpiking>(regular_spiking_declaration(bases), bases);
}

}  // namespace rheo
