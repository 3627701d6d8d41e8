#pragma once

#include <memory>

#include "engine/connection_rule.h"

namespace rheo {

/// A list of synapses. Listed numbers: the place of the edge in the list.
Declaration edges_declaration();
std::shared_ptr<const ConnectionRule> make_edges(const ModelSpec& spec);

}  // namespace rheo
