#include "neurons/tuning.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/math.h"
#include "neurons/lif_rate_kernels.h"

namespace rheo {

Problem tuning_problem(std::string path, std::string what, std::string rule, std::string remedy) {
  return {.path = std::move(path),
          .what = std::move(what),
          .rule = std::move(rule),
          .remedy = std::move(remedy),
          .where = {}};
}

double lif_rate_at(const ParameterSet& p, std::size_t i, double J) {
  const double J_th = p.at("J_th", i);
  if (!(J > J_th)) return 0.0;
  return 1.0 / (p.at("tau_ref", i) + p.at("tau_rc", i) * math::log1p(J_th / (J - J_th)));
}

double lif_rate_ceiling(const ParameterSet& p, std::size_t i) {
  const double tau_ref = p.at("tau_ref", i);
  return tau_ref > 0 ? 1.0 / tau_ref : std::numeric_limits<double>::infinity();
}

double lif_current_at(const ParameterSet& p, std::size_t i, double rate) {
  const double charging = p.at("tau_ref", i) - 1.0 / rate;  // minus the time from 0 to J_th
  return p.at("J_th", i) / -math::expm1(charging / p.at("tau_rc", i));
}

GainBias lif_gain_bias(const ParameterSet& p, std::size_t i, double max_rate, double intercept) {
  const double J_th = p.at("J_th", i);
  const double gain = (lif_current_at(p, i, max_rate) - J_th) / (1.0 - intercept);
  return {gain, J_th - gain * intercept};
}

Problem check_lif_tuning(const ParameterSet& p, std::size_t i, double max_rate, double intercept) {
  Problem problem = check_max_rate_and_intercept(max_rate, intercept);
  if (!problem.what.empty()) return problem;
  problem = check_ceiling(max_rate, lif_rate_ceiling(p, i));
  if (!problem.what.empty()) return problem;
  return check_gain(lif_gain_bias(p, i, max_rate, intercept));
}

Problem check_ceiling(double max_rate, double ceiling) {
  if (max_rate < ceiling) return {};
  return tuning_problem("max_rates", "is " + number_text(max_rate) + " Hz",
                        "must be below 1 / tau_ref = " + number_text(ceiling) + " Hz",
                        "lower max_rates or tau_ref");
}

std::vector<Problem> check_fraction(const std::map<std::string, std::vector<double>>& given) {
  const auto found = given.find("voltage");
  if (found == given.end()) return {};
  for (std::size_t i = 0; i < found->second.size(); ++i) {
    const double v = found->second[i];
    if (v >= 0 && v < 1) continue;
    return {{.path = "initial.voltage",
             .what = "neuron " + std::to_string(i) + " starts at " + number_text(v),
             .rule = "must be in [0, 1)",
             .remedy = "",
             .where = {}}};
  }
  return {};
}

Problem check_max_rate_and_intercept(double max_rate, double intercept) {
  if (!(max_rate > 0) || !std::isfinite(max_rate)) {
    return tuning_problem("max_rates", "is " + number_text(max_rate) + " Hz",
                          "must be > 0 and finite", "");
  }
  if (!(intercept < 1) || !std::isfinite(intercept)) {
    return tuning_problem("intercepts", "is " + number_text(intercept),
                          "must be below 1: the neuron starts to fire at x = intercept and reaches "
                          "max_rate at x = 1",
                          "lower intercepts, or give gain and bias");
  }
  return {};
}

Problem check_gain(const GainBias& result) {
  if (result.gain > 0 && std::isfinite(result.gain) && std::isfinite(result.bias)) return {};
  return tuning_problem(
      "max_rates",
      "gives the gain " + number_text(result.gain) + " and the bias " + number_text(result.bias),
      "the gain must be positive and finite",
      "move max_rates away from 0 and from the ceiling, intercepts away from 1");
}

ParameterDeclaration per_neuron(std::string name, Dimension dimension, double fallback,
                                const Range& range, std::string sentence) {
  ParameterDeclaration d;
  d.name = std::move(name);
  d.dimension = dimension;
  d.fallback = fallback;
  d.range = range;
  d.forms = kPerNeuron;
  d.sentence = std::move(sentence);
  return d;
}

double LifCurve::rate(const ParameterSet& p, std::size_t i, double J) const {
  return lif_rate_at(p, i, J);
}
void LifCurve::rates(const ParameterSet& p, std::size_t i, const double* J, std::size_t n,
                     double* out) const {
  static constexpr KernelTable<NeuronKernel<double>> kKernels = {
      {baseline::update_lif_rate<double, true>, avx2::update_lif_rate<double, true>,
       avx512::update_lif_rate<double, true>}};
  const NeuronKernel<double> kernel = kKernels[select_isa()];
  const double values[] = {p.at("J_th", i), p.at("tau_rc", i), p.at("tau_ref", i), 1.0};
  const double* const coefficients[] = {&values[0], &values[1], &values[2], &values[3]};
  BlockUpdate<double> block;
  block.coefficients = coefficients;
  for (std::size_t first = 0; first < n; first += kBlock) {
    block.n = static_cast<int>(std::min(kBlock, n - first));
    block.J = J + first;
    block.output = out + first;
    kernel(block);
  }
}
double LifCurve::threshold(const ParameterSet& p, std::size_t i) const {
  return p.at("J_th", i);
}
double LifCurve::rate_ceiling(const ParameterSet& p, std::size_t i) const {
  return lif_rate_ceiling(p, i);
}
GainBias LifCurve::gain_bias(const ParameterSet& p, std::size_t i, double max_rate,
                             double intercept) const {
  return lif_gain_bias(p, i, max_rate, intercept);
}
Problem LifCurve::check_tuning(const ParameterSet& p, std::size_t i, double max_rate,
                               double intercept) const {
  return check_lif_tuning(p, i, max_rate, intercept);
}

double RectifierCurve::rate(const ParameterSet&, std::size_t, double J) const {
  return J > 0 ? J : 0.0;
}
double RectifierCurve::threshold(const ParameterSet&, std::size_t) const {
  return 0.0;
}
double RectifierCurve::rate_ceiling(const ParameterSet&, std::size_t) const {
  return std::numeric_limits<double>::infinity();
}
GainBias RectifierCurve::gain_bias(const ParameterSet&, std::size_t, double max_rate,
                                   double intercept) const {
  const double gain = max_rate / (1.0 - intercept);
  return {gain, -intercept * gain};
}
Problem RectifierCurve::check_tuning(const ParameterSet& p, std::size_t i, double max_rate,
                                     double intercept) const {
  Problem problem = check_max_rate_and_intercept(max_rate, intercept);
  return problem.what.empty() ? check_gain(gain_bias(p, i, max_rate, intercept)) : problem;
}

}  // namespace rheo
