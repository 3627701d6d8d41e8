#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/value.h"

namespace rheo {

/// The bytes of an npz file: arrays by name as float64 in C order, stored uncompressed. The same
/// arrays give the same bytes. Throws OutputError if libzip cannot make it.
std::string npz_bytes(const std::vector<std::pair<std::string, Array>>& arrays);

}  // namespace rheo
