#include "synapses/kernels.h"

namespace rheo::RHEO_ISA_NAMESPACE {

template <class Real>
void advance_alpha(const FilterBlock<Real>& block) noexcept {
  const Real e = block.coefficients[0];
  const Real ep = block.coefficients[1];
  const Real b1 = block.coefficients[2];
  const Real b = block.coefficients[3];
  const Real* u = block.u;   // (n)
  Real* y = block.state[0];  // (n)
  Real* z = block.state[1];  // (n)
#pragma omp simd
  for (std::size_t i = 0; i < block.n; ++i) {
    y[i] = (e * y[i] + ep * z[i]) + b1 * u[i];
    z[i] = e * z[i] + b * u[i];
  }
}

template void advance_alpha(const FilterBlock<double>&) noexcept;
template void advance_alpha(const FilterBlock<float>&) noexcept;

}  // namespace rheo::RHEO_ISA_NAMESPACE
