#include "neurons/poisson_spiking.h"

#include <cmath>

#include "neurons/poisson_count.h"

namespace rheo {

namespace {

/// Coefficient: dt. State: rate_out. The draw of a neuron in a step depends on nothing else.
template <class Real>
void update(BlockUpdate<Real>& block) noexcept {
  const Real* r = base_rates(block, 1);
  const Real dt = block.coefficients[0][0];
  const auto step = static_cast<std::uint64_t>(block.step);
  block.n_spikes = 0;
  for (int i = 0; i < block.n; ++i) {
    const auto mean = static_cast<double>(std::fabs(r[i]) * dt);
    const bool countable = mean < kMostPoisson;  // false for NaN too
    if (!countable && block.bad < 0) block.bad = i;
    if (!countable) continue;
    const std::int32_t k =
        poisson_count(block.draw, block.first + static_cast<std::uint64_t>(i), step, mean);
    add_spikes(block, i, r[i] < 0 ? -k : k);
  }
}

class PoissonSpiking : public RatesToSpikes {
 public:
  PoissonSpiking(Declaration declaration, std::shared_ptr<const NeuronModel> base)
      : RatesToSpikes(std::move(declaration), std::move(base), false) {}
  NeuronKernel<double> kernel_double(Isa, bool) const override { return update<double>; }
  NeuronKernel<float> kernel_single(Isa, bool) const override { return update<float>; }
};

}  // namespace

Declaration poisson_spiking_declaration(const BaseModels& bases) {
  Declaration d;
  d.name = "poisson_spiking";
  d.summary = "Poisson spike trains at the rates of another model.";
  d.equations = {"k ~ Poisson(dt |r|),    r the output of the base; -k where r < 0"};
  return wrapper_declaration(std::move(d), bases);
}

Catalog::MakeNeuron poisson_spiking_maker(const BaseModels& bases) {
  return [bases, own = poisson_spiking_declaration(bases)](
             const ModelSpec& spec) -> std::shared_ptr<const NeuronModel> {
    WrappedBase wrapped = wrapped_base(spec, own, bases);
    return std::make_shared<PoissonSpiking>(std::move(wrapped.declaration),
                                            std::move(wrapped.model));
  };
}

}  // namespace rheo
