#pragma once

#include <optional>
#include <string>

#include "io/edge_file.h"
#include "io/read_context.h"

namespace rheo {

/// The map under `rule: {edges: {file: ...}}`; null: the rule is written in another way.
const YamlNode* edge_file_node(const YamlNode& rule);

/// What the file of `edges` lists: .npz arrays, .csv, .mtx, or .h5 (SONATA). Both ends have the
/// same length, at least 1, and so have weights and delays, if there are any.
std::optional<EdgeList> read_edge_file(ReadContext& c, const YamlNode& edges,
                                       const std::string& path);

/// Puts `numbers` of an edge file into SI units. `key`: of their unit in `edges`; it must be there
/// unless the numbers are pure or `otherwise` names the unit that the format fixes. Times may be
/// in `steps` of dt.
bool apply_edge_unit(ReadContext& c, const YamlNode& edges, const std::string& path,
                     const std::string& key, const std::string& otherwise, Dimension dimension,
                     std::vector<double>& numbers);

/// The unit of delays that the format of `edges` fixes; empty: none.
std::string fixed_delay_unit(const YamlNode& edges);

}  // namespace rheo
