#pragma once

#include <memory>

#include "engine/learning_rule.h"

namespace rheo {

/// Prescribed error sensitivity: the weights descend the error that arrives at the rule, which is
/// what the target receives minus what it should. MacNeil & Eliasmith (2011), PLoS ONE 6(9).
Declaration pes_declaration();
std::shared_ptr<const LearningRule> make_pes(const ModelSpec& spec);

}  // namespace rheo
