#include "engine/kernel_math.h"
#include "neurons/grid_spikes.h"
#include "neurons/iaf_cond_exp_kernels.h"

namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

// Loops over calls do not vectorise, hence always_inline.

/// e^-x, x >= 0.
template <class Real>
[[gnu::always_inline]] inline Real decay_of(Real x) noexcept {
  return static_cast<Real>(exp_bounded(-static_cast<double>(x)));
}

/// The voltage after a step from v, for neuron k of the coefficients c (docs/numerics.md,
/// "Conductances"): V' = b - a V, a and b known functions of time. With E = int b / int a,
///   V(dt) = E + (V(0) - E) e^-A + int (e^-A(t..dt) - 1) (b - a E) dt,
/// where the last term, 0 for constant conductances, is Gauss's rule with three points.
template <class Real>
[[gnu::always_inline]] inline Real conduct(const Real* const* c, int k, Real v, Real g_ex,
                                           Real g_in, Real J) noexcept {
  const Real E_ex = c[kCondReversalEx][k];
  const Real E_in = c[kCondReversalIn][k];
  const Real current = J * c[kCondCurrent][k];
  const Real ex = g_ex * c[kCondEx][k];
  const Real in = g_in * c[kCondIn][k];
  const Real A = c[kCondLeak][k] + ex + in;
  const Real E = (ex * E_ex + in * E_in + current) / A;
  const Real steady = current - c[kCondLeak][k] * E;
  const auto bend = [&](int node) {
    const Real left = c[kCondLeakLeft + node][k] + g_ex * c[kCondExLeft + node][k] +
                      g_in * c[kCondInLeft + node][k];
    const Real slope = steady + g_ex * c[kCondExNode + node][k] * (E_ex - E) +
                       g_in * c[kCondInNode + node][k] * (E_in - E);
    return (decay_of(left) - Real(1)) * slope;
  };
  const Real bends = Real(5) * (bend(0) + bend(2)) + Real(8) * bend(1);
  return (E + (v - E) * decay_of(A)) + bends / Real(18);
}

/// First pass: all neurons, as if none were refractory. Flags those that need the second one.
template <class Real, bool kUniform>
void integrate(const BlockUpdate<Real>& block, std::uint8_t* __restrict flags) noexcept {
  const Real* const* c = block.coefficients;
  Real* __restrict v = static_cast<Real*>(block.state[kCondVoltage]);
  Real* __restrict g_ex = static_cast<Real*>(block.state[kCondGex]);
  Real* __restrict g_in = static_cast<Real*>(block.state[kCondGin]);
  const Real* __restrict J = block.J;
  Real* __restrict ex = block.ports[0];
  Real* __restrict in = block.ports[1];
  const Mask<Real> released = grid_mark<Real>(block.step);
#pragma omp simd
  for (int i = 0; i < block.n; ++i) {
    const int k = kUniform ? 0 : i;
    const Real end = conduct(c, k, v[i], g_ex[i], g_in[i], J[i]);
    flags[i] = is_flagged(end, c[kCondThreshold][k], released);
    v[i] = end;
    g_ex[i] = g_ex[i] * c[kCondDecayEx][k] + (ex[i] < 0 ? -ex[i] : ex[i]);
    g_in[i] = g_in[i] * c[kCondDecayIn][k] + (in[i] < 0 ? -in[i] : in[i]);
    ex[i] = 0;
    in[i] = 0;
  }
}

}  // namespace

template <class Real, bool kUniform>
void update_iaf_cond_exp(BlockUpdate<Real>& block) noexcept {
  alignas(64) std::uint8_t flags[kBlock];
  if (block.step % kFlushEvery == 0) {
    for (const std::size_t held :
         {std::size_t{kCondVoltage}, std::size_t{kCondGex}, std::size_t{kCondGin}})
      flush(block.n, static_cast<Real*>(block.state[held]));
  }
  integrate<Real, kUniform>(block, flags);
  fire_on_grid<Real, kUniform>(
      block, flags,
      {static_cast<Real*>(block.state[kCondVoltage]),
       static_cast<std::int32_t*>(block.state[kCondRelease]), block.coefficients[kCondReset],
       block.coefficients[kCondRefractory]});
}

template void update_iaf_cond_exp<double, true>(BlockUpdate<double>&) noexcept;
template void update_iaf_cond_exp<double, false>(BlockUpdate<double>&) noexcept;
template void update_iaf_cond_exp<float, true>(BlockUpdate<float>&) noexcept;
template void update_iaf_cond_exp<float, false>(BlockUpdate<float>&) noexcept;

}  // namespace rheo::RHEO_ISA_NAMESPACE
