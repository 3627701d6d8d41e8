#pragma once

#include <memory>

#include "engine/neuron_model.h"
#include "engine/value.h"

namespace rheo {

/// Izhikevich's two-variable neuron (IEEE Transactions on Neural Networks 14, 2003), advanced by
/// Euler's rule once a step, as in Nengo. Its rate has no closed form: it is measured, over 1 s at
/// dt = 1 ms from v = u = 0 (after one step), whatever the dt of the network.
Declaration izhikevich_declaration();
std::shared_ptr<const NeuronModel> make_izhikevich(const ModelSpec& spec);

}  // namespace rheo
