#pragma once

#include <memory>

#include "engine/neuron_model.h"
#include "engine/value.h"

namespace rheo {

/// Leaky integrate-and-fire neuron with exponentially decaying synaptic currents, in physical
/// units:
///   C_m V' = -C_m / tau_m (V - E_L) + I_syn_ex + I_syn_in + J
///   tau_syn I_syn' = -I_syn,  I_syn += weight for each spike that arrives
/// solved exactly between grid points (Rotter and Diesmann 1999); spikes are bound to the grid. The
/// order of a step is NEST's: the voltage first, from the currents as they stood, then the
/// currents. Kernels: iaf_psc_exp.kernel.cpp.
Declaration iaf_psc_exp_declaration();
std::shared_ptr<const NeuronModel> make_iaf_psc_exp(const ModelSpec& spec);

}  // namespace rheo
