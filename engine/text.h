#pragma once

#include <string>
#include <vector>

namespace rheo {

/// The shortest decimal form that reads back as the same double, as YAML writes it: "0.02",
/// "1e-09", ".inf".
std::string number_text(double value);

/// The name among `known` nearest to `wanted`, as "did you mean x?"; empty if none is near.
std::string did_you_mean(const std::string& wanted, const std::vector<std::string>& known);

}  // namespace rheo
