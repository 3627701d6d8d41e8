#pragma once

#include <cstdint>
#include <vector>

#include "engine/hash.h"

namespace rheo {

/// Numbers for generated tests, the same on every machine: draw k is a hash of (seed, k).
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : seed_(mix64(seed + 0x9e3779b97f4a7c15ULL)) {}

  /// In [0, 1).
  double uniform() {
    drawn_ += 1;
    return static_cast<double>(mix64(seed_ + drawn_ * 0x9e3779b97f4a7c15ULL) >> 11) * 0x1p-53;
  }
  double between(double low, double high) { return low + (high - low) * uniform(); }
  std::size_t below(std::size_t n) {
    return static_cast<std::size_t>(uniform() * static_cast<double>(n));
  }
  bool chance(double probability) { return uniform() < probability; }
  template <class T>
  const T& pick(const std::vector<T>& choices) {
    return choices[below(choices.size())];
  }
  std::vector<double> list(std::size_t n, double low, double high) {
    std::vector<double> values(n);
    for (double& v : values)
      v = between(low, high);
    return values;
  }

 private:
  std::uint64_t seed_;
  std::uint64_t drawn_ = 0;
};

}  // namespace rheo
