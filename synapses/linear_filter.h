#pragma once

#include <memory>

#include "engine/synapse_model.h"
#include "engine/value.h"

namespace rheo {

/// Any linear filter num(s) / den(s), made discrete by `method`, or num(z) / den(z) as it is; order
/// at most kMaxOrder. Where the direct term D is 0 the step is X = A X + B u, y = C X, so that the
/// input of a step shows in its output; otherwise it is the textbook's y = C X + D u,
/// X = A X + B u (as nengo.LinearFilter). Filters with poles outside the unit circle are refused.
Declaration linear_filter_declaration();
std::shared_ptr<const SynapseModel> make_linear_filter(const ModelSpec& spec);

}  // namespace rheo
