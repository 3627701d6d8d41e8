#pragma once

#include <memory>

#include "engine/connection_rule.h"

namespace rheo {

/// Every pair is connected with the same probability, independently, at most once.
Declaration pairwise_bernoulli_declaration();
std::shared_ptr<const ConnectionRule> make_pairwise_bernoulli(const ModelSpec& spec);

}  // namespace rheo
