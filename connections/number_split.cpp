#include "connections/number_split.h"

#include <numeric>

#include "engine/discrete.h"

namespace rheo {

std::vector<std::uint64_t> split_number(std::uint64_t number,
                                        const std::vector<std::uint64_t>& pairs, bool multapses,
                                        std::size_t wanted, const BulkKey& key,
                                        const BulkCounter& counter) {
  std::vector<std::uint64_t> numbers(wanted, 0);
  std::uint64_t rest = std::accumulate(pairs.begin(), pairs.end(), std::uint64_t{0});
  for (std::size_t k = 0; k < wanted && number > 0; ++k) {
    const std::uint64_t here = pairs[k];
    if (here == 0) continue;
    BulkCounter own = counter;
    own.first = static_cast<std::uint32_t>(k);
    if (here == rest) {
      numbers[k] = number;
    } else if (multapses) {
      const double p = static_cast<double>(here) / static_cast<double>(rest);
      numbers[k] = binomial(number, p, key, own);
    } else {
      numbers[k] = hypergeometric(here, rest - here, number, key, own);
    }
    number -= numbers[k];
    rest -= here;
  }
  return numbers;
}

}  // namespace rheo
