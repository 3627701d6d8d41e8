#pragma once

#include <string>
#include <vector>

#include "io/yaml_document.h"

namespace rheo {

/// Puts "populations.a.J_th=0.3" into the tree: the value is read as YAML and replaces what stands
/// at the path; keys that do not exist are added, so that the same checks find them. Lists are
/// entered by "[2]". Adds "--set ..." to `sources` as the place of what was set. Mistakes go to
/// `problems`, the tree then stays as it was.
void apply_override(YamlNode& root, const std::string& text, std::vector<std::string>& sources,
                    std::vector<Problem>& problems);

}  // namespace rheo
