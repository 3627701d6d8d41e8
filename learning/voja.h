#pragma once

#include <memory>

#include "engine/learning_rule.h"

namespace rheo {

/// Vector Oja: turns the encoders of active neurons towards what the target population receives.
/// Voelker, Crawford and Eliasmith (2014), CogSci.
Declaration voja_declaration();
std::shared_ptr<const LearningRule> make_voja(const ModelSpec& spec);

}  // namespace rheo
