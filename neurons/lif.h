#pragma once

#include <memory>

#include "engine/neuron_model.h"
#include "engine/value.h"

namespace rheo {

/// Leaky integrate-and-fire neuron with threshold J_th, in the dimensionless form of Nengo:
///   tau_rc v' = J - v,  a spike where v exceeds J_th,  then v = 0 for tau_ref
/// solved exactly within each step for the J of that step, spike times and releases included
/// (docs/numerics.md). Kernels: lif.kernel.cpp.
Declaration lif_declaration();
std::shared_ptr<const NeuronModel> make_lif(const ModelSpec& spec);

}  // namespace rheo
