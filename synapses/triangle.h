#pragma once

#include <memory>

#include "engine/synapse_model.h"
#include "engine/value.h"

namespace rheo {

/// A finite response that falls linearly to 0 over the time t (as nengo.synapses.Triangle):
/// N = t / dt rounded half to even, + 1 taps h_i = 2 (N - i) / (N (N + 1)), whose sum is 1.
Declaration triangle_declaration();
std::shared_ptr<const SynapseModel> make_triangle(const ModelSpec& spec);

}  // namespace rheo
