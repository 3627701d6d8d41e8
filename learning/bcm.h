#pragma once

#include <memory>

#include "engine/learning_rule.h"

namespace rheo {

/// Bienenstock, Cooper and Munro's rule: targets that fire above a sliding threshold strengthen
/// their active sources, those below weaken them. J. Neurosci. 2(1), 1982.
Declaration bcm_declaration();
std::shared_ptr<const LearningRule> make_bcm(const ModelSpec& spec);

}  // namespace rheo
