#pragma once

#include <memory>

#include "engine/connection_rule.h"

namespace rheo {

/// Every source has the same number of synapses, onto targets drawn uniformly.
Declaration fixed_outdegree_declaration();
std::shared_ptr<const ConnectionRule> make_fixed_outdegree(const ModelSpec& spec);

}  // namespace rheo
