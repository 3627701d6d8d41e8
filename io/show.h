#pragma once

#include <map>
#include <string>

#include "engine/catalog.h"
#include "engine/spec.h"
#include "io/network_file.h"

namespace rheo {

/// The network as YAML with all defaults written out. read_network of this text gives the same
/// spec, bit for bit. `references` as in NetworkFile: such values are named instead of listed.
std::string show_network(const NetworkSpec& spec, const Catalog& catalog,
                         const std::map<std::string, std::string>& references = {});

std::string show_network(const NetworkFile& file, const Catalog& catalog);

}  // namespace rheo
