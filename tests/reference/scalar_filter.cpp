#include "tests/reference/scalar_filter.h"

#include <algorithm>
#include <stdexcept>

#include "engine/math.h"
#include "synapses/linear_filter.h"
#include "synapses/triangle.h"

namespace rheo {

template <class Real>
ScalarFilter<Real>::ScalarFilter(const ModelSpec& synapse, double dt) : model_(synapse.model) {
  if (model_ == "linear_filter" || model_ == "triangle") {
    const auto model = model_ == "triangle" ? make_triangle(synapse) : make_linear_filter(synapse);
    for (double c : model->coefficients(dt))
      coefficients_.push_back(static_cast<Real>(c));
    if (model_ == "linear_filter") X_.resize(model->n_states(dt) - 1);
    return;
  }
  if (model_ != "alpha" && model_ != "lowpass") {
    throw std::logic_error("the reference interpreter has no synapse " + model_);
  }
  const double tau = synapse.number("tau");
  if (tau == 0) return;
  const double p = dt / tau;
  const double e = math::exp(-p);
  const double rest = -math::expm1(-p);
  decay_ = static_cast<Real>(e);
  coupling_ = static_cast<Real>(model_ == "alpha" ? e * p : 0);
  direct_ = static_cast<Real>(model_ == "alpha" ? rest - p * e : rest);
  inner_ = static_cast<Real>(rest);
}

template <class Real>
Real ScalarFilter<Real>::row_times_state(std::size_t first, Real last) const {
  Real sum = 0;
  for (std::size_t c = 0; c < X_.size(); ++c)
    sum += coefficients_[first + c] * X_[c];
  return sum + last;
}

template <class Real>
void ScalarFilter<Real>::advance_linear(Real u) {
  const std::size_t n = X_.size();
  const Real D = coefficients_[n * n + 2 * n];
  if (D != 0) y_ = row_times_state(n * n + n, D * u);
  std::vector<Real> next(n);
  for (std::size_t r = 0; r < n; ++r)
    next[r] = row_times_state(r * n, coefficients_[n * n + r] * u);
  X_ = next;
  if (D == 0) y_ = row_times_state(n * n + n, 0);
}

template <class Real>
void ScalarFilter<Real>::advance(Real u) {
  y_before_ = y_;
  if (model_ == "linear_filter") {
    advance_linear(u);
  } else if (model_ == "triangle") {
    X_.push_back(u);
    y_ = 0;
    for (std::size_t i = 0; i < std::min(coefficients_.size(), X_.size()); ++i)
      y_ += coefficients_[i] * X_[X_.size() - 1 - i];
  } else if (model_ == "lowpass") {
    y_ = decay_ * y_ + direct_ * u;
  } else {
    y_ = (decay_ * y_ + coupling_ * z_) + direct_ * u;
    z_ = decay_ * z_ + inner_ * u;
  }
}

template <class Real>
void ScalarFilter<Real>::settle() {
  const Real nothing = static_cast<Real>(sizeof(Real) == sizeof(double) ? 0x1p-900 : 0x1p-90);
  for (Real* state : {&y_, &z_}) {
    if (*state<nothing&& * state> - nothing) *state = 0;
  }
}

template class ScalarFilter<double>;
template class ScalarFilter<float>;

}  // namespace rheo
