#pragma once

#include <memory>

#include "engine/connection_rule.h"

namespace rheo {

/// Every target has the same number of synapses, from sources drawn uniformly.
Declaration fixed_indegree_declaration();
std::shared_ptr<const ConnectionRule> make_fixed_indegree(const ModelSpec& spec);

}  // namespace rheo
