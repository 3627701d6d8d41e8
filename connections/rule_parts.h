#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/connection_rule.h"
#include "engine/declaration.h"
#include "engine/neuron_model.h"

namespace rheo {

/// What the rules share: how they declare, check and count.

Declaration rule_declaration(const char* name, const char* summary,
                             std::vector<std::string> equations);
/// A number of synapses or neurons: dimensionless, not negative, without default.
ParameterDeclaration count_parameter(const char* name, const char* sentence);
/// "true" or "false", true where nothing is said.
ParameterDeclaration autapses_parameter();
ParameterDeclaration multapses_parameter();
/// Whether the flag `name` of `spec` is true.
bool flag(const ModelSpec& spec, const char* name);

/// Adds a problem unless parameter `name` is a whole number from 0 to `most`; says whether it is.
bool check_count(const char* name, double value, double most, std::vector<Problem>& problems);
/// A number of synapses that each neuron has.
struct Degree {
  const char* parameter;
  double value;
  const char* one;  // what the other ends are: "source"
  const char* many;
  bool multapses;
};
inline constexpr double kMostDegree = 4294967295.0;
/// Adds a problem where `allowed` neurons are too few to choose from.
void check_degree(const Degree& degree, double allowed, std::vector<Problem>& problems);
/// "12 synapses", "1 synapse".
std::string counted(double n, const char* one, const char* many);

/// Whether a rule that refuses autapses has any to refuse between these ends.
inline bool refuses(bool autapses, const RuleEnds& ends) {
  return !autapses && !ends.self.empty();
}
/// Pairs (source, target) that are one neuron.
std::size_t autapses_of(const RuleEnds& ends);
/// Pairs that may be connected.
double allowed_pairs(const RuleEnds& ends, bool autapses);

}  // namespace rheo
