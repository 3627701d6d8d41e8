#pragma once

#include <cstdint>
#include <limits>

// Which numbers a state may hold. For kernels: compiled once per instruction set.
namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

template <class Real>
constexpr Real kLargest = std::numeric_limits<Real>::max();
/// Smaller numbers are set to 0 now and then, before decay makes them subnormal, with which many
/// CPUs are slow.
template <class Real>
constexpr Real kNothing = sizeof(Real) == 8 ? Real(0x1p-900) : Real(0x1p-90);
/// So often that nothing decays from kNothing to a subnormal number in between, unless dt is about
/// as long as its time constant.
constexpr std::int64_t kFlushEvery = 64;  // steps

/// Without a branch, so that loops over it become vectors.
template <class Real>
[[gnu::always_inline]] inline bool is_finite(Real x) noexcept {
  return (x >= -kLargest<Real>)&(x <= kLargest<Real>);
}

/// The first of n numbers that is not finite; -1: none.
template <class Real>
int first_not_finite(int n, const Real* x) noexcept {
  int lost = 0;
#pragma omp simd reduction(| : lost)
  for (int i = 0; i < n; ++i)
    lost |= !is_finite(x[i]);
  if (lost == 0) return -1;
  int i = 0;
  while (is_finite(x[i]))
    ++i;
  return i;
}

}  // namespace

}  // namespace rheo::RHEO_ISA_NAMESPACE
