#pragma once

#include <cstdint>
#include <vector>

namespace rheo {

/// The first number of a block that was not finite; step 0: none so far. Tasks note it and go on,
/// since they cannot throw; the run stops at the end of the slice.
struct BadNumber {
  std::int64_t step = 0;
  std::size_t element = 0;
  double value = 0;
};
using BadNumbers = std::vector<BadNumber>;  // (blocks)

inline void clear(BadNumbers& all) noexcept {
  all.assign(all.size(), BadNumber{});
}

inline void note_bad(BadNumber& bad, std::int64_t step, std::size_t element,
                     double value) noexcept {
  if (bad.step == 0) bad = {step, element, value};
}

/// Notes the first of values (n) that is not finite; `first` is the number of its element.
template <class Real>
void note_if_bad(BadNumber& bad, std::int64_t step, std::size_t first, const Real* values,
                 std::size_t n) noexcept {
  bool finite = true;
  for (std::size_t i = 0; i < n; ++i)
    finite &= values[i] - values[i] == Real(0);
  for (std::size_t i = 0; i < n && !finite; ++i) {
    if (values[i] - values[i] == Real(0)) continue;
    note_bad(bad, step, first + i, static_cast<double>(values[i]));
    return;
  }
}

}  // namespace rheo
