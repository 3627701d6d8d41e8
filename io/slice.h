#pragma once

#include <optional>
#include <string>

#include "engine/spec.h"

namespace rheo {

/// Reads Python's slice text: "0:10", "::2", "-3:", or a single index "4". Nothing if it is none.
std::optional<Slice> parse_slice(const std::string& text);

/// The text that parse_slice reads back; empty for a slice that selects all.
std::string slice_text(const Slice& slice);

}  // namespace rheo
