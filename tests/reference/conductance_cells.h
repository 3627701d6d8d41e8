#pragma once

#include <cmath>
#include <cstdint>

#include "engine/kernel_math.h"
#include "engine/math.h"
#include "tests/reference/cells.h"

namespace rheo {

/// A conductance in nS that decays with tau; 0 before it becomes a subnormal number, which is
/// looked for every 64th step.
template <class Real>
class DecayingConductance {
 public:
  DecayingConductance(double tau, double h, double siemens)
      : decay_(static_cast<Real>(math::exp(-h / tau))), g_(static_cast<Real>(siemens * 1e9)) {}
  Real g() const { return g_; }
  void decay() { g_ *= decay_; }
  void set(Real g) { g_ = g; }
  void add(Real weight) { g_ += std::abs(weight); }
  static Real settled(Real x) {
    const Real nothing = Real(sizeof(Real) == sizeof(double) ? 0x1p-900 : 0x1p-90);
    return std::abs(x) < nothing ? Real(0) : x;
  }
  void settle() { g_ = settled(g_); }

 private:
  Real decay_;
  Real g_;
};

/// Initial values, SI.
struct ConductanceStart {
  double voltage;
  double g_ex = 0;
  double g_in = 0;
  double w = 0;
};

/// What both cells have: two conductances, a refractory time, voltages in mV from E_L.
template <class Real>
class ConductanceCell : public Cell<Real> {
 public:
  ConductanceCell(const ParameterSet& p, std::size_t i, double dt, double h,
                  const ConductanceStart& start)
      : ex_(p.at("tau_syn_ex", i), h, start.g_ex),
        in_(p.at("tau_syn_in", i), h, start.g_in),
        E_ex_(from_rest(p, i, p.at("E_ex", i))),
        E_in_(from_rest(p, i, p.at("E_in", i))),
        reset_(from_rest(p, i, p.at("V_reset", i))),
        rest_mV_(p.at("E_L", i)),
        dt_(dt),
        value_of_spike_(static_cast<Real>(1 / dt)),
        refractory_(static_cast<std::int64_t>(std::floor(p.at("tau_ref", i) / dt + 0.5 + 1e-9))),
        v_(from_rest(p, i, start.voltage)) {}
  void arrive(std::size_t port, Real value) override { arriving_[port] = value; }
  double observe(const std::string& state, std::int64_t n) const override {
    if (state == "voltage") return static_cast<double>(v_) / 1e3 + rest_mV_;
    if (state == "g_ex") return static_cast<double>(ex_.g()) / 1e9;
    if (state == "g_in") return static_cast<double>(in_.g()) / 1e9;
    return release_ > n ? static_cast<double>(release_ - n) * dt_ : 0.0;
  }

 protected:
  static Real from_rest(const ParameterSet& p, std::size_t i, double volts) {
    return static_cast<Real>(1e3 * (volts - p.at("E_L", i)));
  }
  void settle(std::int64_t n) {
    if (n % 64 != 0) return;
    v_ = ex_.settled(v_);
    ex_.settle();
    in_.settle();
  }
  void receive() {
    ex_.add(arriving_[0]);
    in_.add(arriving_[1]);
  }
  CellOutput<Real> output(bool fires) const {
    return {fires ? value_of_spike_ : Real(0), fires ? 1 : 0};
  }

  DecayingConductance<Real> ex_, in_;
  Real E_ex_, E_in_, reset_;
  double rest_mV_;  // V
  double dt_;
  Real value_of_spike_;
  std::int64_t refractory_;
  std::int64_t release_ = 0;  // last refractory step
  Real v_;
  Real arriving_[2] = {};
};

/// V' = b - a V with a and b of decaying conductances: V relaxes to E = int b / int a, and what
/// that leaves out is Gauss's rule with three points.
template <class Real>
class IafCondExpCell : public ConductanceCell<Real> {
 public:
  IafCondExpCell(const ParameterSet& p, std::size_t i, double dt, const ConductanceStart& start)
      : ConductanceCell<Real>(p, i, dt, dt, start),
        threshold_(this->from_rest(p, i, p.at("V_th", i))),
        reset_volts_(p.at("V_reset", i)),
        per_ampere_(static_cast<Real>(1e3 * dt / p.at("C_m", i))) {
    const double C = p.at("C_m", i);
    const double leak = p.at("g_L", i) * dt / C;
    for (int k = 0; k < 4; ++k) {
      const double from = kNodes[k] * dt;
      const auto charge = [&](double tau) {
        const double left = -math::expm1((from - dt) / tau) * math::exp(-from / tau);
        return static_cast<Real>(tau * left / (C * 1e9));
      };
      const auto there = [&](double tau) {
        return static_cast<Real>(dt / (C * 1e9) * math::exp(-kNodes[k] * dt / tau));
      };
      leak_[k] = static_cast<Real>(k == 0 ? leak : leak * (1 - kNodes[k]));
      charge_ex_[k] = charge(p.at("tau_syn_ex", i));
      charge_in_[k] = charge(p.at("tau_syn_in", i));
      node_ex_[k] = there(p.at("tau_syn_ex", i));
      node_in_[k] = there(p.at("tau_syn_in", i));
    }
  }
  CellOutput<Real> step(std::int64_t n, Real J) override {
    this->settle(n);
    const bool refractory = this->release_ >= n;
    if (!refractory) this->v_ = ahead(J);
    this->ex_.decay();
    this->in_.decay();
    this->receive();
    const bool fires = !refractory && this->v_ >= threshold_;
    if (fires) this->release_ = n + this->refractory_;
    if (fires || refractory) this->v_ = this->reset_;
    return this->output(fires);
  }
  double observe(const std::string& state, std::int64_t n) const override {
    if (state == "voltage" && this->release_ > n) return reset_volts_;
    return ConductanceCell<Real>::observe(state, n);
  }

 private:
  static constexpr double kNodes[4] = {0, 0.11270166537925831148, 0.5, 0.88729833462074168852};

  static Real decay_of(Real x) { return static_cast<Real>(exp_bounded(-static_cast<double>(x))); }
  Real ahead(Real J) const {
    const Real g_ex = this->ex_.g();
    const Real g_in = this->in_.g();
    const Real current = J * per_ampere_;
    const Real ex = g_ex * charge_ex_[0];
    const Real in = g_in * charge_in_[0];
    const Real A = leak_[0] + ex + in;
    const Real E = (ex * this->E_ex_ + in * this->E_in_ + current) / A;
    Real bend[4] = {};
    for (int k = 1; k < 4; ++k) {
      const Real left = leak_[k] + g_ex * charge_ex_[k] + g_in * charge_in_[k];
      const Real slope = (current - leak_[0] * E) + g_ex * node_ex_[k] * (this->E_ex_ - E) +
                         g_in * node_in_[k] * (this->E_in_ - E);
      bend[k] = (decay_of(left) - Real(1)) * slope;
    }
    const Real all = Real(5) * (bend[1] + bend[3]) + Real(8) * bend[2];
    return (E + (this->v_ - E) * decay_of(A)) + all / Real(18);
  }

  Real threshold_;
  double reset_volts_;
  Real per_ampere_;
  Real leak_[4], charge_ex_[4], charge_in_[4], node_ex_[4], node_in_[4];
};

}  // namespace rheo
