#include "engine/kernel_math.h"
#include "neurons/adex_kernels.h"
#include "neurons/grid_spikes.h"

namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

/// From Delta_T above V_th on, V rises faster and faster: there y = exp(-(V - V_th) / Delta_T),
/// which falls nearly evenly, takes its place.
template <class Real>
constexpr Real kSteep = Real(2.718281828459045);  // e
/// A piece of a sub-step takes at most this share of y, or moves V by this many Delta_T, ...
template <class Real>
constexpr Real kPiece = Real(0.15);
/// ... far below V_th by this share of the distance to it.
template <class Real>
constexpr Real kFarPiece = Real(1) / Real(16);
/// Below this y, a few microseconds before the peak, its slope is a straight line.
template <class Real>
constexpr Real kNearPeak = Real(1e-4);
constexpr int kMostPieces = 512;  // of a sub-step; then the neuron is at its peak

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
  Real leak, upstroke, steepness, threshold, peak, E_ex, E_in, half_ex, half_in, decay_ex, decay_in,
      adaptation, coupling;
};

template <class Real>
[[gnu::always_inline]] inline Numbers<Real> numbers(const Real* const* c, int k) noexcept {
  return {c[kAdexLeak][k],       c[kAdexUpstroke][k],    c[kAdexSteepness][k],
          c[kAdexThreshold][k],  c[kAdexPeak][k],        c[kAdexReversalEx][k],
          c[kAdexReversalIn][k], c[kAdexHalfDecayEx][k], c[kAdexHalfDecayIn][k],
          c[kAdexDecayEx][k],    c[kAdexDecayIn][k],     c[kAdexAdaptation][k],
          c[kAdexCoupling][k]};
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

/// The classical Runge-Kutta rule over a sub-step from m, where the slope is a; `at(moment)` is the
/// slope elsewhere.
template <class Real, class SlopeAt>
[[gnu::always_inline]] inline Moment<Real> runge_kutta(const Numbers<Real>& q,
                                                       const Moment<Real>& m, const Slope<Real>& a,
                                                       const SlopeAt& at) noexcept {
  const Real ex = m.g_ex * q.half_ex;
  const Real in = m.g_in * q.half_in;
  const auto b = at(Moment<Real>{m.v + Real(0.5) * a.v, m.w + Real(0.5) * a.w, ex, in});
  const auto d = at(Moment<Real>{m.v + Real(0.5) * b.v, m.w + Real(0.5) * b.w, ex, in});
  Moment<Real> end = {m.v + d.v, m.w + d.w, m.g_ex * q.decay_ex, m.g_in * q.decay_in};
  const auto e = at(end);
  const Real third = Real(1) / Real(3);
  end.v = m.v + third * (Real(0.5) * (a.v + e.v) + (b.v + d.v));
  end.w = m.w + third * (Real(0.5) * (a.w + e.w) + (b.w + d.w));
  return end;
}

/// A sub-step of one neuron from its moment, or nothing and true: where V is on its way to the
/// peak, ascend() takes it in pieces.
template <class Real>
[[gnu::always_inline]] inline bool substep(const Numbers<Real>& q, Real J, Real move, Real& v,
                                           Real& w, Real& g_ex, Real& g_in) noexcept {
  const Moment<Real> m = {v, w, g_ex, g_in};
  const Real rising = upstroke(q, v);
  const Slope<Real> first = slope(q, m, rising, J, move);
  const Moment<Real> end = runge_kutta(
      q, m, first, [&](const Moment<Real>& x) { return slope(q, x, upstroke(q, x.v), J, move); });
  const bool steep = rising > kSteep<Real> * q.upstroke;
  const bool ascends = (end.v >= q.peak) | (steep & (first.v > 0));
  v = ascends ? v : end.v;
  w = ascends ? w : end.w;
  g_ex = ascends ? g_ex : end.g_ex;
  g_in = ascends ? g_in : end.g_in;
  return ascends;
}

/// substep() of neuron i, one of many that differ.
template <class Real>
[[gnu::always_inline]] inline bool own_substep(const Real* const* c, int i, Real J, Real move,
                                               Real& v, Real& w, Real& g_ex, Real& g_in) noexcept {
  return substep(numbers(c, i), J, move, v, w, g_ex, g_in);
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
  // Structures in the loop itself would be kept in memory, one for each lane.
#pragma omp simd
  for (int i = 0; i < block.n; ++i) {
    const Real current = J[i] * Real(1e12);
    if constexpr (kUniform) {
      flags[i] = substep(alike, current, move[i], v[i], w[i], g_ex[i], g_in[i]);
    } else {
      flags[i] = own_substep(c, i, current, move[i], v[i], w[i], g_ex[i], g_in[i]);
    }
  }
  return count_flags(block.n, flags);
}

/// One neuron within a sub-step.
template <class Real>
struct Ascent {
  Numbers<Real> q;  // of the whole sub-step
  Real peak_y;      // y of V_peak
  Real rate_ex;     // h / tau_syn
  Real rate_in;
  Real J;
  Real move;
  Moment<Real> m;
  Real rest;  // share of the sub-step that is still to come
};

/// q of a share of the sub-step.
template <class Real>
Numbers<Real> part_of(const Ascent<Real>& x, Real share) noexcept {
  if (share == 1) return x.q;
  const auto left = [&](Real rate) {
    return static_cast<Real>(exp_bounded(static_cast<double>(Real(-0.5) * share * rate)));
  };
  Numbers<Real> part = x.q;
  part.half_ex = left(x.rate_ex);
  part.half_in = left(x.rate_in);
  part.decay_ex = part.half_ex * part.half_ex;
  part.decay_in = part.half_in * part.half_in;
  part.adaptation *= share;
  return part;
}

/// V of a y, at most the peak.
template <class Real>
Real voltage_of(const Ascent<Real>& x, Real y) noexcept {
  const Real u = y > x.peak_y ? y : x.peak_y;
  return x.q.threshold - static_cast<Real>(log_plus(static_cast<double>(u), 0)) / x.q.steepness;
}

/// As slope(), for y, which has the place of V in the moment and in the result.
template <class Real>
Slope<Real> slope_of_y(const Ascent<Real>& x, const Numbers<Real>& q, const Moment<Real>& m,
                       Real move) noexcept {
  const Real v = voltage_of(x, m.v);
  const Real synapses = m.g_ex * (q.E_ex - v) + m.g_in * (q.E_in - v);
  const Real others = ((x.J - q.leak * v) - m.w) + synapses;
  return {-(move * q.steepness) * (q.upstroke + m.v * others),
          q.adaptation * (q.coupling * v - m.w)};
}

/// The last piece before the peak, if what is left of the sub-step is enough for it: y falls by
/// the mean of its slopes, and the mean of V is that of evenly spaced y.
template <class Real>
bool reach_peak(Ascent<Real>& x, Real y, Real falls) noexcept {
  if (y >= kNearPeak<Real> && (Real(1) - kPiece<Real>)*y > x.peak_y) return false;
  const Real at_peak = -slope_of_y(x, x.q, {x.peak_y, x.m.w, x.m.g_ex, x.m.g_in}, x.move).v;
  const Real way = y > x.peak_y ? y - x.peak_y : Real(0);
  const Real share = way / (Real(0.5) * (falls + at_peak));
  if (!(share <= x.rest)) return false;
  x.rest -= share;
  if (way == 0) return true;
  const Real above = (x.m.v - x.q.peak) * x.q.steepness;
  const Real mean = x.m.v + (Real(1) + x.peak_y / way * above) / x.q.steepness;
  const Numbers<Real> part = part_of(x, share);
  x.m = {x.q.peak, x.m.w + part.adaptation * (part.coupling * mean - x.m.w),
         x.m.g_ex * part.decay_ex, x.m.g_in * part.decay_in};
  return true;
}

/// The next piece, in y or in V; whether V is at the peak.
template <class Real>
bool ascend_piece(Ascent<Real>& x) noexcept {
  const Real rising = upstroke(x.q, x.m.v);
  const Slope<Real> first = slope(x.q, x.m, rising, x.J, x.move);
  const Real speed = first.v * x.q.steepness;
  const bool steep = (rising > kSteep<Real> * x.q.upstroke) & (speed > 0);
  const Real y = x.q.upstroke / rising;
  if (steep && reach_peak(x, y, speed * y)) return true;
  const Real below = kFarPiece<Real> * (x.q.threshold - x.m.v) * x.q.steepness;
  const Real longest = (below > kPiece<Real> ? below : kPiece<Real>) / speed;
  const Real share = (speed > 0) & (longest < x.rest) ? longest : x.rest;
  const Numbers<Real> part = part_of(x, share);
  const Real move = share * x.move;
  x.rest -= share;
  const Slope<Real> begins = {share * first.v, share * first.w};
  if (steep) {
    const Moment<Real> from = {y, x.m.w, x.m.g_ex, x.m.g_in};
    const Slope<Real> falls = {-(begins.v * x.q.steepness) * y, begins.w};
    const auto at = [&](const Moment<Real>& m) {
      return slope_of_y(x, part, m, move);
    };
    x.m = runge_kutta(part, from, falls, at);
    x.m.v = voltage_of(x, x.m.v);
    return false;
  }
  x.m = runge_kutta(part, x.m, begins, [&](const Moment<Real>& m) {
    return slope(part, m, upstroke(part, m.v), x.J, move);
  });
  return x.m.v >= x.q.peak;
}

/// To the peak or to the end of the sub-step; whether V is at the peak.
template <class Real>
bool ascend(Ascent<Real>& x) noexcept {
  for (int piece = 0; piece < kMostPieces; ++piece) {
    if (ascend_piece(x)) return true;
    if (!(x.rest > 0)) return false;
  }
  return true;
}

/// The sub-step of those listed. V_reset and w + b hold from the moment of a spike. A step has one
/// spike: who reaches the peak once more waits there.
template <class Real, bool kUniform>
void fire(const BlockUpdate<Real>& block, const Neurons<Real>& s, const std::uint16_t* list,
          int n) noexcept {
  const Real* const* c = block.coefficients;
  for (int j = 0; j < n; ++j) {
    const int i = list[j];
    const int k = kUniform ? 0 : i;
    Ascent<Real> x = {.q = numbers(c, k),
                      .peak_y = c[kAdexPeakLeft][k],
                      .rate_ex = c[kAdexRateEx][k],
                      .rate_in = c[kAdexRateIn][k],
                      .J = block.J[i] * Real(1e12),
                      .move = s.move[i],
                      .m = {s.v[i], s.w[i], s.g_ex[i], s.g_in[i]},
                      .rest = 1};
    while (ascend(x)) {
      const bool waits = s.fired[i] != 0;
      x.m.v = waits ? x.q.peak : c[kAdexReset][k];
      x.m.w += waits ? Real(0) : c[kAdexJump][k];
      if (!waits && c[kAdexRefractory][k] > 0) s.move[i] = 0;
      x.move = waits ? Real(0) : s.move[i];
      s.fired[i] = 1;
      if (!(x.rest > 0)) break;
    }
    s.v[i] = x.m.v;
    s.w[i] = x.m.w;
    s.g_ex[i] = x.m.g_ex;
    s.g_in[i] = x.m.g_in;
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
  alignas(64) Real move[kBlock];
  alignas(64) std::uint8_t fired[kBlock];
  alignas(64) std::uint8_t flags[kBlock];
  std::uint16_t list[kBlock];
  const auto real = [&](std::size_t held) {
    return static_cast<Real*>(block.state[held]);
  };
  auto* release = static_cast<std::int32_t*>(block.state[kAdexRelease]);
  const Neurons<Real> s = {
      real(kAdexVoltage), real(kAdexGex), real(kAdexGin), real(kAdexW), release, move, fired};
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
