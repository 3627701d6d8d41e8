#pragma once

#include <memory>

#include "engine/neuron_model.h"
#include "engine/value.h"

namespace rheo {

/// Leaky integrate-and-fire neuron whose spikes make it less excitable: `lif` under the current
/// J - n, where n follows its output:
///   n[k + 1] = n[k] + dt / tau_n (inc_n output - n[k])
/// inc_n and n are currents: they scale with J_th. Kernel: adaptive_lif.kernel.cpp.
Declaration adaptive_lif_declaration();
std::shared_ptr<const NeuronModel> make_adaptive_lif(const ModelSpec& spec);

}  // namespace rheo
