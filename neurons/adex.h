#pragma once

#include <memory>

#include "engine/neuron_model.h"
#include "engine/value.h"

namespace rheo {

/// Adaptive exponential integrate-and-fire neuron with synaptic conductances (Brette and Gerstner
/// 2005), in physical units:
///   C_m V' = -g_L (V - E_L) + g_L Delta_T exp((V - V_th) / Delta_T) - g_ex (V - E_ex)
///            - g_in (V - E_in) - w + J
///   tau_w w' = a (V - E_L) - w
///   tau_syn g' = -g,  g += |weight| for each spike that arrives, at the end of a step
/// V >= V_peak: a spike, V = V_reset, w += b, and V stays there for tau_ref. Each step is cut into
/// `substeps` steps h of the classical Runge-Kutta rule, in whose slopes V counts up to V_peak
/// only; on the way to the peak h is taken in pieces, which give the moment of the spike, and the
/// rest of h starts from the reset. The spike counts for its step, and a neuron has one a step
/// (docs/numerics.md). Kernels: adex.kernel.cpp.
Declaration adex_declaration();
std::shared_ptr<const NeuronModel> make_adex(const ModelSpec& spec);

}  // namespace rheo
