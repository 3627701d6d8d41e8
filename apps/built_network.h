#pragma once

#include <cstdio>
#include <memory>

#include "apps/progress.h"
#include "engine/network.h"
#include "io/network_file.h"

namespace rheo {

/// The plan of a network that was read. Mistakes that only show now name their place in the file.
/// Warnings go to stderr, and that it goes on, if it takes long.
std::shared_ptr<const Network> build_network(const NetworkFile& file, const Catalog& catalog,
                                             bool solve = true,
                                             Progress::Style style = Progress::style_for(stderr));

}  // namespace rheo
