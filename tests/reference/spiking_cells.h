#pragma once

#include <cmath>
#include <memory>
#include <utility>

#include "engine/random.h"
#include "neurons/poisson_count.h"
#include "tests/reference/cells.h"

namespace rheo {

/// v grows by max(0, J) dt; every whole number that it passes is a spike.
template <class Real>
class SpikingRectifiedLinearCell : public Cell<Real> {
 public:
  SpikingRectifiedLinearCell(const ParameterSet& p, std::size_t i, double dt, double voltage)
      : dt_(static_cast<Real>(dt)),
        value_of_spike_(static_cast<Real>(p.at("amplitude", i) / dt)),
        v_(static_cast<Real>(voltage)) {}
  CellOutput<Real> step(std::int64_t, Real J) override {
    v_ += std::max(J, Real(0)) * dt_;
    const auto spikes = static_cast<std::int32_t>(std::floor(v_));
    v_ -= static_cast<Real>(spikes);
    return {static_cast<Real>(spikes) * value_of_spike_, spikes};
  }
  double observe(const std::string&, std::int64_t) const override {
    return static_cast<double>(v_);
  }

 private:
  Real dt_;
  Real value_of_spike_;
  Real v_;
};

/// Euler's rule, the recovery u after the reset of v.
template <class Real>
class IzhikevichCell : public Cell<Real> {
 public:
  IzhikevichCell(const ParameterSet& p, std::size_t i, double dt, double voltage, double recovery)
      : step_(static_cast<Real>(1000 * dt)),
        a_(static_cast<Real>(p.at("tau_recovery", i) * (1000 * dt))),
        b_(static_cast<Real>(p.at("coupling", i))),
        c_(static_cast<Real>(p.at("reset_voltage", i))),
        d_(static_cast<Real>(p.at("reset_recovery", i))),
        value_of_spike_(static_cast<Real>(1 / dt)),
        v_(static_cast<Real>(voltage)),
        u_(static_cast<Real>(recovery)) {}
  CellOutput<Real> step(std::int64_t, Real J) override {
    const Real current = std::max(J, Real(-30));
    const Real slope = Real(0.04) * v_ * v_ + Real(5) * v_ + Real(140) - u_ + current;
    v_ += step_ * slope;
    const bool fires = v_ >= Real(30);
    if (fires) v_ = c_;
    u_ += a_ * (b_ * v_ - u_);
    if (fires) u_ += d_;
    return {fires ? value_of_spike_ : Real(0), fires ? 1 : 0};
  }
  double observe(const std::string& state, std::int64_t) const override {
    return static_cast<double>(state == "voltage" ? v_ : u_);
  }

 private:
  Real step_, a_, b_, c_, d_, value_of_spike_;
  Real v_;
  Real u_;
};

/// Euler's rule, both slopes as they stood; mV, pA and ms.
template <class Real>
class IzhikevichPscCell : public Cell<Real> {
 public:
  /// voltage in V, u in A.
  IzhikevichPscCell(const ParameterSet& p, std::size_t i, double dt, double voltage, double u)
      : step_(static_cast<Real>(1e3 * dt)),
        a_(static_cast<Real>(1e3 * dt * p.at("a", i))),
        b_(static_cast<Real>(p.at("b", i))),
        c_(static_cast<Real>(1e3 * p.at("c", i))),
        d_(static_cast<Real>(1e12 * p.at("d", i))),
        threshold_(static_cast<Real>(1e3 * p.at("V_th", i))),
        value_of_spike_(static_cast<Real>(1 / dt)),
        v_(static_cast<Real>(voltage * 1e3)),
        u_(static_cast<Real>(u * 1e12)) {}
  void arrive(std::size_t, Real value) override { jump_ = value; }
  CellOutput<Real> step(std::int64_t, Real J) override {
    const Real slope = Real(0.04) * v_ * v_ + Real(5) * v_ + Real(140) - u_ + J * Real(1e12);
    const Real end = v_ + step_ * slope + jump_;
    u_ += a_ * (b_ * v_ - u_);
    const bool fires = end >= threshold_;
    v_ = fires ? c_ : end;
    if (fires) u_ += d_;
    return {fires ? value_of_spike_ : Real(0), fires ? 1 : 0};
  }
  double observe(const std::string& state, std::int64_t) const override {
    return state == "voltage" ? static_cast<double>(v_) / 1e3 : static_cast<double>(u_) / 1e12;
  }

 private:
  Real step_, a_, b_, c_, d_, threshold_, value_of_spike_;
  Real v_;
  Real u_;
  Real jump_ = 0;
};

/// The rate r of a rate cell, made into spikes by a law; negative where r is.
template <class Real>
class WrapperCell : public Cell<Real> {
 public:
  enum class Law { regular, stochastic, poisson };
  /// Neuron `i`; `base` was made with the base's own amplitude. `key` for random laws.
  WrapperCell(Law law, const ParameterSet& p, std::size_t i, double dt, double voltage,
              std::unique_ptr<Cell<Real>> base, DrawKey key)
      : law_(law),
        i_(i),
        dt_(static_cast<Real>(dt)),
        value_of_spike_(static_cast<Real>(p.at("amplitude", i) / dt)),
        v_(static_cast<Real>(voltage)),
        base_(std::move(base)),
        key_(key) {}
  CellOutput<Real> step(std::int64_t n, Real J) override {
    r_ = base_->step(n, J).value;
    const std::int32_t spikes = law_ == Law::regular ? regular() : drawn(n);
    return {static_cast<Real>(spikes) * value_of_spike_, spikes};
  }
  double observe(const std::string& state, std::int64_t n) const override {
    if (state == "rate_out") return static_cast<double>(r_);
    if (state == "voltage") return static_cast<double>(v_);
    return base_->observe(state, n);
  }

 private:
  std::int32_t regular() {
    v_ += r_ * dt_;
    const Real passed = std::floor(v_);
    v_ -= passed;
    return static_cast<std::int32_t>(passed);
  }
  std::int32_t drawn(std::int64_t n) const {
    const auto step = static_cast<std::uint64_t>(n);
    const auto mean = static_cast<double>(std::abs(r_) * dt_);
    std::int32_t k = 0;
    if (law_ == Law::poisson) {
      k = poisson_count(key_, i_, step, mean);
    } else {
      k = static_cast<std::int32_t>(mean);
      if (uniform_from_word(random_words(key_, i_, step)[0]) < mean - k) k += 1;
    }
    return r_ < 0 ? -k : k;
  }

  Law law_;
  std::size_t i_;
  Real dt_;
  Real value_of_spike_;
  Real v_;
  std::unique_ptr<Cell<Real>> base_;
  DrawKey key_;
  Real r_ = 0;
};

}  // namespace rheo
