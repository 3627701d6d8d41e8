#pragma once

#include <memory>

#include "engine/neuron_model.h"
#include "engine/value.h"

namespace rheo {

/// Leaky integrate-and-fire neuron with alpha-shaped synaptic currents, in physical units:
///   C_m V' = -C_m / tau_m (V - E_L) + I_syn_ex + I_syn_in + J
/// in which each spike that arrives adds weight x (e / tau_syn) t exp(-t / tau_syn): its peak,
/// after tau_syn, is the weight. Solved exactly between grid points; spikes are bound to the grid.
/// The order of a step is that of iaf_psc_exp. Kernels: iaf_psc_alpha.kernel.cpp.
Declaration iaf_psc_alpha_declaration();
std::shared_ptr<const NeuronModel> make_iaf_psc_alpha(const ModelSpec& spec);

}  // namespace rheo
