#pragma once

#include <memory>

#include "engine/connection_rule.h"

namespace rheo {

/// A given number of synapses, each between a source and a target drawn uniformly.
Declaration fixed_total_number_declaration();
std::shared_ptr<const ConnectionRule> make_fixed_total_number(const ModelSpec& spec);

}  // namespace rheo
