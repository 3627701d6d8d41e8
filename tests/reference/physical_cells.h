#pragma once

#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include "engine/bulk_random.h"
#include "engine/poisson.h"
#include "neurons/physical.h"
#include "neurons/spike_trains.h"
#include "tests/reference/cells.h"

namespace rheo {

/// The start of one neuron: a state as given, or a default, in SI units.
using GivenState = std::map<std::string, double>;

/// What models with spikes on the grid share: the threshold, the refractory time, the ports.
template <class Real>
class GridCell : public Cell<Real> {
 public:
  GridCell(const ParameterSet& p, std::size_t i, double dt, const GivenState& given,
           std::size_t ports)
      : E_L_(p.at("E_L", i)),
        V_reset_(p.at("V_reset", i)),
        dt_(dt),
        leak_(static_cast<Real>(leak_factor(p.at("tau_m", i), dt))),
        current_(static_cast<Real>(constant_current_factor(p.at("tau_m", i), p.at("C_m", i), dt))),
        threshold_(static_cast<Real>(1e3 * (p.at("V_th", i) - E_L_))),
        reset_(static_cast<Real>(1e3 * (V_reset_ - E_L_))),
        refractory_steps_(std::floor(p.at("tau_ref", i) / dt + 0.5 + 1e-9)),
        v_(static_cast<Real>(1e3 * (given.at("voltage") - E_L_))),
        arriving_(ports) {}

  void arrive(std::size_t port, Real value) override { arriving_[port] = value; }

  CellOutput<Real> step(std::int64_t n, Real J) override {
    if (n % 64 == 0) drop_the_tiny();
    const bool waits = left_ > 0;
    if (waits) {
      left_ -= 1;
    } else {
      v_ = voltage_at_end(J);
    }
    advance_currents();
    if (waits || v_ < threshold_) return {};
    v_ = reset_;
    left_ = refractory_steps_;
    return {static_cast<Real>(1 / dt_), 1};
  }

  double observe(const std::string& state, std::int64_t) const override {
    if (state == "refractory_time") return left_ * dt_;
    if (state == "voltage") return left_ > 0 ? V_reset_ : static_cast<double>(v_) / 1e3 + E_L_;
    return static_cast<double>(synaptic_current(state)) / 1e12;
  }

 protected:
  /// mV from E_L, for a neuron that is not refractory.
  virtual Real voltage_at_end(Real J) const = 0;
  virtual void advance_currents() {}
  virtual void drop_the_tiny() { drop(v_); }
  virtual Real synaptic_current(const std::string&) const { return 0; }

  static void drop(Real& x) {
    const Real tiny = sizeof(Real) == 8 ? Real(0x1p-900) : Real(0x1p-90);
    if (std::fabs(x) < tiny) x = 0;
  }
  Real arriving(std::size_t port) const { return arriving_[port]; }

  double E_L_, V_reset_, dt_;
  Real leak_, current_, threshold_, reset_;
  double refractory_steps_;
  double left_ = 0;
  Real v_;

 private:
  std::vector<Real> arriving_;
};

/// What arrives is added to the voltage.
template <class Real>
class IafPscDeltaCell : public GridCell<Real> {
 public:
  IafPscDeltaCell(const ParameterSet& p, std::size_t i, double dt, const GivenState& given)
      : GridCell<Real>(p, i, dt, given, 1) {}

 protected:
  Real voltage_at_end(Real J) const override {
    return this->v_ * this->leak_ + J * this->current_ + this->arriving(0);
  }
};

/// A synaptic current that decays, and for alpha shapes its slope.
template <class Real>
struct SynapticCurrent {
  Real I = 0;      // pA
  Real slope = 0;  // pA / ms
  Real from_I, from_slope, decay, rise, jump;

  SynapticCurrent(double start, double tau, double tau_m, double C_m, double dt)
      : I(static_cast<Real>(start * 1e12)),
        from_I(static_cast<Real>(decaying_current_factor(tau, tau_m, C_m, dt))),
        from_slope(static_cast<Real>(rising_current_factor(tau, tau_m, C_m, dt))),
        decay(static_cast<Real>(leak_factor(tau, dt))),
        rise(static_cast<Real>(1e3 * dt * leak_factor(tau, dt))),
        jump(static_cast<Real>(std::numbers::e / (1e3 * tau))) {}
};

/// Two synaptic currents; `alpha`: with slopes.
template <class Real>
class IafPscCurrentCell : public GridCell<Real> {
 public:
  IafPscCurrentCell(const ParameterSet& p, std::size_t i, double dt, const GivenState& given,
                    bool alpha)
      : GridCell<Real>(p, i, dt, given, 2),
        alpha_(alpha),
        ex_(given.at("I_syn_ex"), p.at("tau_syn_ex", i), p.at("tau_m", i), p.at("C_m", i), dt),
        in_(given.at("I_syn_in"), p.at("tau_syn_in", i), p.at("tau_m", i), p.at("C_m", i), dt) {}

