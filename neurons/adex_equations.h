#pragma once

#include "engine/kernel_math.h"
#include "neurons/adex_kernels.h"

// The equations of adex in V, and in y where V ascends, and their Runge-Kutta rule. For kernels:
// compiled once per instruction set. Loops over calls do not vectorise, hence always_inline.
namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

/// From Delta_T above V_th on, V rises faster and faster: there y = exp(-(V - V_th) / Delta_T),
/// which falls nearly evenly, takes its place.
template <class Real>
constexpr Real kSteep = Real(2.718281828459045);  // e
/// The upstroke stops growing this many Delta_T above V_th, long since as good as infinite, since
/// e^69 is a number in single precision too.
template <class Real>
constexpr Real kMostAbove = Real(69);
/// A piece of a sub-step takes this share of y, or moves V by this many Delta_T, at its first
/// slope.
template <class Real>
constexpr Real kPiece = Real(0.15);
/// Below this y one piece goes to the peak. Its time is an integral over y, whose integrand
/// y ln y spoils at 0; over s, y = s^4, it is smooth: Gauss's rule with four points.
template <class Real>
constexpr Real kNearPeak = Real(1) / Real(1024);

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

/// The coefficients of one neuron. Where all are alike they are read once, before the loop: a
/// compiler cannot know that what the loop writes does not change them.
template <class Real>
struct Numbers {
  Real leak, upstroke, steepness, threshold, peak, peak_y, E_ex, E_in, half_ex, half_in, decay_ex,
      decay_in, adaptation, coupling;
};

template <class Real>
[[gnu::always_inline]] inline Numbers<Real> numbers(const Real* const* c, int k) noexcept {
  return {c[kAdexLeak][k],        c[kAdexUpstroke][k],   c[kAdexSteepness][k],
          c[kAdexThreshold][k],   c[kAdexPeak][k],       c[kAdexPeakLeft][k],
          c[kAdexReversalEx][k],  c[kAdexReversalIn][k], c[kAdexHalfDecayEx][k],
          c[kAdexHalfDecayIn][k], c[kAdexDecayEx][k],    c[kAdexDecayIn][k],
          c[kAdexAdaptation][k],  c[kAdexCoupling][k]};
}

/// The current of the upstroke at v, which counts up to the peak only: it stays finite.
template <class Real>
[[gnu::always_inline]] inline Real upstroke(const Numbers<Real>& q, Real v) noexcept {
  const Real peak = q.peak;
  const Real u = v < peak ? v : peak;
  const Real above = (u - q.threshold) * q.steepness;
  const Real finite = above < kMostAbove<Real> ? above : kMostAbove<Real>;
  return q.upstroke * static_cast<Real>(exp_bounded(static_cast<double>(finite)));
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

/// The classical Runge-Kutta rule over a sub-step or a piece of it from m, where the slope is a;
/// `at(moment)` is the slope elsewhere.
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

/// V of a y, at most the peak.
template <class Real>
[[gnu::always_inline]] inline Real voltage_of(const Numbers<Real>& q, Real y) noexcept {
  const Real lowest = q.peak_y;
  const Real u = y > lowest ? y : lowest;
  return q.threshold - static_cast<Real>(log_plus(static_cast<double>(u), 0)) / q.steepness;
}

/// As slope(), for y, which has the place of V in the moment and in the result.
template <class Real>
[[gnu::always_inline]] inline Slope<Real> slope_of_y(const Numbers<Real>& q, const Moment<Real>& m,
                                                     Real J, Real move) noexcept {
  const Real v = voltage_of(q, m.v);
  const Real synapses = m.g_ex * (q.E_ex - v) + m.g_in * (q.E_in - v);
  const Real others = ((J - q.leak * v) - m.w) + synapses;
  return {-(move * q.steepness) * (q.upstroke + m.v * others),
          q.adaptation * (q.coupling * v - m.w)};
}

/// Whether from y one piece may go to the peak.
template <class Real>
[[gnu::always_inline]] inline bool near_peak(const Numbers<Real>& q, Real y) noexcept {
  return (y < kNearPeak<Real>) | ((Real(1) - kPiece<Real>)*y <= q.peak_y);
}

/// From m, whose y is `y` and whose slope in V and w is `first`, the Runge-Kutta rule in y.
template <class Real>
[[gnu::always_inline]] inline Moment<Real> climb(const Numbers<Real>& q, const Moment<Real>& m,
                                                 const Slope<Real>& first, Real y, Real J,
                                                 Real move) noexcept {
  const Slope<Real> falls = {-(first.v * q.steepness) * y, first.w};
  Moment<Real> end = runge_kutta(q, {y, m.w, m.g_ex, m.g_in}, falls,
                                 [&](const Moment<Real>& x) { return slope_of_y(q, x, J, move); });
  end.v = voltage_of(q, end.v);
  return end;
}

}  // namespace

}  // namespace rheo::RHEO_ISA_NAMESPACE
