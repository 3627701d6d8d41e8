#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "io/read_context.h"

namespace rheo {

/// Beside the forms that a parameter of a model may have: an array of any shape from a file.
inline constexpr unsigned kTensor = 256U;

/// A parameter's value in any of its declared forms. `neurons`: arrays must have one value a
/// neuron. Checks kinds, units, ranges, lengths, words and step multiples.
std::optional<Value> read_value(ReadContext& c, const YamlNode& node, const std::string& path,
                                const ParameterDeclaration& d,
                                std::optional<std::size_t> neurons = std::nullopt);

/// Whether a map stands for a value in itself (a file, a distribution, a table) rather than for
/// the parameters of a model.
bool is_value_map(const YamlNode& node, const ParameterDeclaration& d);

/// Keys of {file, array, slice, column, unit}, a reference to an array in a file.
const std::vector<std::string>& file_keys();

// The forms that are written as maps ---------------------------------------------------------
std::optional<Value> read_distribution(ReadContext& c, const YamlNode& node,
                                       const std::string& path, const ParameterDeclaration& d);
std::optional<Value> read_table(ReadContext& c, const YamlNode& node, const std::string& path,
                                const ParameterDeclaration& d);
/// The referenced array, sliced; its numbers are in SI units, or in the `unit` given beside it.
/// Records the reference for `show`.
std::optional<Array> read_file_array(ReadContext& c, const YamlNode& node, const std::string& path,
                                     Dimension dimension);
const std::vector<std::string>& distribution_names();

}  // namespace rheo
