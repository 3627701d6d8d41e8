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

// Loops over calls do not vectorise, hence always_inline.

/// The coefficients of one neuron. Where all are alike they are read once, before the loop: a
/// compiler cannot know that what the loop writes does not change them.
template <class Real>
struct Numbers {
  Real leak, upstroke, steepness, threshold, peak, reset, peak_left, reset_upstroke, E_ex, E_in,
      half_ex, half_in, decay_ex, decay_in, adaptation, coupling, jump, refractory;
};

template <class Real>
[[gnu::always_inline]] inline Numbers<Real> numbers(const Real* const* c, int k) noexcept {
  return {c[kAdexLeak][k],       c[kAdexUpstroke][k],      c[kAdexSteepness][k],
          c[kAdexThreshold][k],  c[kAdexPeak][k],          c[kAdexReset][k],
          c[kAdexPeakLeft][k],   c[kAdexResetUpstroke][k], c[kAdexReversalEx][k],
          c[kAdexReversalIn][k], c[kAdexHalfDecayEx][k],   c[kAdexHalfDecayIn][k],
          c[kAdexDecayEx][k],    c[kAdexDecayIn][k],       c[kAdexAdaptation][k],
          c[kAdexCoupling][k],   c[kAdexJump][k],          c[kAdexRefractory][k]};
}

/// The current of the upstroke at v, which counts up to the peak only: it stays finite.
template <class Real>
[[gnu::always_inline]] inline Real upstroke(const Numbers<Real>& q, Real v) noexcept {
  const Real peak = q.peak;
  const Real u = v < peak ? v : peak;
  const Real above = (u - q.threshold) * q.steepness;
  return q.upstroke * static_cast<Real>(exp_bounded(static_cast<double>(above)));
}

/// V counts up to the peak only. `rising` is upstroke() of it,
/// `move` h / C_m, or 0 while V is held.
template <class Real>
[[gnu::always_inline]] inline Slope<Real> slope(const Numbers<Real>& q, const Moment<Real>& m,
                                                Real rising, Real J, Real move) noexcept {
  const Real peak = q.peak;
  const Real u = m.v < peak ? m.v : peak;
  const Real synapses = m.g_ex * (q.E_ex - u) + m.g_in * (q.E_in - u);
  const Real current = ((rising - q.leak * u) - m.w) + J + synapses;
  return {move * current, q.adaptation * (q.coupling * u - m.w)};
}

