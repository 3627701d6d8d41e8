#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rheo {

/// Draws without replacement from 0 ... n - 1, n <= `most`: memory of a bit each, serving
/// draw after draw.
class DistinctIndices {
 public:
  explicit DistinctIndices(std::size_t most) : taken_((most + 63) / 64) {}

  /// Keeps the coming draw from `index`; what is refused twice counts once.
  void refuse(std::size_t index) {
    if (take(index)) marked_.push_back(static_cast<std::uint32_t>(index));
  }

  /// `wanted` different indices that are not refused, each set of them equally likely; then forgets
  /// what was refused. `draw(element, retry)` must give uniform indices below n, independent for
  /// different arguments; it is asked for the elements 0, 1, ... one after the other. Where more
  /// than half is wanted, those to leave out are drawn, and the result is ascending.
  /// `wanted` must not exceed the number of those that are not refused.
  template <class Draw>
  const std::vector<std::uint32_t>& draw(std::size_t n, std::size_t wanted, const Draw& draw) {
    const std::size_t allowed = n - marked_.size();
    const bool rest = wanted > allowed / 2;
    const std::size_t n_draws = rest ? allowed - wanted : wanted;
    drawn_.clear();
    for (std::size_t element = 0; element < n_draws; ++element) {
      std::uint16_t retry = 0;
      std::uint32_t index = draw(element, retry);
      while (!take(index))
        index = draw(element, ++retry);
      drawn_.push_back(index);
      marked_.push_back(index);
    }
    if (rest) collect_free(n);
    for (const std::uint32_t index : marked_)
      taken_[index / 64] = 0;
    marked_.clear();
    return drawn_;
  }

 private:
  /// False: it was taken.
  bool take(std::size_t index) {
    std::uint64_t& word = taken_[index / 64];
    const std::uint64_t bit = std::uint64_t{1} << index % 64;
    const bool free = (word & bit) == 0;
    word |= bit;
    return free;
  }
  void collect_free(std::size_t n) {
    drawn_.clear();
    for (std::size_t index = 0; index < n; ++index) {
      if ((taken_[index / 64] >> index % 64 & 1U) == 0)
        drawn_.push_back(static_cast<std::uint32_t>(index));
    }
  }

  std::vector<std::uint64_t> taken_;   // (n / 64) bits
  std::vector<std::uint32_t> marked_;  // the indices that are taken
  std::vector<std::uint32_t> drawn_;
};

}  // namespace rheo
