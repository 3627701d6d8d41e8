#pragma once

#include <string>

#include "engine/catalog.h"

namespace rheo {

/// JSON Schema (draft 7) of network files, from the declarations of the catalog: for editors, and
/// for checks by other tools. It knows keys, kinds, units, words and ranges; what needs two places
/// of a file (names, lengths, cycles) only read_network sees.
std::string network_schema(const Catalog& catalog);

}  // namespace rheo
