#pragma once

#include <string>
#include <vector>

#include "engine/value.h"

namespace rheo {

/// One element of a synapse, zero-order hold (input held over the step).
///   lowpass: y[n] = a y[n-1] + (1 - a) u[n],                    a = exp(-dt / tau)
///   alpha:   y[n] = (e y[n-1] + (e p) z[n-1]) + b1 u[n],        p = dt / tau, e = exp(-p)
///            z[n] = e z[n-1] + (1 - e) u[n],                    b1 = 1 - (1 + p) e
/// Coefficients are computed in double precision. tau = 0: y[n] = u[n]. The others take theirs from
/// the model:
///   linear_filter: A, B, C, D. D = 0: X = A X + B u, y = C X; else y = C X + D u, X = A X + B u
///   triangle: h.   y[n] = sum of h_i u[n-i], the newest first
template <class Real>
class ScalarFilter {
 public:
  ScalarFilter(const ModelSpec& synapse, double dt);
  void advance(Real u);
  /// What is smaller than 2^-900 becomes 0 (filters of learning rules do this now and then).
  void settle();
  Real y() const noexcept { return y_; }
  /// y one step earlier: what a reader must not see.
  Real y_before() const noexcept { return y_before_; }

 private:
  void advance_linear(Real u);
  Real row_times_state(std::size_t first, Real last) const;

  std::string model_;
  Real decay_ = 0;                  // a | e
  Real coupling_ = 0;               //     e p
  Real direct_ = 1;                 // 1 - a | b1
  Real inner_ = 1;                  //     1 - e
  std::vector<Real> coefficients_;  // linear_filter, triangle
  std::vector<Real> X_;             // (order) | the inputs so far
  Real y_ = 0;
  Real z_ = 0;
  Real y_before_ = 0;
};

}  // namespace rheo
