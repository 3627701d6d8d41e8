#include "tests/reference/scalar_filter.h"

#include <stdexcept>

#include "engine/math.h"

namespace rheo {

template <class Real>
ScalarFilter<Real>::ScalarFilter(const ModelSpec& synapse, double dt)
    : alpha_(synapse.model == "alpha") {
  if (!alpha_ && synapse.model != "lowpass") {
    throw std::logic_error("the reference interpreter has no synapse " + synapse.model);
  }
  const double tau = synapse.number("tau");
  if (tau == 0) return;
  const double p = dt / tau;
  const double e = math::exp(-p);
  const double rest = -math::expm1(-p);
  decay_ = static_cast<Real>(e);
  coupling_ = static_cast<Real>(alpha_ ? e * p : 0);
  direct_ = static_cast<Real>(alpha_ ? rest - p * e : rest);
  inner_ = static_cast<Real>(rest);
}

template <class Real>
void ScalarFilter<Real>::advance(Real u) {
  y_before_ = y_;
  if (!alpha_) {
    y_ = decay_ * y_ + direct_ * u;
    return;
  }
  y_ = (decay_ * y_ + coupling_ * z_) + direct_ * u;
  z_ = decay_ * z_ + inner_ * u;
}

template class ScalarFilter<double>;
template class ScalarFilter<float>;

}  // namespace rheo
