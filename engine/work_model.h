#pragma once

#include "engine/network.h"

namespace rheo {

/// About how long a step takes on one thread, in ns.
double estimated_step_ns(const Network& network);

}  // namespace rheo
