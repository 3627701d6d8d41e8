#include "neurons/smooth_curve.h"

namespace rheo {

double SmoothCurve::threshold(const ParameterSet&, std::size_t) const {
  return 0.0;
}

double SmoothCurve::rate_ceiling(const ParameterSet& p, std::size_t i) const {
  return 1.0 / p.at("tau_ref", i);
}

GainBias SmoothCurve::gain_bias(const ParameterSet& p, std::size_t i, double max_rate,
                                double intercept) const {
  const double top = current_at(max_rate * p.at("tau_ref", i));
  const double gain = top / (1.0 - intercept);
  return {gain, top - gain};
}

Problem SmoothCurve::check_tuning(const ParameterSet& p, std::size_t i, double max_rate,
                                  double intercept) const {
  Problem problem = check_max_rate_and_intercept(max_rate, intercept);
  if (!problem.what.empty()) return problem;
  problem = check_ceiling(max_rate, rate_ceiling(p, i));
  if (!problem.what.empty()) return problem;
  const double at_intercept = rate(p, i, 0);
  if (!(max_rate > at_intercept)) {
    return tuning_problem("max_rates", "is " + number_text(max_rate) + " Hz",
                          "must be above the rate at x = intercept, " + number_text(at_intercept) +
                              " Hz: the gain would not be positive",
                          "raise max_rates or tau_ref, or give gain and bias");
  }
  return check_gain(gain_bias(p, i, max_rate, intercept));
}

std::vector<std::vector<double>> SmoothCurve::coefficients(const ParameterSet& p, double) const {
  std::vector<double> ceiling = p.values("tau_ref");
  for (double& value : ceiling)
    value = 1.0 / value;
  return {ceiling};
}

ParameterDeclaration saturation_parameter() {
  return per_neuron("tau_ref", Dimension::time, 0.0025, Range::positive(),
                    "The rate saturates at 1 / tau_ref.");
}

}  // namespace rheo
