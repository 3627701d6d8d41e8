#include "neurons/grid_spikes.h"
#include "neurons/iaf_psc_delta_kernels.h"

namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

/// First pass, as in iaf_psc_exp.
template <class Real, bool kUniform>
void integrate(const BlockUpdate<Real>& block, std::uint8_t* __restrict flags) noexcept {
  const Real* const* c = block.coefficients;
  Real* __restrict v = static_cast<Real*>(block.state[kDeltaVoltage]);
  const Real* __restrict J = block.J;
  Real* __restrict jump = block.ports[0];
  const Mask<Real> released = grid_mark<Real>(block.step);
#pragma omp simd
  for (int i = 0; i < block.n; ++i) {
    const int k = kUniform ? 0 : i;
    const Real end = v[i] * c[kDeltaLeak][k] + J[i] * c[kDeltaCurrent][k] + jump[i];
    flags[i] = is_flagged(end, c[kDeltaThreshold][k], released);
    v[i] = end;
    jump[i] = 0;
  }
}

}  // namespace

template <class Real, bool kUniform>
void update_iaf_psc_delta(BlockUpdate<Real>& block) noexcept {
  alignas(64) std::uint8_t flags[kBlock];
  if (block.step % kFlushEvery == 0) {
    flush(block.n, static_cast<Real*>(block.state[kDeltaVoltage]));
  }
  integrate<Real, kUniform>(block, flags);
  fire_on_grid<Real, kUniform>(
      block, flags,
      {static_cast<Real*>(block.state[kDeltaVoltage]),
       static_cast<std::int32_t*>(block.state[kDeltaRelease]), block.coefficients[kDeltaReset],
       block.coefficients[kDeltaRefractory]});
}

template void update_iaf_psc_delta<double, true>(BlockUpdate<double>&) noexcept;
template void update_iaf_psc_delta<double, false>(BlockUpdate<double>&) noexcept;
template void update_iaf_psc_delta<float, true>(BlockUpdate<float>&) noexcept;
template void update_iaf_psc_delta<float, false>(BlockUpdate<float>&) noexcept;

}  // namespace rheo::RHEO_ISA_NAMESPACE
