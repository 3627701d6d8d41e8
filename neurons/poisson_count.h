#pragma once

#include <cstdint>

#include "engine/random.h"

namespace rheo {

/// The largest mean that is counted.
inline constexpr double kMostPoisson = 0x1p30;

/// A draw from the Poisson distribution of the given mean, 0 <= mean < kMostPoisson: a pure
/// function of its arguments. Small means by inversion (sequential search), others by transformed
/// rejection (Hoermann 1993, "PTRS"): both exact up to the rounding of doubles.
std::int32_t poisson_count(const DrawKey& key, std::uint64_t index, std::uint64_t step,
                           double mean);

/// ln of the probability of k, for k >= 0 and mean > 0.
double poisson_log_probability(double k, double mean);

}  // namespace rheo
