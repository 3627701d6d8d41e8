#pragma once

#include <cstdint>
#include <limits>
#include <type_traits>

#include "engine/neuron_model.h"
#include "neurons/number_limits.h"
#include "neurons/release_mark.h"
#include "neurons/spike_list.h"

// The second pass of models whose spikes are bound to the grid. For kernels: compiled once per
// instruction set.
//
// The voltage of a refractory neuron is a mark of its release (release_mark.h).
namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

template <class Real>
void flush(int n, Real* __restrict x) noexcept {
#pragma omp simd
  for (int i = 0; i < n; ++i)
    x[i] = ((x[i] < kNothing<Real>)&(x[i] > -kNothing<Real>)) ? Real(0) : x[i];
}

/// The last refractory step after a spike in step `now`, as it is held; a run ends by then.
inline std::int32_t last_refractory_step(std::int64_t now, std::int32_t steps) noexcept {
  constexpr std::int64_t kLastStep = std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int32_t>(now + steps < kLastStep ? now + steps : kLastStep);
}

/// The bits of v until the end of step `release`: a mark with one bit that is always set, by which
/// it differs from a NaN that came with an input.
constexpr std::int32_t kGridMark = std::int32_t{1} << 21;
template <class Real>
constexpr Mask<Real> grid_mark(std::int64_t release) noexcept {
  return mark<Real>(static_cast<Mask<Real>>((release & (kGridMark - 1)) | kGridMark));
}

/// Whether a neuron whose step ends with v needs the second pass: v is not below the threshold or
/// not a finite number. One that is refractory does where `released` is its mark; a mark of the
/// same lower bits that is meant for a later step is sorted out there.
template <class Real>
[[gnu::always_inline]] inline bool is_flagged(Real v, Real threshold,
                                              Mask<Real> released) noexcept {
  using Bits = std::make_unsigned_t<Mask<Real>>;
  const bool within = (v >= -kLargest<Real>)&(v < threshold);
  const bool waits = static_cast<Bits>(bits(v) ^ released) - 1 < Bits(kGridMark - 1);
  return !(within | waits);
}

/// What the second pass needs; pointers to (1) or (n).
template <class Real>
struct GridSpikes {
  Real* v;                     // (n) mV from E_L, a mark while refractory
  std::int32_t* release_step;  // (n) last refractory step
  const Real* reset;
  const Real* refractory;  // steps
};

/// Of the flagged neurons (flags: (n)), wakes those whose refractory time ends with this step and
/// lets fire the others. Writes who fired and what is no number.
template <class Real, bool kUniform>
void fire_on_grid(BlockUpdate<Real>& block, const std::uint8_t* flags,
                  const GridSpikes<Real>& s) noexcept {
  std::uint16_t list[kBlock];
  const int flagged = list_rare_flags(block.n, flags, list);
  block.n_spikes = 0;
  for (int j = 0; j < flagged; ++j) {
    // All of the list is written; the analyzer loses that in the loop over bits that wrote it.
    const int i = list[j];  // NOLINT(clang-analyzer-core.uninitialized.Assign)
    const int c = kUniform ? 0 : i;
    const bool waits = s.v[i] != s.v[i];
    if (waits && s.release_step[i] >= block.step) {
      if (s.release_step[i] == block.step) s.v[i] = s.reset[c];
      continue;
    }
    if (!is_finite(s.v[i])) {
      if (block.bad < 0) block.bad = i;
      continue;
    }
    const auto steps = static_cast<std::int32_t>(s.refractory[c]);
    s.release_step[i] = last_refractory_step(block.step, steps);
    const Real waiting = __builtin_bit_cast(Real, grid_mark<Real>(s.release_step[i]));
    s.v[i] = steps > 0 ? waiting : s.reset[c];
    block.spike_index[block.n_spikes++] = static_cast<std::uint16_t>(i);
  }
}

}  // namespace

}  // namespace rheo::RHEO_ISA_NAMESPACE
