#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/neuron_model.h"
#include "engine/value.h"

namespace rheo {

/// What the kernel reads (NeuronModel::data): all spikes, those of a block together, in it by step,
/// then by neuron.
struct SpikeTable {
  std::vector<std::size_t> begin;    // (blocks + 1)
  std::vector<std::int64_t> step;    // (spikes)
  std::vector<std::uint16_t> index;  // (spikes) from the block's first neuron
};

/// Neurons that fire at given times, without input. Parameters: `times` (s) and `neurons`
/// (indices), lists of one length: neuron neurons[k] fires at times[k], in any order; equal entries
/// are several spikes. The times must be multiples of dt, from dt on.
Declaration spike_trains_declaration();
std::shared_ptr<const NeuronModel> make_spike_trains(const ModelSpec& spec);

}  // namespace rheo
