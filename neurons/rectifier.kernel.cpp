#include "neurons/column.h"
#include "neurons/counted_spikes.h"
#include "neurons/most_spikes.h"
#include "neurons/number_limits.h"
#include "neurons/rectifier_kernels.h"

namespace rheo::RHEO_ISA_NAMESPACE {

template <class Real, bool kUniform>
void update_rectified_linear(BlockUpdate<Real>& block) noexcept {
  const Column<Real, kUniform> amplitude(block.coefficients[0]);
  const Real* __restrict J = block.J;
  Real* __restrict output = block.output;
#pragma omp simd
  for (int i = 0; i < block.n; ++i)
    output[i] = amplitude[i] * (J[i] > 0 ? J[i] : Real(0));
  block.bad = first_not_finite(block.n, J);
}

namespace {

/// All neurons; whether one has more spikes than can be counted, or an input that is no number.
template <class Real>
bool integrate(const BlockUpdate<Real>& block, CountedSpikes& spikes) noexcept {
  constexpr Real kMost = static_cast<Real>(kMostInStep);
  const Real dt = block.coefficients[0][0];
  Real* __restrict v = static_cast<Real*>(block.state[0]);
  const Real* __restrict J = block.J;
  std::int32_t lost = 0;
#pragma omp simd reduction(| : lost)
  for (int i = 0; i < block.n; ++i) {
    const Real end = v[i] + (J[i] > 0 ? J[i] : Real(0)) * dt;
    const bool countable = is_finite(J[i]) & (end < kMost);
    const std::int32_t k = static_cast<std::int32_t>(countable ? end : Real(0));  // end >= 0
    v[i] = end - static_cast<Real>(k);
    spikes.count[i] = k;
    spikes.lost[i] = !countable;
    lost |= !countable;
  }
  return lost != 0;
}

}  // namespace

template <class Real>
void update_spiking_rectified_linear(BlockUpdate<Real>& block) noexcept {
  CountedSpikes spikes;
  const bool any_lost = integrate(block, spikes);
  spikes.list(block, any_lost);
}

template void update_rectified_linear<double, true>(BlockUpdate<double>&) noexcept;
template void update_rectified_linear<double, false>(BlockUpdate<double>&) noexcept;
template void update_rectified_linear<float, true>(BlockUpdate<float>&) noexcept;
template void update_rectified_linear<float, false>(BlockUpdate<float>&) noexcept;
template void update_spiking_rectified_linear(BlockUpdate<double>&) noexcept;
template void update_spiking_rectified_linear(BlockUpdate<float>&) noexcept;

}  // namespace rheo::RHEO_ISA_NAMESPACE
