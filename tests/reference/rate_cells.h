#pragma once

#include <algorithm>
#include <stdexcept>

#include "engine/kernel_math.h"
#include "neurons/log1p_positive.h"
#include "tests/reference/cells.h"

namespace rheo {

/// A neuron that has no state to look at.
template <class Real>
class StatelessCell : public Cell<Real> {
 public:
  double observe(const std::string& state, std::int64_t) const override {
    throw std::logic_error("a neuron without states has no " + state);
  }
};

/// output = amplitude / (tau_ref + tau_rc log1p(J_th / (J - J_th))) for J > J_th, in double
/// precision for the parameters and J of the run's precision.
template <class Real>
class LifRateCell : public StatelessCell<Real> {
 public:
  LifRateCell(const ParameterSet& p, std::size_t i)
      : J_th_(static_cast<Real>(p.at("J_th", i))),
        tau_rc_(static_cast<Real>(p.at("tau_rc", i))),
        tau_ref_(static_cast<Real>(p.at("tau_ref", i))),
        amplitude_(static_cast<Real>(p.at("amplitude", i))) {}
  CellOutput<Real> step(std::int64_t, Real J) override {
    const double above = static_cast<double>(J) - J_th_;
    if (!(above > 0)) return {};
    const double period = tau_ref_ + tau_rc_ * log1p_positive(J_th_ / above);
    return {static_cast<Real>(amplitude_ / period), 0};
  }

 private:
  double J_th_;
  double tau_rc_;
  double tau_ref_;
  double amplitude_;
};

/// output = amplitude max(0, J).
template <class Real>
class RectifiedLinearCell : public StatelessCell<Real> {
 public:
  RectifiedLinearCell(const ParameterSet& p, std::size_t i)
      : amplitude_(static_cast<Real>(p.at("amplitude", i))) {}
  CellOutput<Real> step(std::int64_t, Real J) override {
    return {amplitude_ * std::max(J, Real(0)), 0};
  }

 private:
  Real amplitude_;
};

/// output = (1 / tau_ref) / (1 + exp(-J)) or (1 / tau_ref) tanh(J), in double precision for J and
/// 1 / tau_ref of the run's precision.
template <class Real>
class SmoothCell : public StatelessCell<Real> {
 public:
  SmoothCell(const ParameterSet& p, std::size_t i, bool tanh)
      : ceiling_(static_cast<Real>(1.0 / p.at("tau_ref", i))), tanh_(tanh) {}
  CellOutput<Real> step(std::int64_t, Real J) override {
    const auto x = static_cast<double>(J);
    if (tanh_) return {static_cast<Real>(ceiling_ * tanh_of(x)), 0};
    return {x < -708 ? Real(0) : static_cast<Real>(ceiling_ / (1.0 + exp_bounded(-x))), 0};
  }

 private:
  double ceiling_;
  bool tanh_;
};

}  // namespace rheo
