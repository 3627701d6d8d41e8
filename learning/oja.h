#pragma once

#include <memory>

#include "engine/learning_rule.h"

namespace rheo {

/// Oja's rule: Hebbian growth, bounded by a decay with the square of the target's activity.
/// J. Math. Biology 15, 1982.
Declaration oja_declaration();
std::shared_ptr<const LearningRule> make_oja(const ModelSpec& spec);

}  // namespace rheo
