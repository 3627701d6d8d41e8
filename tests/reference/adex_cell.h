#pragma once

#include <cmath>

#include "tests/reference/conductance_cells.h"

namespace rheo {

/// Runge-Kutta sub-steps; V rises no further than the peak in the slopes.
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
    per_pA_ = static_cast<Real>(1e3 * h / (1e12 * p.at("C_m", i)));
    leak_ = static_cast<Real>(g_L);
    upstroke_ = static_cast<Real>(upstroke);
    steepness_ = static_cast<Real>(1 / slope);
    const double above = (p.at("V_reset", i) - p.at("V_th", i)) / p.at("Delta_T", i);
    at_reset_ = static_cast<Real>(upstroke * math::exp(above));
    at_peak_ =
        static_cast<Real>(math::exp((p.at("V_th", i) - p.at("V_peak", i)) / p.at("Delta_T", i)));
    half_ex_ = static_cast<Real>(math::exp(-(h / 2) / p.at("tau_syn_ex", i)));
    half_in_ = static_cast<Real>(math::exp(-(h / 2) / p.at("tau_syn_in", i)));
    adaptation_ = static_cast<Real>(h / p.at("tau_w", i));
  }
  CellOutput<Real> step(std::int64_t n, Real J) override {
    this->settle(n);
    if (n % 64 == 0) w_ = this->ex_.settled(w_);
    held_ = this->release_ >= n;
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

  Real rising(Real v) const {
    const Real above = (std::min(v, peak_) - threshold_) * steepness_;
    return upstroke_ * static_cast<Real>(exp_bounded(static_cast<double>(above)));
  }
  Change change(Real v, Real w, Real ex, Real in, Real upstroke, Real J) const {
    const Real u = std::min(v, peak_);
    const Real synapses = ex * (this->E_ex_ - u) + in * (this->E_in_ - u);
    const Real current = upstroke - leak_ * u - w + J + synapses;
    return {(held_ ? Real(0) : per_pA_) * current, adaptation_ * (coupling_ * u - w)};
  }
  void substep(Real J) {
    const Real v = this->v_;
    const Real ex = this->ex_.g();
    const Real in = this->in_.g();
    const Real up = rising(v);
    const Real half = Real(0.5);
    const auto at = [&](Real x, Real w, Real g_ex, Real g_in) {
      return change(x, w, g_ex, g_in, rising(x), J);
    };
    const Change a = change(v, w_, ex, in, up, J);
    const Change b = at(v + half * a.v, w_ + half * a.w, ex * half_ex_, in * half_in_);
    const Change c = at(v + half * b.v, w_ + half * b.w, ex * half_ex_, in * half_in_);
    this->ex_.decay();
    this->in_.decay();
    const Change d = at(v + c.v, w_ + c.w, this->ex_.g(), this->in_.g());
    const Real third = Real(1) / Real(3);
    const Real v_end = v + third * (half * (a.v + d.v) + (b.v + c.v));
    const Real w_end = w_ + third * (half * (a.w + d.w) + (b.w + c.w));
    const Real share = crossing(up, a.v);
    const bool over = v_end >= peak_ || (up > Real(7.389056098930650) * upstroke_ && share < 1);
    if (over && !fired_) {
      spike(share, a.w, J);
    } else {
      this->v_ = over ? peak_ : v_end;
      w_ = w_end;
    }
  }
  /// The share of the sub-step after which V is at the peak: exp(-(V - V_th) / Delta_T) falls from
  /// y at a slope between those of now and of a pure upstroke.
  Real crossing(Real up, Real first) const {
    const Real y = upstroke_ / up;
    const Real falls = Real(0.5) * ((held_ ? Real(0) : per_pA_) * leak_ + y * first * steepness_);
    return (y - at_peak_) / falls;
  }
  void spike(Real share, Real first_w, Real J) {
    const Real before = share < 1 ? std::max(share, Real(0)) : Real(1);
    w_ = w_ + before * first_w + jump_;
    const Change again = change(this->reset_, w_, this->ex_.g(), this->in_.g(), at_reset_, J);
    const bool stays = this->refractory_ > 0;
    this->v_ = stays ? this->reset_ : this->reset_ + (Real(1) - before) * again.v;
    w_ += (Real(1) - before) * again.w;
    fired_ = true;
    held_ = held_ || stays;
  }

  int substeps_;
  Real threshold_, peak_, coupling_, jump_;
  Real per_pA_, leak_, upstroke_, steepness_, at_reset_, at_peak_, half_ex_, half_in_, adaptation_;
  Real w_;
  bool held_ = false;
  bool fired_ = false;
};

}  // namespace rheo
