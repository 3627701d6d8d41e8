#pragma once

#include "neurons/adex_equations.h"

// adex on its way to the peak: a sub-step of one neuron in pieces. For kernels: compiled once per
// instruction set.
namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

/// Further below V_th a piece moves V by this share of the distance to it.
template <class Real>
constexpr Real kFarPiece = Real(1) / Real(16);
constexpr double kNodes[4] = {0.069431844202973712, 0.330009478207571868, 0.669990521792428132,
                              0.930568155797026288};
constexpr double kWeights[4] = {0.173927422568726929, 0.326072577431273071, 0.326072577431273071,
                                0.173927422568726929};
constexpr int kMostPieces = 512;  // of a sub-step; then the neuron is at its peak

/// One neuron within a sub-step.
template <class Real>
struct Ascent {
  Numbers<Real> q;  // of the whole sub-step
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

/// The last piece before the peak, if what is left of the sub-step is enough for it; from y, which
/// falls by `falls` there, w changing by w_slope.
template <class Real>
bool reach_peak(Ascent<Real>& x, Real y, Real falls, Real w_slope) noexcept {
  const Real lowest = x.q.peak_y;
  if (!near_peak(x.q, y)) return false;
  const Real at_peak = -slope_of_y(x.q, {lowest, x.m.w, x.m.g_ex, x.m.g_in}, x.J, x.move).v;
  const Real way = y > lowest ? y - lowest : Real(0);
  if (!(way <= (falls + at_peak) * x.rest)) return false;
  Real share = 0;
  Real change = 0;
  for (int k = 0; k < 4; ++k) {
    const Real s = static_cast<Real>(kNodes[k]);
    const Real cube = s * s * s;
    const Real here = at_peak + (falls - at_peak) * (cube * s);
    const Real passed = way * (Real(1) - cube * s) / (Real(0.5) * (falls + here));
    const Numbers<Real> part = part_of(x, passed);
    const Moment<Real> m = {lowest + way * (cube * s), x.m.w + passed * w_slope,
                            x.m.g_ex * part.decay_ex, x.m.g_in * part.decay_in};
    const Slope<Real> slope = slope_of_y(x.q, m, x.J, x.move);
    const Real time = static_cast<Real>(4 * kWeights[k]) * way * cube / -slope.v;
    share += time;
    change += time * slope.w;
  }
  if (!(share >= 0 && share <= x.rest)) return false;
  x.rest -= share;
  const Numbers<Real> part = part_of(x, share);
  x.m = {x.q.peak, x.m.w + change, x.m.g_ex * part.decay_ex, x.m.g_in * part.decay_in};
  return true;
}

/// The Runge-Kutta rule in V over a share of the sub-step.
template <class Real>
Moment<Real> piece_in_v(const Ascent<Real>& x, const Slope<Real>& first, Real share) noexcept {
  const Numbers<Real> part = part_of(x, share);
  const Real move = share * x.move;
  const Slope<Real> begins = {share * first.v, share * first.w};
  return runge_kutta(part, x.m, begins, [&](const Moment<Real>& m) {
    return slope(part, m, upstroke(part, m.v), x.J, move);
  });
}

/// The next piece, in y or in V; whether V is at the peak.
template <class Real>
bool ascend_piece(Ascent<Real>& x) noexcept {
  const Real rising = upstroke(x.q, x.m.v);
  const Slope<Real> first = slope(x.q, x.m, rising, x.J, x.move);
  const Real speed = first.v * x.q.steepness;
  const bool steep = (rising > kSteep<Real> * x.q.upstroke) & (speed > 0);
  const Real y = x.q.upstroke / rising;
  if (steep && reach_peak(x, y, speed * y, first.w)) return true;
  const Real below = kFarPiece<Real> * (x.q.threshold - x.m.v) * x.q.steepness;
  const Real longest = (below > kPiece<Real> ? below : kPiece<Real>) / speed;
  Real share = speed > 0 && longest < x.rest ? longest : x.rest;
  if (steep) {
    const Slope<Real> begins = {share * first.v, share * first.w};
    x.m = climb(part_of(x, share), x.m, begins, y, x.J, share * x.move);
    x.rest -= share;
    return false;
  }
  Moment<Real> end = piece_in_v(x, first, share);
  const bool peaks = end.v >= x.q.peak;
  if (peaks && speed > 0) {  // a peak near V_th: again, up to where V crosses it
    const Real way = end.v - x.m.v;
    share = way > 0 ? share * ((x.q.peak - x.m.v) / way) : Real(0);
    end = piece_in_v(x, first, share);
  }
  x.m = end;
  x.rest -= share;
  return peaks;
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

}  // namespace

}  // namespace rheo::RHEO_ISA_NAMESPACE
