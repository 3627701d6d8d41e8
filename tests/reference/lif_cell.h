#pragma once

#include "tests/reference/cells.h"

namespace rheo {

/// One `lif` neuron. Within a step J is constant, and v relaxes towards it exactly:
///   v(t + s) = v + (J - v) (1 - exp(-s / tau_rc)).
/// A crossing of J_th within the step is read from v at its end: with z = (v - J_th) / (J - J_th),
/// exp(-(time since the crossing) / tau_rc) = 1 - z. The release comes tau_ref after the crossing,
/// k whole steps later, and of it only
///   release_factor = 1 - exp(-(rest of that step after the release) / tau_rc)
///                  = 1 - (1 - z) exp((tau_ref - k dt) / tau_rc)
/// is needed: in that step v goes from 0 to J x release_factor. k is the smallest whole number
/// which leaves a positive rest.
template <class Real>
class LifCell : public Cell<Real> {
 public:
  /// Neuron `i` of a population whose word `within_step` is "exact" or "nengo".
  LifCell(const ParameterSet& parameters, std::size_t i, double dt, bool exact,
          double initial_voltage);
  CellOutput<Real> step(std::int64_t n, Real J) override;
  double observe(const std::string& state, std::int64_t n) const override;

 private:
  void settle();
  void fire(std::int64_t n, Real J);
  std::int32_t fire_again(Real J);

  double dt_;
  double tau_rc_;
  bool exact_;
  Real J_th_;
  Real value_of_spike_;  // amplitude / dt
  Real full_step_;       // 1 - exp(-dt / tau_rc)
  Real floor_;           // min_voltage
  Real period_;          // tau_ref / tau_rc
  std::int64_t k_ = 0;   // floor(tau_ref / dt)
  Real early_h_;         // 1 - exp((tau_ref - k dt) / tau_rc)
  Real early_e_;         // exp((tau_ref - k dt) / tau_rc)
  Real late_h_;          // the same for k + 1
  Real late_e_;

  Real v_;
  bool refractory_ = false;         // at the end of the step
  std::int64_t release_step_ = -1;  // so that w = 0 before step 1
  Real release_factor_ = 0;
};

}  // namespace rheo
