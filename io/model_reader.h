#pragma once

#include <optional>
#include <string>
#include <vector>

#include "io/read_context.h"

namespace rheo {

using Declarations = std::vector<const Declaration*>;

template <class Make>
Declarations declarations_of(const Registry<Make>& registry) {
  Declarations all;
  for (const auto& entry : registry.entries())
    all.push_back(&entry.declaration);
  return all;
}

/// A model as `{name: parameters}`, `{name: shorthand}`, `{name: shorthand, parameter: ...}` or,
/// where no parameter is needed, `name`. `kind`: "synapse", "input", ... for messages. Defaults
/// are filled in.
std::optional<ModelSpec> read_model(ReadContext& c, const YamlNode& node, const std::string& path,
                                    const Declarations& known, const std::string& kind);

/// Reads into `spec` those entries of the map `node` that are parameters of `d` and not among
/// `skip`, then fills in defaults; reports unknown and missing ones. False if any was wrong.
bool read_parameters(ReadContext& c, const YamlNode& node, const std::string& path,
                     const Declaration& d, const std::vector<std::string>& skip,
                     std::optional<std::size_t> neurons, ModelSpec& spec);

/// `none` (null) or a synapse; reports what is neither.
inline constexpr const char* kSynapseRemedy = "write synapse: none, or synapse: {lowpass: 5 ms}";
std::optional<Nested> read_synapse(ReadContext& c, const YamlNode& node, const std::string& path);

/// The declaration of a neuron model with all its parameters: for one that wraps another (`base`),
/// those of both. The specification must be complete.
const Declaration& neuron_declaration(const Catalog& catalog, const ModelSpec& spec);

/// Names of a kind of model, for messages.
std::vector<std::string> names_of(const Declarations& known);

}  // namespace rheo
