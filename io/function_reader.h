#pragma once

#include <optional>
#include <string>

#include "io/read_context.h"

namespace rheo {

/// An expression or a list of expressions of x0, x1, ... and, where `with_time`, of t: one number
/// an expression. Constants are put in. Reports what is none.
std::optional<VectorFunction> read_vector_function(ReadContext& c, const YamlNode& node,
                                                   const std::string& path, bool with_time);

}  // namespace rheo
