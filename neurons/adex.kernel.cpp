#include "engine/kernel_math.h"
#include "neurons/adex_kernels.h"
#include "neurons/grid_spikes.h"

namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

/// From 2 Delta_T above V_th on, the upstroke rules.
template <class Real>
constexpr Real kSteep = Real(7.389056098930650);  // e^2

/// Changes within a sub-step h.
template <class Real>
struct Slope {
  Real v;  // h V'
  Real w;  // h w'
};

/// What a neuron has at one moment.
template <class Real>
struct Moment {
  Real v, w, g_ex, g_in;
};

/// The current of the upstroke at v, which counts up to the peak only: it stays finite.
template <class Real>
Real upstroke(const Real* const* c, int k, Real v) noexcept {
  const Real u = v < c[kAdexPeak][k] ? v : c[kAdexPeak][k];
  const Real above = (u - c[kAdexThreshold][k]) * c[kAdexSteepness][k];
  return c[kAdexUpstroke][k] * static_cast<Real>(exp_bounded(static_cast<double>(above)));
}

/// For neuron k of the coefficients c; V counts up to the peak only. `rising` is upstroke() of it,
/// `move` h / C_m, or 0 while V is held.
template <class Real>
Slope<Real> slope(const Real* const* c, int k, const Moment<Real>& m, Real rising, Real J,
                  Real move) noexcept {
  const Real u = m.v < c[kAdexPeak][k] ? m.v : c[kAdexPeak][k];
  const Real synapses = m.g_ex * (c[kAdexReversalEx][k] - u) + m.g_in * (c[kAdexReversalIn][k] - u);
  const Real current = ((rising - c[kAdexLeak][k] * u) - m.w) + J + synapses;
  return {move * current, c[kAdexAdaptation][k] * (c[kAdexCoupling][k] * u - m.w)};
}

/// The arrays of a block.
template <class Real>
struct Neurons {
  Real* v;
  Real* g_ex;
  Real* g_in;
  Real* w;
  std::int32_t* release;
  Real* move;   // h / C_m, or 0 for who is refractory
  Real* fired;  // 1 for who fired in this step, else 0
};

template <class Real, bool kUniform>
void begin(const BlockUpdate<Real>& block, const Neurons<Real>& s) noexcept {
  const auto now = static_cast<std::int32_t>(block.step);
  const Real* step = block.coefficients[kAdexStep];
#pragma omp simd
  for (int i = 0; i < block.n; ++i) {
    s.move[i] = s.release[i] >= now ? Real(0) : step[kUniform ? 0 : i];
    s.fired[i] = 0;
  }
}

/// The classical Runge-Kutta rule over a sub-step from m, where the slope is a.
template <class Real>
Moment<Real> runge_kutta(const Real* const* c, int k, const Moment<Real>& m, const Slope<Real>& a,
                         Real J, Real move) noexcept {
  const Real ex = m.g_ex * c[kAdexHalfDecayEx][k];
  const Real in = m.g_in * c[kAdexHalfDecayIn][k];
  const auto at = [&](const Moment<Real>& x) {
    return slope(c, k, x, upstroke(c, k, x.v), J, move);
  };
  const auto b = at({m.v + Real(0.5) * a.v, m.w + Real(0.5) * a.w, ex, in});
  const auto d = at({m.v + Real(0.5) * b.v, m.w + Real(0.5) * b.w, ex, in});
  Moment<Real> end = {m.v + d.v, m.w + d.w, m.g_ex * c[kAdexDecayEx][k],
                      m.g_in * c[kAdexDecayIn][k]};
  const auto e = at(end);
  const Real third = Real(1) / Real(3);
  end.v = m.v + third * (Real(0.5) * (a.v + e.v) + (b.v + d.v));
  end.w = m.w + third * (Real(0.5) * (a.w + e.w) + (b.w + d.w));
  return end;
}

/// The share of the sub-step after which V reaches the peak. The upstroke makes
/// y = exp(-(V - V_th) / Delta_T) fall nearly evenly: from y0 at the slope that `first` gives, at
/// the end at g_L / C_m. Not below 1, or no number, where V does not get there.
template <class Real>
Real crossing(const Real* const* c, int k, Real rising, const Slope<Real>& first,
              Real move) noexcept {
  const Real y0 = c[kAdexUpstroke][k] / rising;
  const Real falls = Real(0.5) * (move * c[kAdexLeak][k] + y0 * first.v * c[kAdexSteepness][k]);
  return (y0 - c[kAdexPeakLeft][k]) / falls;
}

