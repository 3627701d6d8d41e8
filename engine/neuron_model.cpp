#include "engine/neuron_model.h"

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

}  // namespace rheo
