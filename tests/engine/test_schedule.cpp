// Which blocks a thread owns.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "engine/schedule.h"

using namespace rheo;

TEST_CASE("every block of an object has one owner, and owners have alike numbers of all blocks") {
  for (std::size_t shares : {1U, 2U, 3U, 7U, 64U}) {
    std::vector<std::size_t> owned(shares, 0);
    std::size_t base = 0;
    for (std::size_t n : {21U, 6U, 22U, 6U, 5U, 2U, 0U, 1U, 1U, 15U, 3U, 200U}) {
      std::vector<int> owners(n, 0);
      for (std::size_t s = 0; s < shares; ++s) {
        const auto [first, end] = own_blocks(base, n, s, shares);
        REQUIRE(first <= end);
        REQUIRE(end <= n);
        owned[s] += end - first;
        for (std::size_t b = first; b < end; ++b)
          ++owners[b];
      }
      CHECK(std::count(owners.begin(), owners.end(), 1) == static_cast<std::ptrdiff_t>(n));
      base += n;
      const auto [least, most] = std::minmax_element(owned.begin(), owned.end());
      CHECK(*most - *least <= 1);
    }
  }
}

TEST_CASE("the end of an object does not fall to the same owner each time") {
  // 8 objects whose last block is almost empty.
  std::vector<std::size_t> short_blocks(2, 0);
  std::size_t base = 0;
  for (std::size_t n : {21U, 6U, 22U, 6U, 5U, 2U, 15U, 3U}) {
    for (std::size_t s = 0; s < 2; ++s) {
      const auto [first, end] = own_blocks(base, n, s, 2);
      if (end == n && first < end) ++short_blocks[s];
    }
    base += n;
  }
  CHECK(short_blocks[0] >= 3);
  CHECK(short_blocks[1] >= 3);
}
