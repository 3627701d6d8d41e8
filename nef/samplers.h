#pragma once

#include <vector>

#include "engine/catalog.h"

namespace rheo {

// The samplers of network files, for encoders and evaluation points; see nef/sphere.h.

Declaration scattered_declaration();
Declaration uniform_declaration();

std::vector<double> sample_scattered(const SampleRequest& request);
std::vector<double> sample_uniform(const SampleRequest& request);

}  // namespace rheo
