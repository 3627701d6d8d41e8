#pragma once

#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/catalog.h"
#include "neurons/most_spikes.h"
#include "neurons/tuning.h"

// What the models that turn the rates of another one into spikes share: regular_spiking,
// stochastic_spiking and poisson_spiking.
namespace rheo {

/// The rate models of a catalog, which may be wrapped.
using BaseModels = std::vector<Registry<Catalog::MakeNeuron>::Entry>;
/// Those among what is registered so far whose output is a rate.
BaseModels base_models(const Registry<Catalog::MakeNeuron>& neurons);

/// The declaration of a wrapper from what it says itself: adds `base`, `amplitude`, the state
/// rate_out, and for each base the declaration of the two together, in which the base's own
/// amplitude is called base_amplitude.
Declaration wrapper_declaration(Declaration own, const BaseModels& bases);

/// A rate model and the law by which its rates become spikes. The coefficients and held states of
/// the wrapper stand before those of its base: dt; voltage (regular_spiking only), rate_out.
class RatesToSpikes : public NeuronModel {
 public:
  /// `voltage`: the law has a state of that name, in [0, 1).
  RatesToSpikes(Declaration declaration, std::shared_ptr<const NeuronModel> base, bool voltage);

  const Declaration& declaration() const noexcept override { return declaration_; }
  bool spiking() const noexcept override { return true; }
  bool multiple_spikes(const ParameterSet&, double) const override { return true; }
  bool negative() const noexcept override { return base_->negative(); }
  const NeuronModel* base() const noexcept override { return base_.get(); }

  double rate(const ParameterSet& p, std::size_t i, double J) const override;
  void rates(const ParameterSet& p, std::size_t i, const double* J, std::size_t n,
             double* out) const override;
  std::string rate_caveat() const override;
  double threshold(const ParameterSet& p, std::size_t i) const override;
  double rate_ceiling(const ParameterSet& p, std::size_t i) const override;
  GainBias gain_bias(const ParameterSet& p, std::size_t i, double max_rate,
                     double intercept) const override;
  Problem check_tuning(const ParameterSet& p, std::size_t i, double max_rate,
                       double intercept) const override;

  std::vector<std::vector<double>> coefficients(const ParameterSet& p, double dt) const override;
  std::vector<HeldState> held_states() const override;
  std::vector<double> initial(std::size_t held, const ParameterSet& p,
                              const std::map<std::string, std::vector<double>>& given,
                              const UniformDraw& draw) const override;
  std::vector<Problem> check(const ParameterSet& p,
                             const std::map<std::string, std::vector<double>>& given,
                             double dt) const override;
  std::vector<std::string> warnings(const ParameterSet& p, double dt) const override;
  void observe(std::size_t state, const StateView& held, const ParameterSet& p, std::size_t first,
               std::size_t n, std::int64_t step, double dt, double* out) const override;

 private:
  /// The population's numbers as the base knows them: its amplitude under that name.
  ParameterSet of_base(const ParameterSet& p) const;
  std::size_t own() const noexcept { return voltage_ ? 2 : 1; }  // held states

  Declaration declaration_;
  std::shared_ptr<const NeuronModel> base_;
  bool voltage_;
};

/// The base that a specification names, made, with the declaration of the two together. Throws
/// ConfigError where it names none of them.
struct WrappedBase {
  Declaration declaration;
  std::shared_ptr<const NeuronModel> model;
};
WrappedBase wrapped_base(const ModelSpec& spec, const Declaration& wrapper,
                         const BaseModels& bases);

/// The factory of the wrapper `Model`, declared by `own`, over one of `bases`.
template <class Model>
Catalog::MakeNeuron wrapper_maker(Declaration own, const BaseModels& bases) {
  return
      [bases, own = std::move(own)](const ModelSpec& spec) -> std::shared_ptr<const NeuronModel> {
        WrappedBase wrapped = wrapped_base(spec, own, bases);
        return std::make_shared<Model>(std::move(wrapped.declaration), std::move(wrapped.model));
      };
}

/// Runs the base under this block's currents; returns its rates, which are held as rate_out, the
/// last of the wrapper's `own` states.                                                // (n)
template <class Real>
const Real* base_rates(BlockUpdate<Real>& block, std::size_t own) noexcept {
  BlockUpdate<Real> base = block;
  base.coefficients = block.coefficients + 1;
  base.state = block.state + own;
  base.output = static_cast<Real*>(block.state[own - 1]);
  base.base = nullptr;
  block.base(base);
  block.bad = base.bad;
  return base.output;
}

/// Appends `count` spikes of neuron i; 0 is none.
template <class Real>
void add_spikes(BlockUpdate<Real>& block, int i, std::int32_t count) noexcept {
  block.spike_index[block.n_spikes] = static_cast<std::uint16_t>(i);
  block.spike_count[block.n_spikes] = count;
  block.n_spikes += count != 0 ? 1 : 0;
}

/// Spikes drawn at random: `Law` has `kMost`, and `count(draw, neuron, step, mean)`, the spikes for
/// a mean of 0 <= dt |r| < kMost. Coefficient: dt. State: rate_out.
template <class Law>
class RandomSpikes final : public RatesToSpikes {
 public:
  RandomSpikes(Declaration declaration, std::shared_ptr<const NeuronModel> base)
      : RatesToSpikes(std::move(declaration), std::move(base), false) {}
  NeuronKernel<double> kernel_double(Isa, bool) const override { return update<double>; }
  NeuronKernel<float> kernel_single(Isa, bool) const override { return update<float>; }

 private:
  /// The draw of a neuron in a step depends on nothing else.
  template <class Real>
  static void update(BlockUpdate<Real>& block) noexcept {
    const Real* r = base_rates(block, 1);
    const Real dt = block.coefficients[0][0];
    const auto step = static_cast<std::uint64_t>(block.step);
    block.n_spikes = 0;
    for (int i = 0; i < block.n; ++i) {
      const auto mean = static_cast<double>(std::fabs(r[i]) * dt);
      const bool countable = mean < Law::kMost;  // false for NaN too
      if (!countable && block.bad < 0) block.bad = i;
      if (!countable) continue;
      const std::uint64_t neuron = block.first + static_cast<std::uint64_t>(i);
      const std::int32_t k = Law::count(block.draw, neuron, step, mean);
      add_spikes(block, i, r[i] < 0 ? -k : k);
    }
  }
};

}  // namespace rheo
