#pragma once

#include <memory>

#include "engine/connection_rule.h"

namespace rheo {

/// Source k to target k. Listed numbers: k.
Declaration one_to_one_declaration();
std::shared_ptr<const ConnectionRule> make_one_to_one(const ModelSpec& spec);

}  // namespace rheo