  void feed(std::size_t port, Real value) override { (port == 0 ? ex_ : in_).I += value; }

 protected:
  Real voltage_at_end(Real J) const override {
    Real sum = this->v_ * this->leak_;
    for (const SynapticCurrent<Real>* s : {&ex_, &in_}) {
      if (alpha_) sum += s->slope * s->from_slope;
      sum += s->I * s->from_I;
    }
    return sum + J * this->current_;
  }
  void advance_currents() override {
    for (std::size_t port : {0U, 1U}) {
      SynapticCurrent<Real>& s = port == 0 ? ex_ : in_;
      if (alpha_) {
        s.I = s.I * s.decay + s.slope * s.rise;
        s.slope = s.slope * s.decay + this->arriving(port) * s.jump;
      } else {
        s.I = s.I * s.decay;
      }
    }
  }
  void drop_the_tiny() override {
    for (Real* x : {&this->v_, &ex_.I, &in_.I, &ex_.slope, &in_.slope})
      this->drop(*x);
  }
  Real synaptic_current(const std::string& state) const override {
    return state == "I_syn_ex" ? ex_.I : in_.I;
  }

 private:
  bool alpha_;
  SynapticCurrent<Real> ex_, in_;
};

/// A neuron of a model that fires without input.
template <class Real>
class SourceCell : public Cell<Real> {
 public:
  explicit SourceCell(double dt) : value_of_spike_(static_cast<Real>(1 / dt)) {}
  CellOutput<Real> step(std::int64_t n, Real) override {
    const std::int32_t spikes = count(n);
    return {static_cast<Real>(spikes) * value_of_spike_, spikes};
  }
  double observe(const std::string&, std::int64_t) const override { return 0; }

 protected:
  virtual std::int32_t count(std::int64_t n) const = 0;

 private:
  Real value_of_spike_;
};

/// Neuron `i` of `p.neurons()` that fire at random; `key` is the population's.
template <class Real>
class PoissonCell : public SourceCell<Real> {
 public:
  PoissonCell(const ParameterSet& p, std::size_t i, double dt, const DrawKey& key)
      : SourceCell<Real>(dt), i_(i), key_(bulk_key(key)) {
    first_ = i / kPoissonGroup * kPoissonGroup;
    for (std::size_t k = first_; k < p.neurons() && k < first_ + kPoissonGroup; ++k)
      means_.push_back(p.at("rate", k) * dt);
    shared_ = p.values("rate").size() == 1 && means_.front() <= kMostSharedMean;
    if (shared_) table_ = make_poisson_table(means_.front());
  }

 protected:
  std::int32_t count(std::int64_t n) const override {
    std::int32_t counts[kPoissonGroup];
    PoissonCounts c;
    c.table = shared_ ? &table_ : nullptr;
    c.mean = shared_ ? nullptr : means_.data();
    c.key = key_;
    c.first = static_cast<std::uint32_t>(first_);
    c.step = n;
    c.n = static_cast<int>(means_.size());
    c.out = counts;
    count_poisson_kernel(Isa::baseline)(c);
    return counts[i_ - first_];
  }

 private:
  std::size_t i_;
  BulkKey key_;
  std::size_t first_ = 0;
  std::vector<double> means_;  // of the group that is counted together
  bool shared_ = false;
  PoissonTable table_;
};

/// Fires as a table says.
template <class Real>
class SpikeTrainsCell : public SourceCell<Real> {
 public:
  SpikeTrainsCell(const std::shared_ptr<const void>& table, std::size_t i, double dt)
      : SourceCell<Real>(dt) {
    const auto& t = *static_cast<const SpikeTable*>(table.get());
    for (std::size_t k = t.begin[i / kBlock]; k < t.begin[i / kBlock + 1]; ++k) {
      if (t.index[k] == i % kBlock) ++spikes_[t.step[k]];
    }
  }

 protected:
  std::int32_t count(std::int64_t n) const override {
    const auto found = spikes_.find(n);
    return found != spikes_.end() ? found->second : 0;
  }

 private:
  std::map<std::int64_t, std::int32_t> spikes_;
};

}  // namespace rheo
