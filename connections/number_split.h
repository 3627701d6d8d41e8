#pragma once

#include <cstdint>
#include <vector>

#include "engine/bulk_random.h"

namespace rheo {

/// `number` synapses onto bins of pairs[k] pairs each, at random: multinomial where a pair may be
/// drawn more than once, else multivariate hypergeometric. Bin after bin by conditional draws with
/// the counters (k, counter.c1, counter.c2, counter.purpose). The first `wanted` bins: (wanted).
std::vector<std::uint64_t> split_number(std::uint64_t number,
                                        const std::vector<std::uint64_t>& pairs, bool multapses,
                                        std::size_t wanted, const BulkKey& key,
                                        const BulkCounter& counter);

}  // namespace rheo
