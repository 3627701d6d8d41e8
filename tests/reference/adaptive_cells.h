#pragma once

#include <cmath>

#include "tests/reference/lif_cell.h"
#include "tests/reference/rate_cells.h"

namespace rheo {

/// n <- n + dt / tau_n (inc_n output - n), where n is taken from the current; 0 before it becomes a
/// subnormal number.
template <class Real>
class Adaptation {
 public:
  Adaptation(const ParameterSet& p, std::size_t i, double dt, double start)
      : decay_(static_cast<Real>(dt / p.at("tau_n", i))), n_(static_cast<Real>(start)) {}
  Real n() const { return n_; }
  void forget() { n_ -= decay_ * n_; }
  void add(Real gained) { n_ += gained; }
  void settle() {
    const Real nothing = Real(sizeof(Real) == sizeof(double) ? 0x1p-900 : 0x1p-90);
    if (std::abs(n_) <= nothing) n_ = 0;
  }

 private:
  Real decay_;
  Real n_;
};

/// `lif` under J - n.
template <class Real>
class AdaptiveLifCell : public Cell<Real> {
 public:
  AdaptiveLifCell(const ParameterSet& p, std::size_t i, double dt, bool exact, double voltage,
                  double adaptation)
      : lif_(p, i, dt, exact, voltage),
        adaptation_(p, i, dt, adaptation),
        jump_(static_cast<Real>(p.at("inc_n", i) * (dt / p.at("tau_n", i)) *
                                (p.at("amplitude", i) / dt))) {}
  CellOutput<Real> step(std::int64_t n, Real J) override {
    const CellOutput<Real> out = lif_.step(n, J - adaptation_.n());
    adaptation_.forget();
    adaptation_.settle();
    if (out.spikes != 0) adaptation_.add(jump_ * static_cast<Real>(out.spikes));
    return out;
  }
  double observe(const std::string& state, std::int64_t n) const override {
    if (state == "adaptation") return static_cast<double>(adaptation_.n());
    return lif_.observe(state, n);
  }

 private:
  LifCell<Real> lif_;
  Adaptation<Real> adaptation_;
  Real jump_;
};

/// `lif_rate` under J - n.
template <class Real>
class AdaptiveLifRateCell : public Cell<Real> {
 public:
  AdaptiveLifRateCell(const ParameterSet& p, std::size_t i, double dt, double adaptation)
      : rate_(p, i),
        adaptation_(p, i, dt, adaptation),
        gain_(static_cast<Real>(p.at("inc_n", i) * (dt / p.at("tau_n", i)))) {}
  CellOutput<Real> step(std::int64_t n, Real J) override {
    const CellOutput<Real> out = rate_.step(n, J - adaptation_.n());
    adaptation_.forget();
    adaptation_.add(gain_ * out.value);
    adaptation_.settle();
    return out;
  }
  double observe(const std::string&, std::int64_t) const override {
    return static_cast<double>(adaptation_.n());
  }

 private:
  LifRateCell<Real> rate_;
  Adaptation<Real> adaptation_;
  Real gain_;
};

}  // namespace rheo
