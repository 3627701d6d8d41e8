#include "engine/ownership.h"

#include <algorithm>
#include <numeric>

#include "engine/neuron_model.h"

namespace rheo {

Ownership::Ownership(const std::vector<Population>& populations, std::size_t shares)
    : shares_(shares) {
  std::vector<Population> order = populations;
  std::stable_sort(order.begin(), order.end(),
                   [](const Population& a, const Population& b) { return a.neurons > b.neurons; });
  std::vector<double> owned(shares, 0.0);
  for (const Population& p : order) {
    if (p.neurons > 0) cut(p, owned);
  }
}

void Ownership::cut(const Population& population, std::vector<double>& owned) {
  const auto neurons = static_cast<double>(population.neurons);
  const double even =
      (std::accumulate(owned.begin(), owned.end(), neurons)) / static_cast<double>(shares_);
  std::vector<double> lacking(shares_);
  for (std::size_t s = 0; s < shares_; ++s)
    lacking[s] = std::max(0.0, even - owned[s]);
  const double all = std::accumulate(lacking.begin(), lacking.end(), 0.0);
  std::vector<std::size_t> order(shares_);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return lacking[a] > lacking[b]; });

  Cut cut;
  cut.n = block_count(population.neurons);
  cut.bounds.assign(2 * shares_, cut.n);
  std::size_t block = 0;
  double reached = 0;  // neurons, where the part of the share ends
  for (std::size_t k = 0; k < shares_; ++k) {
    const std::size_t s = order[k];
    reached += lacking[s] * (neurons / all);
    cut.bounds[2 * s] = block;
    for (; block < cut.n; ++block) {
      const std::size_t first = block * kBlock;
      const auto size = static_cast<double>(block_size(population.neurons, block));
      // A block belongs where its middle is; what rounding leaves over, to the last.
      if (k + 1 < shares_ && static_cast<double>(first) + size / 2 >= reached) break;
      owned[s] += size;
    }
    cut.bounds[2 * s + 1] = block;
  }
  if (cuts_.size() <= population.base) cuts_.resize(population.base + 1);
  cuts_[population.base] = std::move(cut);
}

std::pair<std::size_t, std::size_t> Ownership::blocks(std::size_t base, std::size_t n,
                                                      std::size_t share) const noexcept {
  if (base < cuts_.size() && cuts_[base].n == n && n > 0) {
    const std::vector<std::size_t>& bounds = cuts_[base].bounds;
    return {bounds[2 * share], bounds[2 * share + 1]};
  }
  if (shares_ == 1) return {0, n};
  // How many of the blocks base ... base + n - 1 go to the shares before s, dealt in turn.
  const auto before = [&](std::size_t s) {
    const auto dealt = [&](std::size_t m) {
      return m / shares_ * s + std::min(m % shares_, s);
    };
    return dealt(base + n) - dealt(base);
  };
  const std::size_t leader = base % shares_;
  const std::size_t first = before(share) - before(leader) + (share < leader ? n : 0);
  return {first, first + before(share + 1) - before(share)};
}

}  // namespace rheo
