#pragma once

#include <memory>

#include "engine/neuron_model.h"
#include "engine/value.h"

namespace rheo {

/// output = (1 / tau_ref) tanh(J), which may be negative.
Declaration tanh_declaration();
std::shared_ptr<const NeuronModel> make_tanh(const ModelSpec& spec);

}  // namespace rheo
