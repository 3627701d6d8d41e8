// Which thread owns which blocks.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "engine/neuron_model.h"
#include "engine/ownership.h"

using namespace rheo;

namespace {

using Populations = std::vector<Ownership::Population>;

/// Populations of these sizes, one behind the other.
Populations populations_of(const std::vector<std::size_t>& neurons) {
  Populations all;
  std::size_t base = 0;
  for (std::size_t n : neurons) {
    all.push_back({base, n});
    base += block_count(n);
  }
  return all;
}

/// Neurons of each share; checks that every block has one owner.
std::vector<std::size_t> neurons_of(const Ownership& ownership, const Populations& populations) {
  std::vector<std::size_t> owned(ownership.shares(), 0);
  for (const Ownership::Population& p : populations) {
    const std::size_t n = block_count(p.neurons);
    std::vector<int> owners(n, 0);
    for (std::size_t s = 0; s < ownership.shares(); ++s) {
      const auto [first, end] = ownership.blocks(p.base, n, s);
      REQUIRE(first <= end);
      REQUIRE(end <= n);
      for (std::size_t b = first; b < end; ++b) {
        ++owners[b];
        owned[s] += block_size(p.neurons, b);
      }
    }
    CHECK(std::count(owners.begin(), owners.end(), 1) == static_cast<std::ptrdiff_t>(n));
  }
  return owned;
}

}  // namespace

TEST_CASE("every block of a population has one owner, and owners have alike numbers of neurons") {
  for (const auto& sizes : std::vector<std::vector<std::size_t>>{
           {20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948},  // the microcircuit
           {10342, 2917, 10958, 2740, 2425, 533, 7198, 1474},
           {10000, 2500},
           {3200, 800},
           {1, 0, 1, 100000},
           {5}}) {
    const Populations populations = populations_of(sizes);
    std::size_t all = 0;
    for (std::size_t n : sizes)
      all += n;
    for (std::size_t shares : {1U, 2U, 3U, 7U, 64U}) {
      CAPTURE(sizes[0]);
      CAPTURE(shares);
      const auto owned = neurons_of(Ownership(populations, shares), populations);
      // No cut of whole blocks can promise more than half a block, here and in all before it.
      CHECK(*std::max_element(owned.begin(), owned.end()) <= all / shares + kBlock);
    }
  }
}

TEST_CASE("short last blocks do not all fall to one thread") {
  const Populations populations = populations_of({10342, 2917, 10958, 2740, 2425, 533, 7198, 1474});
  const auto owned = neurons_of(Ownership(populations, 2), populations);
  CHECK(owned[0] < 1.02 * static_cast<double>(owned[1]));
  CHECK(owned[1] < 1.02 * static_cast<double>(owned[0]));
}

TEST_CASE("blocks of what is no population are dealt in turn") {
  const Ownership ownership({}, 3);
  std::vector<std::size_t> owned(3, 0);
  std::size_t base = 0;
  for (std::size_t n : {21U, 6U, 1U, 1U, 0U, 2U, 200U}) {
    std::size_t sum = 0;
    for (std::size_t s = 0; s < 3; ++s) {
      const auto [first, end] = ownership.blocks(base, n, s);
      REQUIRE(first <= end);
      REQUIRE(end <= n);
      owned[s] += end - first;
      sum += end - first;
    }
    CHECK(sum == n);
    base += n;
    const auto [least, most] = std::minmax_element(owned.begin(), owned.end());
    CHECK(*most - *least <= 1);
  }
}
