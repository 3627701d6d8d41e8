#include "neurons/adaptation.h"
#include "neurons/adaptive_lif_rate_kernels.h"
#include "neurons/lif_rate_kernels.h"

namespace rheo::RHEO_ISA_NAMESPACE {

template <class Real, bool kUniform>
void update_adaptive_lif_rate(BlockUpdate<Real>& block) noexcept {
  Real* __restrict n = static_cast<Real*>(block.state[0]);
  const Real* output = block.output;
  const Real* decay = block.coefficients[4];
  const Real* gain = block.coefficients[5];
  alignas(64) Real left[kBlock];
  BlockUpdate<Real> curve = block;
  curve.J = left;
  subtract(block.n, block.J, n, left);
  update_lif_rate<Real, kUniform>(curve);
  block.bad = curve.bad;
#pragma omp simd
  for (int i = 0; i < block.n; ++i) {
    const int c = kUniform ? 0 : i;
    n[i] = without_rest((n[i] - decay[c] * n[i]) + gain[c] * output[i]);
  }
}

template void update_adaptive_lif_rate<double, true>(BlockUpdate<double>&) noexcept;
template void update_adaptive_lif_rate<double, false>(BlockUpdate<double>&) noexcept;
template void update_adaptive_lif_rate<float, true>(BlockUpdate<float>&) noexcept;
template void update_adaptive_lif_rate<float, false>(BlockUpdate<float>&) noexcept;

}  // namespace rheo::RHEO_ISA_NAMESPACE
