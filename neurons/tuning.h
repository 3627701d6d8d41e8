#pragma once

#include "engine/neuron_model.h"
#include "engine/text.h"

namespace rheo {

// The closed form that the LIF models share. Parameters: J_th, tau_rc, tau_ref of neuron i.

/// 1 / (tau_ref + tau_rc log1p(J_th / (J - J_th))) for J > J_th, else 0; Hz.
double lif_rate_at(const ParameterSet& p, std::size_t i, double J);
/// 1 / tau_ref; infinity for tau_ref = 0.
double lif_rate_ceiling(const ParameterSet& p, std::size_t i);
/// The current at which the rate is `rate`, 0 < rate < 1 / tau_ref.
double lif_current_at(const ParameterSet& p, std::size_t i, double rate);
GainBias lif_gain_bias(const ParameterSet& p, std::size_t i, double max_rate, double intercept);
Problem check_lif_tuning(const ParameterSet& p, std::size_t i, double max_rate, double intercept);

/// max_rate > 0 and intercept < 1, which every model with a threshold demands; empty `what` if so.
Problem check_max_rate_and_intercept(double max_rate, double intercept);
/// gain must be a positive, finite number; empty `what` if so.
Problem check_gain(const GainBias& result);

/// A mistake in max_rates or intercepts; paths are relative to the population.
Problem tuning_problem(std::string path, std::string what, std::string rule, std::string remedy);
/// max_rate must be below `ceiling` Hz, 1 / tau_ref; empty `what` if so.
Problem check_ceiling(double max_rate, double ceiling);
/// initial.voltage, where given, must be in [0, 1): the way to the next spike.
std::vector<Problem> check_fraction(const std::map<std::string, std::vector<double>>& given);

/// A parameter that each neuron may have its own value of.
ParameterDeclaration per_neuron(std::string name, Dimension dimension, double fallback,
                                const Range& range, std::string sentence);

/// Curve (a NeuronModel with a closed form) as a rate model without state, dt or rules of its own:
/// what is left to say are the declaration, the coefficients and the kernels.
template <class Curve>
class StatelessRate : public Curve {
 public:
  bool spiking() const noexcept override { return false; }
  bool multiple_spikes(const ParameterSet&, double) const override { return false; }
  std::vector<HeldState> held_states() const override { return {}; }
  std::vector<double> initial(std::size_t, const ParameterSet&,
                              const std::map<std::string, std::vector<double>>&,
                              const UniformDraw&) const override {
    return {};
  }
  std::vector<Problem> check(const ParameterSet&, const std::map<std::string, std::vector<double>>&,
                             double) const override {
    return {};
  }
  std::vector<std::string> warnings(const ParameterSet&, double) const override { return {}; }
  void observe(std::size_t, const StateView&, const ParameterSet&, std::size_t, std::size_t,
               std::int64_t, double, double*) const override {}
};

/// The closed form of the LIF models.
class LifCurve : public NeuronModel {
 public:
  double rate(const ParameterSet& p, std::size_t i, double J) const override;
  void rates(const ParameterSet& p, std::size_t i, const double* J, std::size_t n,
             double* out) const override;
  double threshold(const ParameterSet& p, std::size_t i) const override;
  double rate_ceiling(const ParameterSet& p, std::size_t i) const override;
  GainBias gain_bias(const ParameterSet& p, std::size_t i, double max_rate,
                     double intercept) const override;
  Problem check_tuning(const ParameterSet& p, std::size_t i, double max_rate,
                       double intercept) const override;
};

/// The closed form of both rectifiers: rate max(0, J), threshold 0, no ceiling.
class RectifierCurve : public NeuronModel {
 public:
  double rate(const ParameterSet& p, std::size_t i, double J) const override;
  double threshold(const ParameterSet& p, std::size_t i) const override;
  double rate_ceiling(const ParameterSet& p, std::size_t i) const override;
  GainBias gain_bias(const ParameterSet& p, std::size_t i, double max_rate,
                     double intercept) const override;
  Problem check_tuning(const ParameterSet& p, std::size_t i, double max_rate,
                       double intercept) const override;
};

}  // namespace rheo
