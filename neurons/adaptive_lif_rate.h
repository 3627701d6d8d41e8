#pragma once

#include <memory>

#include "engine/neuron_model.h"
#include "engine/value.h"

namespace rheo {

/// The rate of a leaky integrate-and-fire neuron under the current J - n as its output, where n
/// follows that output: n[k + 1] = n[k] + dt / tau_n (inc_n output - n[k]).
Declaration adaptive_lif_rate_declaration();
std::shared_ptr<const NeuronModel> make_adaptive_lif_rate(const ModelSpec& spec);

}  // namespace rheo