/// A sub-step, and the spikes in it.
template <class Real, bool kUniform>
void advance(const BlockUpdate<Real>& block, const Neurons<Real>& s) noexcept {
  const Real* const* c = block.coefficients;
  const Real* __restrict currents = block.J;
#pragma omp simd
  for (int i = 0; i < block.n; ++i) {
    const int k = kUniform ? 0 : i;
    const Real J = currents[i] * Real(1e12);
    const Moment<Real> m = {s.v[i], s.w[i], s.g_ex[i], s.g_in[i]};
    const Real move = s.move[i];
    const Real peak = c[kAdexPeak][k];
    const Real rising = upstroke(c, k, m.v);
    const Slope<Real> first = slope(c, k, m, rising, J, move);
    const Moment<Real> end = runge_kutta(c, k, m, first, J, move);
    const Real share = crossing(c, k, rising, first, move);
    const bool steep = rising > kSteep<Real> * c[kAdexUpstroke][k];
    const bool over = (end.v >= peak) | (steep & (share < 1));
    const Real open = s.fired[i];  // a step has one spike; another waits at the peak
    const bool fires = over & (open == 0);
    // After a spike at `share` of the sub-step, the rest of it from the reset.
    const Real before = share < 1 ? (share > 0 ? share : Real(0)) : Real(1);
    const Real rest = c[kAdexRefractory][k] > 0 ? Real(0) : Real(1) - before;
    const Real w = (m.w + before * first.w) + c[kAdexJump][k];
    const Slope<Real> again =
        slope(c, k, {c[kAdexReset][k], w, end.g_ex, end.g_in}, c[kAdexResetUpstroke][k], J, move);
    s.v[i] = fires ? c[kAdexReset][k] + rest * again.v : over ? peak : end.v;
    s.w[i] = fires ? w + (Real(1) - before) * again.w : end.w;
    s.fired[i] = fires ? Real(1) : open;
    s.move[i] = (fires & (c[kAdexRefractory][k] > 0)) ? Real(0) : move;
    s.g_ex[i] = end.g_ex;
    s.g_in[i] = end.g_in;
  }
}

/// What arrives, the refractory time of who fired (flags); not 0 if some number is not finite.
template <class Real, bool kUniform>
Real settle(const BlockUpdate<Real>& block, const Neurons<Real>& s, std::uint8_t* flags) noexcept {
  const auto now = static_cast<std::int32_t>(block.step);
  const Real* __restrict ex = block.ports[0];
  const Real* __restrict in = block.ports[1];
  const Real* steps = block.coefficients[kAdexRefractory];
  Real lost = 0;
#pragma omp simd reduction(+ : lost)
  for (int i = 0; i < block.n; ++i) {
    s.g_ex[i] += ex[i] < 0 ? -ex[i] : ex[i];
    s.g_in[i] += in[i] < 0 ? -in[i] : in[i];
    const bool fired = s.fired[i] != 0;
    const auto release = now + static_cast<std::int32_t>(steps[kUniform ? 0 : i]);
    s.release[i] = fired ? release : s.release[i];
    flags[i] = fired;
    lost += (s.v[i] * 0 + s.w[i] * 0) + (s.g_ex[i] * 0 + s.g_in[i] * 0) + block.J[i] * 0;
  }
  return lost;
}

/// The first neuron with a number that is not finite.
template <class Real>
int find_bad(const BlockUpdate<Real>& block, const Neurons<Real>& s) noexcept {
  for (int i = 0; i < block.n; ++i) {
    const Real sum = (s.v[i] * 0 + s.w[i] * 0) + (s.g_ex[i] * 0 + s.g_in[i] * 0);
    if (!(sum + block.J[i] * 0 == 0)) return i;
  }
  return -1;
}

}  // namespace

template <class Real, bool kUniform>
void update_adex(BlockUpdate<Real>& block) noexcept {
  alignas(64) Real move[kBlock];
  alignas(64) Real fired[kBlock];
  alignas(64) std::uint8_t flags[kBlock];
  const auto real = [&](std::size_t held) {
    return static_cast<Real*>(block.state[held]);
  };
  const Neurons<Real> s = {real(kAdexVoltage),
                           real(kAdexGex),
                           real(kAdexGin),
                           real(kAdexW),
                           static_cast<std::int32_t*>(block.state[kAdexRelease]),
                           move,
                           fired};
  if (block.step % kFlushEvery == 0) {
    for (Real* held : {s.v, s.g_ex, s.g_in, s.w})
      flush(block.n, held);
  }
  begin<Real, kUniform>(block, s);
  const int substeps = static_cast<int>(block.coefficients[kAdexSubsteps][0]);
  for (int k = 0; k < substeps; ++k)
    advance<Real, kUniform>(block, s);
  const Real lost = settle<Real, kUniform>(block, s, flags);
  block.n_spikes = list_few_flags(block.n, flags, block.spike_index);
  if (lost != 0) block.bad = find_bad(block, s);
}

template void update_adex<double, true>(BlockUpdate<double>&) noexcept;
template void update_adex<double, false>(BlockUpdate<double>&) noexcept;
template void update_adex<float, true>(BlockUpdate<float>&) noexcept;
template void update_adex<float, false>(BlockUpdate<float>&) noexcept;

}  // namespace rheo::RHEO_ISA_NAMESPACE
