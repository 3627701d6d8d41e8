#pragma once

#include <memory>

#include "engine/learning_rule.h"

namespace rheo {

/// Recursive least squares (FORCE): as pes, but every step is the best one for all that was seen.
/// Keeps a matrix of (sources, sources). Sussillo & Abbott (2009), Neuron 63(4).
Declaration rls_declaration();
std::shared_ptr<const LearningRule> make_rls(const ModelSpec& spec);

}  // namespace rheo
