#include "neurons/column.h"
#include "neurons/number_limits.h"
#include "neurons/smooth_curve_kernels.h"
#include "neurons/smooth_functions.h"

namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

template <class Function, class Real, bool kUniform>
[[gnu::always_inline]] inline void update(BlockUpdate<Real>& block) noexcept {
  const Column<Real, kUniform> ceiling(block.coefficients[0]);
  const Real* __restrict J = block.J;
  Real* __restrict output = block.output;
#pragma omp simd
  for (int i = 0; i < block.n; ++i) {
    const auto top = static_cast<double>(ceiling[i]);
    output[i] = static_cast<Real>(Function::at(top, static_cast<double>(J[i])));
  }
  block.bad = first_not_finite(block.n, J);
}

}  // namespace

template <class Real, bool kUniform>
void update_sigmoid(BlockUpdate<Real>& block) noexcept {
  update<Logistic, Real, kUniform>(block);
}
template <class Real, bool kUniform>
void update_tanh(BlockUpdate<Real>& block) noexcept {
  update<HyperbolicTangent, Real, kUniform>(block);
}

template void update_sigmoid<double, true>(BlockUpdate<double>&) noexcept;
template void update_sigmoid<double, false>(BlockUpdate<double>&) noexcept;
template void update_sigmoid<float, true>(BlockUpdate<float>&) noexcept;
template void update_sigmoid<float, false>(BlockUpdate<float>&) noexcept;
template void update_tanh<double, true>(BlockUpdate<double>&) noexcept;
template void update_tanh<double, false>(BlockUpdate<double>&) noexcept;
template void update_tanh<float, true>(BlockUpdate<float>&) noexcept;
template void update_tanh<float, false>(BlockUpdate<float>&) noexcept;

}  // namespace rheo::RHEO_ISA_NAMESPACE
