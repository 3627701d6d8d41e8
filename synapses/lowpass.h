#pragma once

#include <memory>

#include "engine/synapse_model.h"
#include "engine/value.h"

namespace rheo {

/// Exponential synapse, transfer function 1 / (tau s + 1), input held over each step. Coefficients:
/// a, 1 - a with a = exp(-dt / tau); state: y. Step: y = a y + (1 - a) u, the products rounded one
/// by one. tau = 0: y = u.
Declaration lowpass_declaration();
std::shared_ptr<const SynapseModel> make_lowpass(const ModelSpec& spec);

}  // namespace rheo
