// The calendar of arrivals beside lists that are kept whole.
#include <doctest/doctest.h>

#include <map>
#include <random>
#include <utility>
#include <vector>

#include "engine/calendar.h"

using namespace rheo;

namespace {

std::vector<std::uint32_t> all_of(Calendar::Reader reader) {
  std::vector<std::uint32_t> at;
  while (!reader.done())
    at.push_back(reader.next().at);
  return at;
}

/// `late`: lists are read only after those of the step were added.
void keep_in_order(std::int64_t longest, bool late) {
  constexpr std::size_t kLanes = 2;
  std::mt19937 random(7);
  const auto below = [&](std::int64_t n) {
    return static_cast<std::int64_t>(random()) % n;
  };
  Calendar calendar(longest, kLanes);
  std::map<std::pair<std::int64_t, std::size_t>, std::vector<std::uint32_t>> expected;
  const auto read = [&](std::int64_t step) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      CHECK(all_of(calendar.read(step, lane)) == expected[{step, lane}]);
      calendar.clear(step, lane);
      CHECK(calendar.read(step, lane).done());
    }
  };
  std::uint32_t next = 0;
  for (std::int64_t step = 1; step < 500; ++step) {
    if (!late) read(step);
    // Now and then as many for one list as fill pieces to the last place, or one more.
    const bool one_list = step % 7 == 0;
    const std::int64_t n = one_list ? 63 * (step % 3) + step % 2 : below(200);
    const std::int64_t one = step + 1 + below(longest);
    for (std::int64_t k = 0; k < n; ++k) {
      const std::int64_t due = one_list ? one : step + 1 + below(longest);
      const std::size_t lane = one_list ? 0 : static_cast<std::size_t>(below(kLanes));
      calendar.add(due, lane, {next, {1, 0}});
      expected[{due, lane}].push_back(next++);
    }
    if (late) read(step);
  }
  calendar.clear();
  for (std::int64_t step = 500; step <= 500 + longest; ++step)
    CHECK(calendar.read(step, 0).done());
}

}  // namespace

TEST_CASE("every list of a calendar keeps its entries in their order") {
  for (const std::int64_t longest : {1, 20, 31, 32, 33}) {
    CAPTURE(longest);
    keep_in_order(longest, false);
    keep_in_order(longest, true);
  }
}

TEST_CASE("a list that fills its last piece has an end") {
  Calendar calendar(4, 1);
  for (std::uint32_t n : {0U, 1U, 62U, 63U, 64U, 126U, 127U, 1000U}) {
    std::vector<std::uint32_t> expected;
    for (std::uint32_t k = 0; k < n; ++k) {
      calendar.add(3, 0, {k, {}});
      expected.push_back(k);
    }
    CHECK(all_of(calendar.read(3, 0)) == expected);
    calendar.clear(3, 0);
  }
}
