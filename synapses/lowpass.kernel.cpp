#include "synapses/kernels.h"

namespace rheo::RHEO_ISA_NAMESPACE {

template <class Real>
void advance_lowpass(const FilterBlock<Real>& block) noexcept {
  const Real a = block.coefficients[0];
  const Real b = block.coefficients[1];
  const Real* u = block.u;   // (n)
  Real* y = block.state[0];  // (n)
#pragma omp simd
  for (std::size_t i = 0; i < block.n; ++i) {
    y[i] = a * y[i] + b * u[i];
  }
}

template void advance_lowpass(const FilterBlock<double>&) noexcept;
template void advance_lowpass(const FilterBlock<float>&) noexcept;

}  // namespace rheo::RHEO_ISA_NAMESPACE
