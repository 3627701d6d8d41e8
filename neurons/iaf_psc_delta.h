#pragma once

#include <memory>

#include "engine/neuron_model.h"
#include "engine/value.h"

namespace rheo {

/// Leaky integrate-and-fire neuron whose voltage jumps when spikes arrive, in physical units:
///   V' = -(V - E_L) / tau_m + J / C_m,  V += weight for each spike that arrives
/// solved exactly between grid points; spikes are bound to the grid. The order of a step is NEST's:
/// the voltage, then what arrives, then the threshold. What arrives at a refractory neuron is lost.
/// Kernels: iaf_psc_delta.kernel.cpp.
Declaration iaf_psc_delta_declaration();
std::shared_ptr<const NeuronModel> make_iaf_psc_delta(const ModelSpec& spec);

}  // namespace rheo
