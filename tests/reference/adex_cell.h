#pragma once

#include <cmath>

#include "tests/reference/conductance_cells.h"

namespace rheo {

/// Runge-Kutta sub-steps; V rises no further than the peak in the slopes. Who is on its way to the
/// peak takes a sub-step in pieces, from V_th + Delta_T on with y = exp(-(V - V_th) / Delta_T).
template <class Real>
class AdexCell : public ConductanceCell<Real> {
 public:
  AdexCell(const ParameterSet& p, std::size_t i, double dt, const ConductanceStart& start)
      : ConductanceCell<Real>(p, i, dt, dt / p.at("substeps", 0), start),
        substeps_(static_cast<int>(p.at("substeps", 0))),
        threshold_(this->from_rest(p, i, p.at("V_th", i))),
        peak_(this->from_rest(p, i, p.at("V_peak", i))),
        coupling_(static_cast<Real>(p.at("a", i) * 1e9)),
        jump_(static_cast<Real>(p.at("b", i) * 1e12)),
        w_(static_cast<Real>(start.w * 1e12)) {
    const double h = dt / substeps_;
    const double slope = 1e3 * p.at("Delta_T", i);
    const double g_L = 1e9 * p.at("g_L", i);
    const double upstroke = g_L * 1e3 * p.at("Delta_T", i);
    per_picoampere_ = static_cast<Real>(1e3 * h / (1e12 * p.at("C_m", i)));
    leak_ = static_cast<Real>(g_L);
    upstroke_ = static_cast<Real>(upstroke);
    steepness_ = static_cast<Real>(1 / slope);
    const double peak_left = (p.at("V_th", i) - p.at("V_peak", i)) / p.at("Delta_T", i);
    peak_y_ = static_cast<Real>(std::max(math::exp(peak_left), 1e-30));
    rate_ex_ = static_cast<Real>(h / p.at("tau_syn_ex", i));
    rate_in_ = static_cast<Real>(h / p.at("tau_syn_in", i));
    half_ex_ = static_cast<Real>(math::exp(-(h / 2) / p.at("tau_syn_ex", i)));
    half_in_ = static_cast<Real>(math::exp(-(h / 2) / p.at("tau_syn_in", i)));
    decay_ex_ = static_cast<Real>(math::exp(-h / p.at("tau_syn_ex", i)));
    decay_in_ = static_cast<Real>(math::exp(-h / p.at("tau_syn_in", i)));
    adaptation_ = static_cast<Real>(h / p.at("tau_w", i));
  }
  CellOutput<Real> step(std::int64_t n, Real J) override {
    this->settle(n);
    if (n % 64 == 0) w_ = this->ex_.settled(w_);
    release_held_ = this->release_ >= n;
    held_ = release_held_;
    fired_ = false;
    for (int k = 0; k < substeps_; ++k)
      substep(J * Real(1e12));
    this->receive();
    if (fired_) this->release_ = n + this->refractory_;
    return this->output(fired_);
  }
  double observe(const std::string& state, std::int64_t n) const override {
    if (state == "w") return static_cast<double>(w_) / 1e12;
    return ConductanceCell<Real>::observe(state, n);
  }

 private:
  struct Change {
    Real v, w;
  };
  /// Of a sub-step: how much of it, and what that makes of g and w.
  struct Part {
    Real share, half_ex, half_in, decay_ex, decay_in, adaptation;
  };
  /// v: V or y.
  struct At {
    Real v, w, ex, in;
  };

  Real rising(Real v) const {
    const Real above = (std::min(v, peak_) - threshold_) * steepness_;
    return upstroke_ *
           static_cast<Real>(exp_bounded(static_cast<double>(std::min(above, Real(69)))));
  }
  Change of_v(const At& x, const Part& part, Real J) const {
    const Real u = std::min(x.v, peak_);
    const Real synapses = x.ex * (this->E_ex_ - u) + x.in * (this->E_in_ - u);
    const Real current = rising(x.v) - leak_ * u - x.w + J + synapses;
    return {part.share * move() * current, part.adaptation * (coupling_ * u - x.w)};
  }
  Change of_y(const At& x, const Part& part, Real J) const {
    const Real u = voltage(x.v);
    const Real synapses = x.ex * (this->E_ex_ - u) + x.in * (this->E_in_ - u);
    const Real others = J - leak_ * u - x.w + synapses;
    return {-(part.share * move() * steepness_) * (upstroke_ + x.v * others),
            part.adaptation * (coupling_ * u - x.w)};
  }
  Real move() const { return held_ ? Real(0) : per_picoampere_; }
  Real voltage(Real y) const {
    const double log_y = log_plus(static_cast<double>(std::max(y, peak_y_)), 0);
    return threshold_ - static_cast<Real>(log_y) / steepness_;
  }
  Part part_of(Real share) const {
    if (share == 1) return {1, half_ex_, half_in_, decay_ex_, decay_in_, adaptation_};
    const auto left = [&](Real rate) {
      return static_cast<Real>(exp_bounded(static_cast<double>(Real(-0.5) * share * rate)));
    };
    const Real ex = left(rate_ex_);
    const Real in = left(rate_in_);
    return {share, ex, in, ex * ex, in * in, adaptation_ * share};
  }
  template <class Slope>
  static At runge_kutta(const At& x, const Change& a, const Part& part, const Slope& slope) {
    const Real half = Real(0.5);
    const Real ex = x.ex * part.half_ex;
    const Real in = x.in * part.half_in;
    const Change b = slope(At{x.v + half * a.v, x.w + half * a.w, ex, in});
    const Change c = slope(At{x.v + half * b.v, x.w + half * b.w, ex, in});
    At end = {x.v + c.v, x.w + c.w, x.ex * part.decay_ex, x.in * part.decay_in};
    const Change d = slope(end);
    const Real third = Real(1) / Real(3);
    end.v = x.v + third * (half * (a.v + d.v) + (b.v + c.v));
    end.w = x.w + third * (half * (a.w + d.w) + (b.w + c.w));
    return end;
  }

