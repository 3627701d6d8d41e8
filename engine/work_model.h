#pragma once

#include <cstddef>
#include <vector>

#include "engine/network.h"

namespace rheo {

/// Estimated cost of a step on one thread, ns, for choosing the number of threads. Never hashed.
double estimated_step_ns(const Network& network);

/// Of it the update of each population, what drives it and what arrives over its synapses.
std::vector<double> population_ns(const Network& network);

/// Where `threads` threads begin among blocks of these costs, so that each has about the same:
/// (threads + 1), from 0 to the number of blocks.
std::vector<std::size_t> share_out(const std::vector<double>& work, std::size_t threads);

}  // namespace rheo
