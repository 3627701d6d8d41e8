#pragma once

#include <memory>

#include "engine/neuron_model.h"
#include "engine/value.h"

namespace rheo {

/// output = (1 / tau_ref) / (1 + exp(-J)): half of its ceiling at J = 0.
Declaration sigmoid_declaration();
std::shared_ptr<const NeuronModel> make_sigmoid(const ModelSpec& spec);

}  // namespace rheo
