#pragma once

#include "engine/neuron_model.h"
#include "engine/text.h"

namespace rheo {

// The closed form that lif and lif_rate share. Parameters: J_th, tau_rc, tau_ref of neuron i.

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

/// A parameter that each neuron may have its own value of.
ParameterDeclaration per_neuron(std::string name, Dimension dimension, double fallback,
                                const Range& range, std::string sentence);

/// The closed form of both LIF models.
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
