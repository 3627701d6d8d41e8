#include "neurons/adaptation.h"
#include "neurons/adaptive_lif_kernels.h"
#include "neurons/lif_kernels.h"

namespace rheo::RHEO_ISA_NAMESPACE {

template <class Real, bool kUniform>
void update_adaptive_lif(BlockUpdate<Real>& block) noexcept {
  Real* __restrict n = static_cast<Real*>(block.state[kLifHeld]);
  const Real* decay = block.coefficients[kLifCoefficients];
  const Real* jump = block.coefficients[kLifCoefficients + 1];
  alignas(64) Real left[kBlock];
  BlockUpdate<Real> membrane = block;
  membrane.J = left;
  subtract(block.n, block.J, n, left);
  update_lif<Real, kUniform>(membrane);
  block.n_spikes = membrane.n_spikes;
  block.bad = membrane.bad;
#pragma omp simd
  for (int i = 0; i < block.n; ++i) {
    n[i] = without_rest(n[i] - decay[kUniform ? 0 : i] * n[i]);
  }
  for (int k = 0; k < block.n_spikes; ++k) {
    const int i = block.spike_index[k];
    const Real spikes = block.spike_count == nullptr ? Real(1) : Real(block.spike_count[k]);
    n[i] += jump[kUniform ? 0 : i] * spikes;
  }
}

template void update_adaptive_lif<double, true>(BlockUpdate<double>&) noexcept;
template void update_adaptive_lif<double, false>(BlockUpdate<double>&) noexcept;
template void update_adaptive_lif<float, true>(BlockUpdate<float>&) noexcept;
template void update_adaptive_lif<float, false>(BlockUpdate<float>&) noexcept;

}  // namespace rheo::RHEO_ISA_NAMESPACE
