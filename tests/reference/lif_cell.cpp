#include "tests/reference/lif_cell.h"

#include <cmath>

#include "engine/math.h"

namespace rheo {

template <class Real>
LifCell<Real>::LifCell(const ParameterSet& parameters, std::size_t i, double dt, bool exact,
                       double initial_voltage)
    : dt_(dt), tau_rc_(parameters.at("tau_rc", i)), exact_(exact) {
  const double tau_ref = parameters.at("tau_ref", i);
  const double ratio = tau_ref / dt;
  const double nearest = std::round(ratio);
  // A ratio within rounding of a whole number is that number: 0.3 ms are 3 steps of 0.1 ms.
  const bool whole = std::abs(ratio - nearest) <= 1e-12 * std::fmax(1.0, nearest);
  const double k = whole ? nearest : std::floor(ratio);
  const double rest = whole ? 0.0 : tau_ref - k * dt;
  k_ = static_cast<std::int64_t>(k);
  J_th_ = static_cast<Real>(parameters.at("J_th", i));
  value_of_spike_ = static_cast<Real>(parameters.at("amplitude", i) / dt);
  full_step_ = static_cast<Real>(-math::expm1(-dt / tau_rc_));
  floor_ = static_cast<Real>(parameters.at("min_voltage", i));
  period_ = static_cast<Real>(tau_ref / tau_rc_);
  early_h_ = static_cast<Real>(-math::expm1(rest / tau_rc_));
  early_e_ = static_cast<Real>(math::exp(rest / tau_rc_));
  late_h_ = static_cast<Real>(-math::expm1((rest - dt) / tau_rc_));
  late_e_ = static_cast<Real>(math::exp((rest - dt) / tau_rc_));
  v_ = static_cast<Real>(initial_voltage);
}

template <class Real>
CellOutput<Real> LifCell<Real>::step(std::int64_t n, Real J) {
  if (!refractory_) {
    v_ += (J - v_) * full_step_;
  } else if (release_step_ == n) {
    refractory_ = false;
    v_ = J * release_factor_;
    settle();
  }
  if (refractory_) return {};
  if (!(v_ > J_th_)) {
    settle();
    return {};
  }
  fire(n, J);
  std::int32_t spikes = 1;
  if (exact_ && release_step_ == n) spikes += fire_again(J);
  return {static_cast<Real>(spikes) * value_of_spike_, spikes};
}

// A decaying v becomes 0 before it becomes a subnormal number, and is kept above min_voltage.
template <class Real>
void LifCell<Real>::settle() {
  const Real nothing = Real(sizeof(Real) == sizeof(double) ? 0x1p-900 : 0x1p-90) * J_th_;
  if (std::abs(v_) <= nothing) v_ = 0;
  if (v_ < floor_) v_ = floor_;
}

template <class Real>
void LifCell<Real>::fire(std::int64_t n, Real J) {
  const Real z = (v_ - J_th_) / (J - J_th_);
  const Real early = early_h_ + early_e_ * z;
  const bool late = !(early > 0);
  release_factor_ = late ? late_h_ + late_e_ * z : early;
  release_step_ = n + k_ + (late ? 1 : 0);
  refractory_ = release_step_ > n;
  v_ = 0;
}

// After a release in the step of the spike: further spikes under constant J, a period
// T = tau_ref + tau_rc log1p(J_th / (J - J_th)) apart. Times in units of tau_rc, in double
// precision.
template <class Real>
std::int32_t LifCell<Real>::fire_again(Real J) {
  const double current = static_cast<double>(J);
  const double J_th = static_cast<double>(J_th_);
  const double factor = static_cast<double>(release_factor_);
  std::int32_t spikes = 0;
  if (current * factor > J_th) {
    const double charging = math::log1p(J_th / (current - J_th));
    const double left = -math::log1p(-factor);
    const double T = static_cast<double>(period_) + charging;
    const double intervals = (left - charging) / T;
    spikes = 1 + static_cast<std::int32_t>(intervals > 0 ? intervals : 0.0);
    const double after = left - spikes * T;  // from the last release to the end of the step
    refractory_ = after < 0;
    if (refractory_) release_step_ += 1;
    const double whole = refractory_ ? math::log1p(-static_cast<double>(full_step_)) : 0.0;
    release_factor_ = static_cast<Real>(-math::expm1(whole - after));
  }
  if (!refractory_) v_ = std::min(J * release_factor_, J_th_);
  return spikes;
}

template <class Real>
double LifCell<Real>::observe(const std::string& state, std::int64_t n) const {
  if (state == "voltage") return refractory_ ? 0.0 : static_cast<double>(v_);
  // Nengo's w: the time from the start of step n to the release.
  const auto steps = static_cast<double>(release_step_ - n + 1);
  return steps * dt_ + tau_rc_ * math::log1p(-static_cast<double>(release_factor_));
}

template class LifCell<double>;
template class LifCell<float>;

}  // namespace rheo
