#pragma once

#include <memory>

#include "engine/neuron_model.h"
#include "engine/value.h"

namespace rheo {

/// The rate of a leaky integrate-and-fire neuron as its output, without spikes:
///   output = amplitude / (tau_ref + tau_rc log1p(J_th / (J - J_th))) for J > J_th, else 0
Declaration lif_rate_declaration();
std::shared_ptr<const NeuronModel> make_lif_rate(const ModelSpec& spec);

}  // namespace rheo
