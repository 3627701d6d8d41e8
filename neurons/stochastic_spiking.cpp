#include "neurons/stochastic_spiking.h"

#include "engine/random.h"

namespace rheo {

namespace {

/// The mean rounded to a whole number, up with the probability of its fraction.
struct RoundingLaw {
  static constexpr double kMost = kMostInStep;
  static std::int32_t count(const DrawKey& draw, std::uint64_t neuron, std::uint64_t step,
                            double mean) noexcept {
    if (!(mean > 0)) return 0;
    const double u = uniform_from_word(random_words(draw, neuron, step)[0]);
    const auto whole = static_cast<std::int32_t>(mean);
    return whole + (u < mean - whole ? 1 : 0);
  }
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
  return wrapper_maker<RandomSpikes<RoundingLaw>>(stochastic_spiking_declaration(bases), bases);
}

}  // namespace rheo
