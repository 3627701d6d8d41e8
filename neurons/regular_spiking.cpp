#include "neurons/regular_spiking.h"

#include <cmath>

namespace rheo {

namespace {

/// Coefficient: dt. States: voltage, rate_out.
template <class Real>
void update(BlockUpdate<Real>& block) noexcept {
  const Real* r = base_rates(block, 2);
  const Real dt = block.coefficients[0][0];
  Real* v = static_cast<Real*>(block.state[0]);  // (n)
  block.n_spikes = 0;
  for (int i = 0; i < block.n; ++i) {
    const Real end = v[i] + r[i] * dt;
    const Real passed = std::floor(end);
    const bool countable = std::fabs(passed) < Real(kMostInStep);  // false for NaN too
    if (!countable && block.bad < 0) block.bad = i;
    const std::int32_t k = countable ? static_cast<std::int32_t>(passed) : 0;
    v[i] = end - static_cast<Real>(k);
    add_spikes(block, i, k);
  }
}

class RegularSpiking : public RatesToSpikes {
 public:
  RegularSpiking(Declaration declaration, std::shared_ptr<const NeuronModel> base)
      : RatesToSpikes(std::move(declaration), std::move(base), true) {}
  NeuronKernel<double> kernel_double(Isa, bool) const override { return update<double>; }
  NeuronKernel<float> kernel_single(Isa, bool) const override { return update<float>; }
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
