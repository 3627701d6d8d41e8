#include "neurons/poisson_spiking.h"

#include "neurons/poisson_count.h"

namespace rheo {

namespace {

struct PoissonLaw {
  static constexpr double kMost = kMostPoisson;
  static std::int32_t count(const DrawKey& draw, std::uint64_t neuron, std::uint64_t step,
                            double mean) noexcept {
    return poisson_count(draw, neuron, step, mean);
  }
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
  return wrapper_maker<RandomSpikes<PoissonLaw>>(poisson_spiking_declaration(bases), bases);
}

}  // namespace rheo
