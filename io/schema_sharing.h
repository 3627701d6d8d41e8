#pragma once

#include "io/schema_values.h"

namespace rheo {

/// The same JSON Schema with every larger part that occurs more than once written once, under
/// `definitions`, and referred to by `$ref`.
Json share_definitions(const Json& schema);

}  // namespace rheo
