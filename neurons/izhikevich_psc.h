#pragma once

#include <memory>

#include "engine/neuron_model.h"
#include "engine/value.h"

namespace rheo {

/// Izhikevich's neuron (2003) with inputs in physical units. Per ms, V in mV, u and J in pA:
///   V' = 0.04 V^2 + 5 V + 140 - u + J,  u' = a (b V - u)
///   V += weight for each spike that arrives, at the end of a step
///   V >= V_th: a spike, V = c, u = u + d
/// by Euler's rule, both slopes as they stood before the step, which is NEST's. One unit of the
/// paper's current is 1 pA. Kernels: izhikevich_psc.kernel.cpp.
Declaration izhikevich_psc_declaration();
std::shared_ptr<const NeuronModel> make_izhikevich_psc(const ModelSpec& spec);

}  // namespace rheo
