#include "neurons/column.h"
#include "neurons/lif_rate_kernels.h"
#include "neurons/log1p_positive.h"
#include "neurons/number_limits.h"

namespace rheo::RHEO_ISA_NAMESPACE {

template <class Real, bool kUniform>
void update_lif_rate(BlockUpdate<Real>& block) noexcept {
  const Column<Real, kUniform> J_th(block.coefficients[0]);
  const Column<Real, kUniform> tau_rc(block.coefficients[1]);
  const Column<Real, kUniform> tau_ref(block.coefficients[2]);
  const Column<Real, kUniform> amplitude(block.coefficients[3]);
  const Real* J = block.J;
  Real* output = block.output;
#pragma omp simd
  for (int i = 0; i < block.n; ++i) {
    const double current = J[i];
    const double above = current - static_cast<double>(J_th[i]);
    // Below threshold any positive number serves: the result is not used.
    const double x = static_cast<double>(J_th[i]) / (above > 0 ? above : 1.0);
    const double period =
        static_cast<double>(tau_ref[i]) + static_cast<double>(tau_rc[i]) * log1p_positive(x);
    const double rate = above > 0 ? static_cast<double>(amplitude[i]) / period : 0.0;
    output[i] = static_cast<Real>(rate);
  }
  block.bad = first_not_finite(block.n, J);
}

template void update_lif_rate<double, true>(BlockUpdate<double>&) noexcept;
template void update_lif_rate<double, false>(BlockUpdate<double>&) noexcept;
template void update_lif_rate<float, true>(BlockUpdate<float>&) noexcept;
template void update_lif_rate<float, false>(BlockUpdate<float>&) noexcept;

}  // namespace rheo::RHEO_ISA_NAMESPACE
