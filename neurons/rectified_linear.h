#pragma once

#include <memory>

#include "engine/neuron_model.h"
#include "engine/value.h"

namespace rheo {

/// output = amplitude x max(0, J), J in Hz.
Declaration rectified_linear_declaration();
std::shared_ptr<const NeuronModel> make_rectified_linear(const ModelSpec& spec);

}  // namespace rheo
