#pragma once

#include <memory>

#include "engine/neuron_model.h"
#include "engine/value.h"

namespace rheo {

/// Leaky integrate-and-fire neuron with exponentially decaying synaptic conductances, in physical
/// units:
///   C_m V' = -g_L (V - E_L) - g_ex (V - E_ex) - g_in (V - E_in) + J
///   tau_syn g' = -g,  g += |weight| for each spike that arrives
/// Conductances are exact; the voltage is of 6th order in the time step, exact for constant
/// conductances and stable for any (docs/numerics.md). Spikes are bound to the grid. The order of a
/// step is NEST's: the voltage first, from the conductances as they stood, then the conductances.
/// Kernels: iaf_cond_exp.kernel.cpp.
Declaration iaf_cond_exp_declaration();
std::shared_ptr<const NeuronModel> make_iaf_cond_exp(const ModelSpec& spec);

}  // namespace rheo
