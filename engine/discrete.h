#pragma once

#include <cstdint>

#include "engine/bulk_random.h"

namespace rheo {

/// Exact draws of how many: pure functions of key and counter, for splitting a total number over
/// partitions while a network is built. Rejected candidates draw again with the next retry number
/// in the counter, so that they consume no counters but (first, c1, c2, retry x 2^16 + purpose).
/// 0.1 to 0.5 us each. Exact up to the rounding of doubles.

/// The largest number of trials, and of things in an urn.
inline constexpr std::uint64_t kMostTrials = std::uint64_t{1} << 53;

/// Successes among n <= kMostTrials trials of probability p in [0, 1]. Small n p by inversion,
/// others by transformed rejection (Hoermann 1993, "BTRS").
std::uint64_t binomial(std::uint64_t n, double p, const BulkKey& key, const BulkCounter& counter);

/// How many of `sample` things taken without replacement from `good` + `bad` <= kMostTrials are
/// good; sample <= good + bad. Small samples one by one, others by the ratio of uniforms (Stadlober
/// 1990, "HRUA").
std::uint64_t hypergeometric(std::uint64_t good, std::uint64_t bad, std::uint64_t sample,
                             const BulkKey& key, const BulkCounter& counter);

/// ln of the probability of k successes, 0 <= k <= n, 0 < p < 1, without cancellation for large n
/// (the saddle-point form of Loader 2000).
double binomial_log_probability(std::uint64_t k, std::uint64_t n, double p);

/// ln of the probability of k good ones in the sample, for possible k.
double hypergeometric_log_probability(std::uint64_t k, std::uint64_t good, std::uint64_t bad,
                                      std::uint64_t sample);

}  // namespace rheo
