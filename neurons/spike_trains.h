#pragma once

#include <memory>

#include "engine/neuron_model.h"
#include "engine/value.h"

namespace rheo {

/// Neurons that fire at given times, without input. Parameters: `times` (s) and `neurons`
/// (indices), lists of one length: neuron neurons[k] fires at times[k], in any order; equal entries
/// are several spikes. The times must be multiples of dt, from dt on.
Declaration spike_trains_declaration();
std::shared_ptr<const NeuronModel> make_spike_trains(const ModelSpec& spec);

}  // namespace rheo
