#pragma once

#include <string>
#include <vector>

#include "engine/network.h"

namespace rheo {

/// A table of how well each connection and probe decodes; empty where nothing was solved for.
std::string decodings_text(const std::vector<DecodingReport>& decodings);

}  // namespace rheo
