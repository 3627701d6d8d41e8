#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/catalog.h"
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

/// More spikes than this in one step are not counted but reported.
inline constexpr double kMostInStep = 0x1p30;

}  // namespace rheo
