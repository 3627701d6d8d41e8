#include "engine/neuron_model.h"

#include <algorithm>

#include <cassert>
#include <utility>

namespace rheo {

void ParameterSet::set(const std::string& name, std::vector<double> values) {
  assert(values.size() == 1 || values.size() == neurons_);
  values_[name] = std::move(values);
}

const std::vector<double>& ParameterSet::values(const std::string& name) const {
  return values_.at(name);
}

double ParameterSet::at(const std::string& name, std::size_t neuron) const {
  const std::vector<double>& v = values_.at(name);
  return v.size() == 1 ? v[0] : v[neuron];
}

std::optional<std::size_t> fed_state(const NeuronModel& model, std::size_t port) {
  const auto held = model.held_states();
  const auto fed =
      std::find_if(held.begin(), held.end(), [&](const auto& h) { return h.port == port; });
  if (fed == held.end()) return std::nullopt;
  return static_cast<std::size_t>(fed - held.begin());
}

}  // namespace rheo
