#pragma once

#include <memory>
#include <string>

#include "apps/catalog.h"
#include "engine/neuron_model.h"

namespace rheo::testing {

/// A neuron model of the catalog by name, words at their defaults; of one that wraps another, over
/// `base`. `within_step` for the leaky ones.
inline std::shared_ptr<const NeuronModel> model_of(const std::string& name,
                                                   const std::string& base = "",
                                                   const std::string& within_step = "exact") {
  const Catalog catalog = make_catalog();
  ModelSpec spec{name, {{"within_step", within_step}}};
  if (!base.empty()) spec.parameters["base"] = base;
  return catalog.neurons.find(name)->make(spec);
}

}  // namespace rheo::testing
