#pragma once

#include <string>

#include "engine/declaration.h"

namespace rheo {

// What the declarations of learning rules share.

Declaration learning_rule(std::string name, std::string summary);
ParameterDeclaration learning_rate(double fallback);

/// The filter through which a rule sees `whose`: a lowpass of `tau` seconds unless given.
ParameterDeclaration filter_parameter(std::string name, double tau, const std::string& whose);

/// `post_synapse`: a filter, or the word for the same one as pre_synapse.
inline constexpr const char* kSameAsPre = "pre_synapse";
ParameterDeclaration post_filter_parameter();
/// The parameter that holds the filter of the target's activity.
std::string post_filter(const ModelSpec& spec);

}  // namespace rheo
