#pragma once

#include "neurons/tuning.h"

namespace rheo {

/// What sigmoid and tanh share: a rate that saturates at 1 / tau_ref, threshold J = 0, and gain and
/// bias from the current at which max_rate is reached. Parameter: tau_ref of neuron i.
class SmoothCurve : public NeuronModel {
 public:
  double threshold(const ParameterSet& p, std::size_t i) const override;
  double rate_ceiling(const ParameterSet& p, std::size_t i) const override;
  GainBias gain_bias(const ParameterSet& p, std::size_t i, double max_rate,
                     double intercept) const override;
  Problem check_tuning(const ParameterSet& p, std::size_t i, double max_rate,
                       double intercept) const override;
  /// Coefficient: 1 / tau_ref.
  std::vector<std::vector<double>> coefficients(const ParameterSet& p, double dt) const override;

 protected:
  /// The current at which the rate is `share` x 1 / tau_ref, 0 < share < 1.
  virtual double current_at(double share) const = 0;
};

/// A rate model from a smooth function: `Function` has a static `at(ceiling, J)`, the rate at the
/// current J where it saturates at `ceiling`.
template <class Function>
class SmoothRate : public StatelessRate<SmoothCurve> {
 public:
  double rate(const ParameterSet& p, std::size_t i, double J) const override {
    return Function::at(1.0 / p.at("tau_ref", i), J);
  }
  void rates(const ParameterSet& p, std::size_t i, const double* J, std::size_t n,
             double* out) const override {
    const double ceiling = 1.0 / p.at("tau_ref", i);
    for (std::size_t k = 0; k < n; ++k)
      out[k] = Function::at(ceiling, J[k]);
  }
};

/// The parameter tau_ref of both.
ParameterDeclaration saturation_parameter();

}  // namespace rheo
