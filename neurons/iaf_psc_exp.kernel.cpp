#include "neurons/grid_spikes.h"
#include "neurons/iaf_psc_exp_kernels.h"

namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

/// First pass: all neurons, as if none were refractory. Flags those that need the second one.
template <class Real, bool kUniform>
void integrate(const BlockUpdate<Real>& block, std::uint8_t* __restrict flags) noexcept {
  const Real* const* c = block.coefficients;
  Real* __restrict v = static_cast<Real*>(block.state[kIafVoltage]);
  Real* __restrict I_ex = static_cast<Real*>(block.state[kIafIex]);
  Real* __restrict I_in = static_cast<Real*>(block.state[kIafIin]);
  const Real* __restrict J = block.J;
  const Mask<Real> released = grid_mark<Real>(block.step);
#pragma omp simd
  for (int i = 0; i < block.n; ++i) {
    const int k = kUniform ? 0 : i;
    const Real end = v[i] * c[kIafLeak][k] + I_ex[i] * c[kIafExcitatory][k] +
                     I_in[i] * c[kIafInhibitory][k] + J[i] * c[kIafCurrent][k];
    flags[i] = is_flagged(end, c[kIafThreshold][k], released);
    v[i] = end;
    I_ex[i] = I_ex[i] * c[kIafDecayEx][k];
    I_in[i] = I_in[i] * c[kIafDecayIn][k];
  }
}

}  // namespace

template <class Real, bool kUniform>
void update_iaf_psc_exp(BlockUpdate<Real>& block) noexcept {
  alignas(64) std::uint8_t flags[kBlock];
  if (block.step % kFlushEvery == 0) {
    for (const std::size_t held :
         {std::size_t{kIafVoltage}, std::size_t{kIafIex}, std::size_t{kIafIin}})
      flush(block.n, static_cast<Real*>(block.state[held]));
  }
  integrate<Real, kUniform>(block, flags);
  fire_on_grid<Real, kUniform>(block, flags,
                               {static_cast<Real*>(block.state[kIafVoltage]),
                                static_cast<std::int32_t*>(block.state[kIafRelease]),
                                block.coefficients[kIafReset], block.coefficients[kIafRefractory]});
}

template void update_iaf_psc_exp<double, true>(BlockUpdate<double>&) noexcept;
template void update_iaf_psc_exp<double, false>(BlockUpdate<double>&) noexcept;
template void update_iaf_psc_exp<float, true>(BlockUpdate<float>&) noexcept;
template void update_iaf_psc_exp<float, false>(BlockUpdate<float>&) noexcept;

}  // namespace rheo::RHEO_ISA_NAMESPACE
