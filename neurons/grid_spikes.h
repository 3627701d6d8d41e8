#pragma once

#include <cstdint>
#include <limits>

#include "engine/neuron_model.h"
#include "neurons/spike_list.h"

// The second pass of models whose spikes are bound to the grid. For kernels: compiled once per
// instruction set.
//
// A refractory neuron's voltage is NaN: it stays NaN in the first pass, drops out of the comparison
// with the threshold like one that fires, and so needs no memory traffic of its own there.
namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

template <class Real>
constexpr Real kRefractory = std::numeric_limits<Real>::quiet_NaN();
template <class Real>
constexpr Real kLargest = std::numeric_limits<Real>::max();
/// Smaller numbers are set to 0 now and then, before decay makes them subnormal, with which many
/// CPUs are slow.
template <class Real>
constexpr Real kNothing = sizeof(Real) == 8 ? Real(0x1p-900) : Real(0x1p-90);
constexpr std::int64_t kFlushEvery = 64;  // steps

template <class Real>
void flush(int n, Real* __restrict x) noexcept {
#pragma omp simd
  for (int i = 0; i < n; ++i)
    x[i] = ((x[i] < kNothing<Real>)&(x[i] > -kNothing<Real>)) ? Real(0) : x[i];
}

/// What the second pass needs; pointers to (1) or (n).
template <class Real>
struct GridSpikes {
  Real* v;                     // (n) mV from E_L, NaN while refractory
  std::int32_t* release_step;  // (n) last refractory step
  const Real* reset;
  const Real* refractory;  // steps
};

/// Of the flagged neurons, wakes those whose refractory time ends with this step and lets fire the
/// others. Writes who fired and what is no number.
template <class Real, bool kUniform>
void fire_on_grid(BlockUpdate<Real>& block, int flagged, const std::uint16_t* list,
                  const GridSpikes<Real>& s) noexcept {
  const auto now = static_cast<std::int32_t>(block.step);
  block.n_spikes = 0;
  for (int j = 0; j < flagged; ++j) {
    // All of the list is written; the analyzer loses that in the loop over bits that wrote it.
    const int i = list[j];  // NOLINT(clang-analyzer-core.uninitialized.Assign)
    const int c = kUniform ? 0 : i;
    const bool waits = s.v[i] != s.v[i];
    if (waits && s.release_step[i] >= now) {
      if (s.release_step[i] == now) s.v[i] = s.reset[c];
      continue;
    }
    if (waits || s.v[i] > kLargest<Real> || s.v[i] < -kLargest<Real>) {
      if (block.bad < 0) block.bad = i;
      continue;
    }
    const auto steps = static_cast<std::int32_t>(s.refractory[c]);
    s.release_step[i] = now + steps;
    s.v[i] = steps > 0 ? kRefractory<Real> : s.reset[c];
    block.spike_index[block.n_spikes++] = static_cast<std::uint16_t>(i);
  }
}

}  // namespace

}  // namespace rheo::RHEO_ISA_NAMESPACE
