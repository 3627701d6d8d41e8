#pragma once

#include <memory>

#include "engine/connection_rule.h"

namespace rheo {

/// Every source to every target. Listed numbers: target x sources + source, a matrix (targets,
/// sources) in row-major order, in which the places of refused autapses are not read.
Declaration all_to_all_declaration();
std::shared_ptr<const ConnectionRule> make_all_to_all(const ModelSpec& spec);

}  // namespace rheo
