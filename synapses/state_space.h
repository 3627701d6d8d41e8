#pragma once

#include <complex>
#include <cstddef>
#include <optional>
#include <vector>

namespace rheo {

/// A filter of one number in state space: in continuous time X' = A X + B u, y = C X + D u; in
/// discrete time X = A X + B u instead. Matrices row-major.
struct StateSpace {
  std::size_t order = 0;
  std::vector<double> A;  // (order, order)
  std::vector<double> B;  // (order)
  std::vector<double> C;  // (order)
  double D = 0;
};

/// num(s) / den(s), highest power first, in controller canonical form, with the states scaled by
/// powers of `unit` (a power of two near the fastest rate), so that A has entries of one size: the
/// same filter, far better conditioned. den[0] = 1; num is as long as den.
StateSpace controller_form(const std::vector<double>& num, const std::vector<double>& den,
                           double unit);

/// A power of two near the largest |den[i]|^(1/i); `otherwise` where all of these are 0.
double rate_unit(const std::vector<double>& den, double otherwise);

/// The discrete filter of step dt whose input is held over each step.
StateSpace zero_order_hold(const StateSpace& continuous, double dt);

/// The generalised bilinear transform of step dt: alpha = 0 Euler, 1/2 trapezoids, 1 backward
/// differences. Q = (I - alpha dt A)^-1, A = Q (I + (1 - alpha) dt A), B = Q dt B, C = C Q,
/// D = D + alpha C Q dt B. Nothing where Q does not exist.
std::optional<StateSpace> bilinear_transform(const StateSpace& continuous, double dt, double alpha);

/// Roots of the polynomial with these coefficients, highest power first, the first one 1
/// (Aberth 1973). Roots at exactly 0 are exact.
std::vector<std::complex<double>> roots(std::vector<double> polynomial);

}  // namespace rheo
