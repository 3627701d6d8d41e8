#include "neurons/counted_spikes.h"
#include "neurons/most_spikes.h"
#include "neurons/regular_spiking_kernels.h"

namespace rheo::RHEO_ISA_NAMESPACE {

template <class Real>
void count_regular_spikes(BlockUpdate<Real>& block, const Real* __restrict rates) noexcept {
  constexpr Real kMost = static_cast<Real>(kMostInStep);
  const Real dt = block.coefficients[0][0];
  Real* __restrict v = static_cast<Real*>(block.state[0]);
  CountedSpikes spikes;
  std::int32_t lost = 0;
#pragma omp simd reduction(| : lost)
  for (int i = 0; i < block.n; ++i) {
    const Real end = v[i] + rates[i] * dt;
    const bool within = (end > -kMost) & (end < kMost);  // false for NaN too
    const Real counted = within ? end : Real(0);
    const auto whole = static_cast<std::int32_t>(counted);
    const std::int32_t floor = whole - (static_cast<Real>(whole) > counted ? 1 : 0);
    const bool countable = within & (floor > -static_cast<std::int32_t>(kMost));
    const std::int32_t k = countable ? floor : 0;
    v[i] = end - static_cast<Real>(k);
    spikes.count[i] = k;
    spikes.lost[i] = !countable;
    lost |= !countable;
  }
  spikes.list(block, lost != 0);
}

template void count_regular_spikes<double>(BlockUpdate<double>&, const double*) noexcept;
template void count_regular_spikes<float>(BlockUpdate<float>&, const float*) noexcept;

}  // namespace rheo::RHEO_ISA_NAMESPACE
