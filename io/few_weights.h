#pragma once

#include <map>
#include <string>

#include "engine/spec.h"
#include "io/read_context.h"

namespace rheo {

/// Whether `weights` are written as {sparse: ...} or {convolution: ...}.
bool is_few_weights(const YamlNode& node);

/// Reads them into `few_weights`; the numbers are in units of `dimension`. Shapes are checked where
/// the ends are known, by the engine.
bool read_few_weights(ReadContext& c, const YamlNode& node, const std::string& path,
                      Dimension dimension, ConnectionSpec& spec);

/// The same as YAML on one line; `path`: of the weights.
std::string few_weights_yaml(const ConnectionSpec& spec, Dimension dimension,
                             const std::string& path,
                             const std::map<std::string, std::string>& references);

}  // namespace rheo
