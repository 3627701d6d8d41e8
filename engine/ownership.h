#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace rheo {

/// Which share (each thread has one) of the work owns which blocks. An object's blocks are
/// contiguous, and a share owns a contiguous part of them; an object is told by the number `base`
/// of its first block among all and its number of blocks.
class Ownership {
 public:
  /// Neurons that stand together: the last block may be short.
  struct Population {
    std::size_t base = 0;
    std::size_t neurons = 0;
  };

  /// Populations are cut so that shares have alike numbers of neurons in all, as far as whole
  /// blocks allow: the largest first, to those who have least.
  Ownership(const std::vector<Population>& populations, std::size_t shares);

  /// The blocks first ... second - 1 of an object that `share` owns. Blocks of what is no
  /// population are dealt in turn.
  std::pair<std::size_t, std::size_t> blocks(std::size_t base, std::size_t n,
                                             std::size_t share) const noexcept;
  std::size_t shares() const noexcept { return shares_; }

 private:
  void cut(const Population& population, std::vector<double>& owned);

  struct Cut {
    std::size_t n = 0;                // blocks; 0: no population begins here
    std::vector<std::size_t> bounds;  // (2 shares) first and end of each share's
  };
  std::size_t shares_;
  std::vector<Cut> cuts_;  // by base
};

}  // namespace rheo
