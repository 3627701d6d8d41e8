#pragma once

#include <cstdint>
#include <limits>
#include <type_traits>

// The voltage of a refractory neuron: a NaN that says when it is released. It stays the same in any
// sum and product with finite numbers, drops out of comparisons, and so needs no memory of its own
// until then.
namespace rheo {

/// All that a float has room for.
constexpr std::int32_t kReleaseMarkMask = (std::int32_t{1} << 22) - 1;

// For kernels: compiled once per instruction set.
namespace RHEO_ISA_NAMESPACE {

namespace {

/// Whole numbers of the width of Real, so that no mask changes its width.
template <class Real>
using Mask = std::conditional_t<sizeof(Real) == 8, std::int64_t, std::int32_t>;

/// The bits of v between a spike and the release in step `release`: a quiet NaN with the lower bits
/// of the step. It is positive, while a NaN that comes from a calculation is negative (x86).
template <class Real>
constexpr Mask<Real> mark(Mask<Real> release) noexcept {
  constexpr Mask<Real> kQuietNaN =
      __builtin_bit_cast(Mask<Real>, std::numeric_limits<Real>::quiet_NaN());
  return kQuietNaN | (release & kReleaseMarkMask);
}

template <class Real>
Mask<Real> bits(Real value) noexcept {
  return __builtin_bit_cast(Mask<Real>, value);
}

}  // namespace

}  // namespace RHEO_ISA_NAMESPACE

}  // namespace rheo
