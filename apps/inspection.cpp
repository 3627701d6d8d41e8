#include "apps/inspection.h"

#include <algorithm>
#include <cmath>

namespace rheo {
namespace {

std::optional<double> parameter(const ParameterSet& parameters, const char* name, std::size_t i) {
  if (!parameters.has(name)) return std::nullopt;
  return parameters.at(name, i);
}

}  // namespace

std::string_view class_name(FiringClass c) noexcept {
  switch (c) {
    case FiringClass::never:
      return "never";
    case FiringClass::part:
      return "part";
    case FiringClass::always:
      return "always";
  }
  return "";
}

NeuronInspection inspect_neuron(const PopulationPlan& population, std::size_t neuron) {
  const ParameterSet& p = population.parameters;
  const double threshold = population.model->threshold(p, neuron);
  NeuronInspection n;
  n.J_th = parameter(p, "J_th", neuron);
  n.tau_rc = parameter(p, "tau_rc", neuron);
  n.tau_ref = parameter(p, "tau_ref", neuron);
  n.gain = p.at("gain", neuron);
  n.bias = p.at("bias", neuron);
  n.rheobase = threshold - n.bias;
  if (n.gain != 0 && std::isfinite(n.rheobase)) n.x_intercept = n.rheobase / n.gain;
  n.rate_at_1 = rate_at(population, neuron, 1);
  n.rate_ceiling = population.model->rate_ceiling(p, neuron);
  // A neuron at its threshold does not fire, so `never` includes equality.
  const double reach = std::abs(n.gain);
  if (n.bias + reach <= threshold) {
    n.firing = FiringClass::never;
  } else if (n.bias - reach > threshold) {
    n.firing = FiringClass::always;
  } else {
    n.firing = FiringClass::part;
  }
  return n;
}

bool is_physical(const PopulationPlan& population) {
  return !population.model->declaration().ports.empty();
}

PhysicalInspection inspect_physical(const PopulationPlan& population, std::size_t neuron) {
  const ParameterSet& p = population.parameters;
  PhysicalInspection n;
  n.V_th = p.at("V_th", neuron);
  n.tau_m = parameter(p, "tau_m", neuron);
  if (p.has("g_L")) n.tau_m = p.at("C_m", neuron) / p.at("g_L", neuron);
  n.tau_ref = parameter(p, "tau_ref", neuron);
  n.rheobase = population.model->threshold(p, neuron);
  n.rate = population.model->rate(p, neuron, 1.5 * n.rheobase);
  n.rate_ceiling = population.model->rate_ceiling(p, neuron);
  return n;
}

double rate_at(const PopulationPlan& population, std::size_t neuron, double x) {
  const ParameterSet& p = population.parameters;
  return population.model->rate(p, neuron, p.at("gain", neuron) * x + p.at("bias", neuron));
}

std::vector<double> curve_points() {
  constexpr std::size_t kPoints = 50;
  std::vector<double> x(kPoints);
  for (std::size_t k = 0; k < kPoints; ++k) {
    x[k] = -1 + static_cast<double>(k) * (2.0 / (kPoints - 1));
  }
  x.back() = 1;
  return x;
}

void Extent::add(double value) noexcept {
  low = count == 0 ? value : std::min(low, value);
  high = count == 0 ? value : std::max(high, value);
  ++count;
}

PopulationInspection inspect_population(const PopulationPlan& population) {
  PopulationInspection result;
  result.name = population.name;
  result.model = population.model->declaration().name;
  result.neurons = population.neurons;
  for (std::size_t i = 0; i < population.neurons; ++i) {
    const NeuronInspection n = inspect_neuron(population, i);
    result.threshold.add(population.model->threshold(population.parameters, i));
    if (n.x_intercept) result.x_intercept.add(*n.x_intercept);
    result.rate_at_1.add(n.rate_at_1);
    result.never += n.firing == FiringClass::never ? 1 : 0;
    result.part += n.firing == FiringClass::part ? 1 : 0;
    result.always += n.firing == FiringClass::always ? 1 : 0;
  }
  return result;
}

}  // namespace rheo