  void substep(Real J) {
    At x = {this->v_, w_, this->ex_.g(), this->in_.g()};
    const Part whole = part_of(1);
    const auto slope = [&](const At& y) {
      return of_v(y, whole, J);
    };
    const Change first = slope(x);
    const At end = runge_kutta(x, first, whole, slope);
    if (end.v >= peak_ || (steep(x.v) && first.v > 0)) {
      Real rest = 1;
      while (ascend(x, rest, J)) {
        x.v = fired_ ? peak_ : this->reset_;
        x.w += fired_ ? Real(0) : jump_;
        if (fired_ || this->refractory_ > 0) held_ = true;
        fired_ = true;
        if (!(rest > 0)) break;
      }
      held_ = release_held_ || (fired_ && this->refractory_ > 0);
    } else {
      x = end;
    }
    this->v_ = x.v;
    w_ = x.w;
    this->ex_.set(x.ex);
    this->in_.set(x.in);
  }
  bool steep(Real v) const { return rising(v) > Real(2.718281828459045) * upstroke_; }
  /// To the peak (true) or the end of the sub-step.
  bool ascend(At& x, Real& rest, Real J) const {
    for (int piece = 0; piece < 512; ++piece) {
      if (ascend_piece(x, rest, J)) return true;
      if (!(rest > 0)) return false;
    }
    return true;
  }
  bool ascend_piece(At& x, Real& rest, Real J) const {
    const Change first = of_v(x, part_of(1), J);
    const Real speed = first.v * steepness_;
    const bool in_y = steep(x.v) && speed > 0;
    const Real y = upstroke_ / rising(x.v);
    if (in_y && (y < Real(1) / Real(1024) || (Real(1) - Real(0.15)) * y <= peak_y_) &&
        reach(x, rest, J, y, {speed * y, first.w}))
      return true;
    const Real below = Real(1) / Real(16) * (threshold_ - x.v) * steepness_;
    const Real longest = std::max(below, Real(0.15)) / speed;
    Real share = speed > 0 && longest < rest ? longest : rest;
    if (in_y) {
      const Part part = part_of(share);
      const Change falls = {-(share * first.v * steepness_) * y, share * first.w};
      x = runge_kutta(At{y, x.w, x.ex, x.in}, falls, part,
                      [&](const At& at) { return of_y(at, part, J); });
      x.v = voltage(x.v);
      rest -= share;
      return false;
    }
    At end = in_v(x, first, share, J);
    const bool peaks = end.v >= peak_;
    if (peaks && speed > 0) {
      share = end.v > x.v ? share * ((peak_ - x.v) / (end.v - x.v)) : Real(0);
      end = in_v(x, first, share, J);
    }
    x = end;
    rest -= share;
    return peaks;
  }
  At in_v(const At& x, const Change& first, Real share, Real J) const {
    const Part part = part_of(share);
    const Change start = {share * first.v, share * first.w};
    return runge_kutta(x, start, part, [&](const At& at) { return of_v(at, part, J); });
  }
  /// The last piece before the peak, if there is time for it.
  bool reach(At& x, Real& rest, Real J, Real y, const Change& falls) const {
    const Real at_peak = -of_y(At{peak_y_, x.w, x.ex, x.in}, part_of(1), J).v;
    const Real way = std::max(y - peak_y_, Real(0));
    if (!(way <= (falls.v + at_peak) * rest)) return false;
    Real share = 0;
    Real change = 0;
    for (int k = 0; k < 4; ++k) {
      const Real s = static_cast<Real>(kNodes[k]);
      const Real cube = s * s * s;
      const Real here = at_peak + (falls.v - at_peak) * (cube * s);
      const Real passed = way * (Real(1) - cube * s) / (Real(0.5) * (falls.v + here));
      const Part part = part_of(passed);
      const At there = {peak_y_ + way * (cube * s), x.w + passed * falls.w, x.ex * part.decay_ex,
                        x.in * part.decay_in};
      const Change slope = of_y(there, part_of(1), J);
      const Real time = static_cast<Real>(4 * kWeights[k]) * way * cube / -slope.v;
      share += time;
      change += time * slope.w;
    }
    if (!(share >= 0 && share <= rest)) return false;
    rest -= share;
    const Part part = part_of(share);
    x = {peak_, x.w + change, x.ex * part.decay_ex, x.in * part.decay_in};
    return true;
  }

  // Gauss's rule with four points on [0, 1].
  static constexpr double kNodes[4] = {0.069431844202973712, 0.330009478207571868,
                                       0.669990521792428132, 0.930568155797026288};
  static constexpr double kWeights[4] = {0.173927422568726929, 0.326072577431273071,
                                         0.326072577431273071, 0.173927422568726929};

  int substeps_;
  Real threshold_, peak_, coupling_, jump_;
  Real per_picoampere_, leak_, upstroke_, steepness_, peak_y_;
  Real rate_ex_, rate_in_, half_ex_, half_in_, decay_ex_, decay_in_, adaptation_;
  Real w_;
  bool held_ = false;
  bool release_held_ = false;  // since the step began
  bool fired_ = false;
};

}  // namespace rheo
