#pragma once

#include <cstdint>
#include <vector>

#include "engine/network.h"

namespace rheo {

/// A number, list or distribution times a positive factor, bounds included.
Value scaled(Value value, double factor);

/// A distribution of seconds in steps of dt. Bounds that draw again are moved by half a step less
/// rounding, so that a number within them is within the given ones once it is rounded half up.
Distribution in_steps(const Distribution& seconds, double dt);

/// The synapses of a plan that share a delay, by ascending source and, for each source, in the
/// order in which they were made. Ends are numbered as the rule numbers them.
struct SynapseGroup {
  std::int64_t lag = 0;               // steps
  std::vector<std::uint32_t> source;  // (n)
  std::vector<std::uint32_t> target;  // (n)
  std::vector<double> weight;         // (n)
};

/// All synapses of a plan, the longest delay first: for networks small enough to list them. The
/// same weights and delays as in partitions, where a delay of 0 is asked for by a plan alone.
std::vector<SynapseGroup> synapses_by_lag(const SynapsesPlan& plan,
                                          const SimulationSpec& simulation);

}  // namespace rheo