/// The arrays of a block.
template <class Real>
struct Neurons {
  Real* v;
  Real* g_ex;
  Real* g_in;
  Real* w;
  std::int32_t* release;
  Real* move;           // h / C_m, or 0 for who is refractory
  std::uint8_t* fired;  // 1 for who fired in this step, else 0
  Real* share;          // of the sub-step, before a spike in it
  Real* w_spike;        // w after such a spike
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
[[gnu::always_inline]] inline Moment<Real> runge_kutta(const Numbers<Real>& q,
                                                       const Moment<Real>& m, const Slope<Real>& a,
                                                       Real J, Real move) noexcept {
  const Real ex = m.g_ex * q.half_ex;
  const Real in = m.g_in * q.half_in;
  const auto at = [&](const Moment<Real>& x) {
    return slope(q, x, upstroke(q, x.v), J, move);
  };
  const auto b = at({m.v + Real(0.5) * a.v, m.w + Real(0.5) * a.w, ex, in});
  const auto d = at({m.v + Real(0.5) * b.v, m.w + Real(0.5) * b.w, ex, in});
  Moment<Real> end = {m.v + d.v, m.w + d.w, m.g_ex * q.decay_ex, m.g_in * q.decay_in};
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
[[gnu::always_inline]] inline Real crossing(const Numbers<Real>& q, Real rising,
                                            const Slope<Real>& first, Real move) noexcept {
  const Real y0 = q.upstroke / rising;
  const Real falls = Real(0.5) * (move * q.leak + y0 * first.v * q.steepness);
  return (y0 - q.peak_left) / falls;
}

/// A sub-step of one neuron as if it did not fire. Whether it reaches the peak, and if it does
/// when and with which w (with the jump).
template <class Real>
[[gnu::always_inline]] inline bool substep(const Numbers<Real>& q, Real J, Real move, Real& v,
                                           Real& w, Real& g_ex, Real& g_in, Real& before,
                                           Real& w_spike) noexcept {
  const Moment<Real> m = {v, w, g_ex, g_in};
  const Real rising = upstroke(q, v);
  const Slope<Real> first = slope(q, m, rising, J, move);
  const Moment<Real> end = runge_kutta(q, m, first, J, move);
  const Real share = crossing(q, rising, first, move);
  const bool steep = rising > kSteep<Real> * q.upstroke;
  const Real positive = share > 0 ? share : Real(0);
  before = share < 1 ? positive : Real(1);
  w_spike = (w + before * first.w) + q.jump;
  v = end.v;
  w = end.w;
  g_ex = end.g_ex;
  g_in = end.g_in;
  return (end.v >= q.peak) | (steep & (share < 1));
}

/// substep() of neuron i, one of many that differ.
template <class Real>
[[gnu::always_inline]] inline bool own_substep(const Real* const* c, int i, Real J, Real move,
                                               Real& v, Real& w, Real& g_ex, Real& g_in,
                                               Real& before, Real& w_spike) noexcept {
  return substep(numbers(c, i), J, move, v, w, g_ex, g_in, before, w_spike);
}

/// substep() of all; returns how many are flagged.
template <class Real, bool kUniform>
int advance(const BlockUpdate<Real>& block, const Neurons<Real>& s,
            std::uint8_t* __restrict flags) noexcept {
  const Real* const* c = block.coefficients;
  [[maybe_unused]] const Numbers<Real> alike = numbers(c, 0);
  const Real* __restrict J = block.J;
  const Real* __restrict move = s.move;
  Real* __restrict v = s.v;
  Real* __restrict w = s.w;
  Real* __restrict g_ex = s.g_ex;
  Real* __restrict g_in = s.g_in;
  Real* __restrict share = s.share;
  Real* __restrict w_spike = s.w_spike;
  // Structures in the loop itself would be kept in memory, one for each lane.
#pragma omp simd
  for (int i = 0; i < block.n; ++i) {
    const Real current = J[i] * Real(1e12);
    if constexpr (kUniform) {
      flags[i] =
          substep(alike, current, move[i], v[i], w[i], g_ex[i], g_in[i], share[i], w_spike[i]);
    } else {
      flags[i] =
          own_substep(c, i, current, move[i], v[i], w[i], g_ex[i], g_in[i], share[i], w_spike[i]);
    }
  }
  return count_flags(block.n, flags);
}

/// Those listed fire; the rest of the sub-step from the reset. A step has one spike: who reaches
/// the peak once more waits there.
template <class Real, bool kUniform>
void fire(const BlockUpdate<Real>& block, const Neurons<Real>& s, const std::uint16_t* list,
          int n) noexcept {
  const Real* const* c = block.coefficients;
  for (int j = 0; j < n; ++j) {
    const int i = list[j];
    const Numbers<Real> q = numbers(c, kUniform ? 0 : i);
    if (s.fired[i] != 0) {
      s.v[i] = q.peak;
      continue;
    }
    const Real reset = q.reset;
    const Real rest = Real(1) - s.share[i];
    const Slope<Real> after = slope(q, {reset, s.w_spike[i], s.g_ex[i], s.g_in[i]},
                                    q.reset_upstroke, block.J[i] * Real(1e12), s.move[i]);
    const bool stays = q.refractory > 0;
    s.v[i] = stays ? reset : reset + rest * after.v;
    s.w[i] = s.w_spike[i] + rest * after.w;
    s.fired[i] = 1;
    if (stays) s.move[i] = 0;
  }
}

/// What arrives; not 0 if some number is not finite.
template <class Real>
Real receive(const BlockUpdate<Real>& block, const Neurons<Real>& s) noexcept {
  const Real* __restrict ex = block.ports[0];
  const Real* __restrict in = block.ports[1];
  Real lost = 0;
#pragma omp simd reduction(+ : lost)
  for (int i = 0; i < block.n; ++i) {
    s.g_ex[i] += ex[i] < 0 ? -ex[i] : ex[i];
    s.g_in[i] += in[i] < 0 ? -in[i] : in[i];
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
  alignas(64) Real scratch[3][kBlock];
  alignas(64) std::uint8_t fired[kBlock];
  alignas(64) std::uint8_t flags[kBlock];
  std::uint16_t list[kBlock];
  const auto real = [&](std::size_t held) {
    return static_cast<Real*>(block.state[held]);
  };
  auto* release = static_cast<std::int32_t*>(block.state[kAdexRelease]);
  const Neurons<Real> s = {
      real(kAdexVoltage), real(kAdexGex), real(kAdexGin), real(kAdexW), release,
      scratch[0],         fired,          scratch[1],     scratch[2]};
  if (block.step % kFlushEvery == 0) {
    for (Real* held : {s.v, s.g_ex, s.g_in, s.w})
      flush(block.n, held);
  }
  begin<Real, kUniform>(block, s);
  const int substeps = static_cast<int>(block.coefficients[kAdexSubsteps][0]);
  for (int k = 0; k < substeps; ++k) {
    const int n = advance<Real, kUniform>(block, s, flags);
    if (n == 0) continue;
    list_few_flags(block.n, flags, list);
    fire<Real, kUniform>(block, s, list, n);
  }
  const Real lost = receive(block, s);
  block.n_spikes = list_few_flags(block.n, fired, block.spike_index);
  for (int j = 0; j < block.n_spikes; ++j) {
    const int i = block.spike_index[j];
    const Real steps = block.coefficients[kAdexRefractory][kUniform ? 0 : i];
    release[i] = static_cast<std::int32_t>(block.step) + static_cast<std::int32_t>(steps);
  }
  if (lost != 0) block.bad = find_bad(block, s);
}

template void update_adex<double, true>(BlockUpdate<double>&) noexcept;
template void update_adex<double, false>(BlockUpdate<double>&) noexcept;
template void update_adex<float, true>(BlockUpdate<float>&) noexcept;
template void update_adex<float, false>(BlockUpdate<float>&) noexcept;

}  // namespace rheo::RHEO_ISA_NAMESPACE
