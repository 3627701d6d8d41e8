#pragma once

#include <string>
#include <utility>

#include "engine/network.h"
#include "engine/schedule.h"

namespace rheo {

/// About how long a step takes on one thread, in ns.
double estimated_step_ns(const Network& network);

/// How many threads are worth having, and why, for the manifest.
std::pair<int, std::string> threads_for(const Network& network, const Schedule& schedule);

}  // namespace rheo
