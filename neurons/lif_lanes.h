#pragma once

#include <cstdint>
#include <type_traits>

#include "neurons/column.h"
#include "neurons/lif_kernels.h"
#include "neurons/release_mark.h"

// What is held of LIF neurons side by side, and how. For the kernel: compiled once per instruction
// set.
namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

static_assert(kLifLongestDelay == kReleaseMarkMask + 1);

/// Numbers of the width of Real that a vector quickly makes 32 bits wide.
template <class Real>
using Flag = std::conditional_t<sizeof(Real) == 8, double, std::int32_t>;

/// Neurons side by side: a block, or those of a block that have something to do.
template <class Real>
struct Lanes {
  int n;
  std::int32_t step;           // from the last multiple of kLifEpoch
  Real* v;                     // (n)
  std::int32_t* release_step;  // (n)
  Real* release_factor;        // (n)
  const Real* J;               // (n)
  const Real* const* coefficients;
};

template <class Real>
Lanes<Real> lanes_of(const BlockUpdate<Real>& block) noexcept {
  return {block.n,
          static_cast<std::int32_t>(block.step % kLifEpoch),
          static_cast<Real*>(block.state[kVoltage]),
          static_cast<std::int32_t*>(block.state[kReleaseStep]),
          static_cast<Real*>(block.state[kReleaseFactor]),
          block.J,
          block.coefficients};
}

/// The coefficients by name.
template <class Real, bool kUniform>
struct Coefficients {
  explicit Coefficients(const Real* const* all) noexcept
      : J_th(all[kThreshold]),
        c(all[kIntegration]),
        floor(all[kFloor]),
        delay(all[kDelay]),
        early_h(all[kEarlyH]),
        early_e(all[kEarlyE]),
        late_h(all[kLateH]),
        late_e(all[kLateE]) {}
  Column<Real, kUniform> J_th, c, floor, delay, early_h, early_e, late_h, late_e;
};

}  // namespace

}  // namespace rheo::RHEO_ISA_NAMESPACE
