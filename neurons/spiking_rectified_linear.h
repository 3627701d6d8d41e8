#pragma once

#include <memory>

#include "engine/neuron_model.h"
#include "engine/value.h"

namespace rheo {

/// Integrates max(0, J), J in Hz, and fires at every whole number it passes: several spikes a step
/// where J > 1 / dt.
Declaration spiking_rectified_linear_declaration();
std::shared_ptr<const NeuronModel> make_spiking_rectified_linear(const ModelSpec& spec);

}  // namespace rheo
