#include "neurons/grid_spikes.h"
#include "neurons/iaf_psc_alpha_kernels.h"

namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

/// First pass, as in iaf_psc_exp.
template <class Real, bool kUniform>
void integrate(const BlockUpdate<Real>& block, std::uint8_t* __restrict flags) noexcept {
  const Real* const* c = block.coefficients;
  Real* __restrict v = static_cast<Real*>(block.state[kAlphaVoltage]);
  Real* __restrict I_ex = static_cast<Real*>(block.state[kAlphaIex]);
  Real* __restrict I_in = static_cast<Real*>(block.state[kAlphaIin]);
  Real* __restrict S_ex = static_cast<Real*>(block.state[kAlphaSlopeEx]);
  Real* __restrict S_in = static_cast<Real*>(block.state[kAlphaSlopeIn]);
  const Real* __restrict J = block.J;
  Real* __restrict ex = block.ports[0];
  Real* __restrict in = block.ports[1];
  const Mask<Real> released = grid_mark<Real>(block.step);
#pragma omp simd
  for (int i = 0; i < block.n; ++i) {
    const int k = kUniform ? 0 : i;
    const Real end = v[i] * c[kAlphaLeak][k] + S_ex[i] * c[kAlphaFromSlopeEx][k] +
                     I_ex[i] * c[kAlphaFromEx][k] + S_in[i] * c[kAlphaFromSlopeIn][k] +
                     I_in[i] * c[kAlphaFromIn][k] + J[i] * c[kAlphaCurrent][k];
    flags[i] = is_flagged(end, c[kAlphaThreshold][k], released);
    v[i] = end;
  }
#pragma omp simd
  for (int i = 0; i < block.n; ++i) {
    const int k = kUniform ? 0 : i;
    I_ex[i] = I_ex[i] * c[kAlphaDecayEx][k] + S_ex[i] * c[kAlphaRiseEx][k];
    I_in[i] = I_in[i] * c[kAlphaDecayIn][k] + S_in[i] * c[kAlphaRiseIn][k];
    S_ex[i] = S_ex[i] * c[kAlphaDecayEx][k] + ex[i] * c[kAlphaJumpEx][k];
    S_in[i] = S_in[i] * c[kAlphaDecayIn][k] + in[i] * c[kAlphaJumpIn][k];
    ex[i] = 0;
    in[i] = 0;
  }
}

}  // namespace

template <class Real, bool kUniform>
void update_iaf_psc_alpha(BlockUpdate<Real>& block) noexcept {
  alignas(64) std::uint8_t flags[kBlock];
  if (block.step % kFlushEvery == 0) {
    for (const std::size_t held :
         {std::size_t{kAlphaVoltage}, std::size_t{kAlphaIex}, std::size_t{kAlphaIin},
          std::size_t{kAlphaSlopeEx}, std::size_t{kAlphaSlopeIn}})
      flush(block.n, static_cast<Real*>(block.state[held]));
  }
  integrate<Real, kUniform>(block, flags);
  fire_on_grid<Real, kUniform>(
      block, flags,
      {static_cast<Real*>(block.state[kAlphaVoltage]),
       static_cast<std::int32_t*>(block.state[kAlphaRelease]), block.coefficients[kAlphaReset],
       block.coefficients[kAlphaRefractory]});
}

template void update_iaf_psc_alpha<double, true>(BlockUpdate<double>&) noexcept;
template void update_iaf_psc_alpha<double, false>(BlockUpdate<double>&) noexcept;
template void update_iaf_psc_alpha<float, true>(BlockUpdate<float>&) noexcept;
template void update_iaf_psc_alpha<float, false>(BlockUpdate<float>&) noexcept;

}  // namespace rheo::RHEO_ISA_NAMESPACE
