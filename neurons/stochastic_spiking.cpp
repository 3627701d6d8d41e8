#include "neurons/stochastic_spiking.h"

#include <cmath>

#include "engine/random.h"

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
    const auto expected = static_cast<double>(std::fabs(r[i]) * dt);
    const bool countable = expected < kMostInStep;  // false for NaN too
    if (!countable && block.bad < 0) block.bad = i;
    if (!countable || !(expected > 0)) continue;
    const double u = uniform_from_word(
        random_words(block.draw, block.first + static_cast<std::uint64_t>(i), step)[0]);
    const auto whole = static_cast<std::int32_t>(expected);
    const std::int32_t k = whole + (u < expected - whole ? 1 : 0);
    add_spikes(block, i, r[i] < 0 ? -k : k);
  }
}

class StochasticSpiking : public RatesToSpikes {
 public:
  StochasticSpiking(Declaration declaration, std::shared_ptr<const NeuronModel> base)
      : RatesToSpikes(std::move(declaration), std::move(base), false) {}
  NeuronKernel<double> kernel_double(Isa, bool) const override { return update<double>; }
  NeuronKernel<float> kernel_single(Isa, bool) const override { return update<float>; }
};

}  // namespace

Declaration stochastic_spiking_declaration(const BaseModels& bases) {
  Declaration d;
  d.name = "stochastic_spiking";
  d.summary =
      "Spikes at the rates of another model, rounded to whole spikes at random in each step.";
  d.equations = {"e = dt |r|,    r the output of the base",
                 "k = floor(e) spikes, and one more with probability e - floor(e); -k where r < 0"};
  return wrapper_declaration(std::move(d), bases);
}

Catalog::MakeNeuron stochastic_spiking_maker(const BaseModels& bases) {
  return [bases, own = stochastic_spiking_declaration(bases)](
             const ModelSpec& spec) -> std::shared_ptr<const NeuronModel> {
    WrappedBase wrapped = wrapped_base(spec, own, bases);
    return std::make_shared<StochasticSpiking>(std::move(wrapped.declaration),
                                               std::move(wrapped.model));
  };
}

}  // namespace rheo
