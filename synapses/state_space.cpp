#include "synapses/state_space.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "engine/math.h"

// Plain loops over doubles: the coefficients must not depend on the CPU.
namespace rheo {
namespace {

using Matrix = std::vector<double>;  // (n, n)

Matrix identity(std::size_t n) {
  Matrix out(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i)
    out[i * n + i] = 1;
  return out;
}

Matrix product(const Matrix& a, const Matrix& b, std::size_t n) {
  Matrix out(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < n; ++k) {
      for (std::size_t j = 0; j < n; ++j)
        out[i * n + j] += a[i * n + k] * b[k * n + j];
    }
  }
  return out;
}

double largest_row_sum(const Matrix& a, std::size_t n) {
  double most = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < n; ++j)
      sum += std::fabs(a[i * n + j]);
    most = std::max(most, sum);
  }
  return most;
}

/// exp(a) by scaling and squaring; a series of 18 terms leaves less than 1e-21 at a norm of 1/2.
Matrix exponential(Matrix a, std::size_t n) {
  constexpr int kTerms = 18;
  int squarings = 0;
  std::frexp(largest_row_sum(a, n), &squarings);
  squarings = std::max(squarings + 1, 0);
  for (double& x : a)
    x = std::ldexp(x, -squarings);
  Matrix sum = identity(n);
  for (int k = kTerms; k > 0; --k) {
    sum = product(a, sum, n);
    for (double& x : sum)
      x /= k;
    for (std::size_t i = 0; i < n; ++i)
      sum[i * n + i] += 1;
  }
  for (int k = 0; k < squarings; ++k)
    sum = product(sum, sum, n);
  return sum;
}

/// Gauss and Jordan with the largest pivot of the column; nothing for a singular matrix.
std::optional<Matrix> inverse(Matrix a, std::size_t n) {
  Matrix out = identity(n);
  for (std::size_t c = 0; c < n; ++c) {
    std::size_t pivot = c;
    for (std::size_t r = c + 1; r < n; ++r) {
      if (std::fabs(a[r * n + c]) > std::fabs(a[pivot * n + c])) pivot = r;
    }
    if (a[pivot * n + c] == 0) return std::nullopt;
    for (std::size_t j = 0; j < n; ++j) {
      std::swap(a[c * n + j], a[pivot * n + j]);
      std::swap(out[c * n + j], out[pivot * n + j]);
    }
    const double scale = 1 / a[c * n + c];
    for (std::size_t j = 0; j < n; ++j) {
      a[c * n + j] *= scale;
      out[c * n + j] *= scale;
    }
    for (std::size_t r = 0; r < n; ++r) {
      const double factor = a[r * n + c];
      if (r == c || factor == 0) continue;
      for (std::size_t j = 0; j < n; ++j) {
        a[r * n + j] -= factor * a[c * n + j];
        out[r * n + j] -= factor * out[c * n + j];
      }
    }
  }
  return out;
}

std::complex<double> value_at(const std::vector<double>& polynomial, std::complex<double> z) {
  std::complex<double> value = 0;
  for (const double c : polynomial)
    value = value * z + c;
  return value;
}

double squared(std::complex<double> z) {
  return z.real() * z.real() + z.imag() * z.imag();
}

/// One round of Aberth's correction on all roots; the largest correction beside the root's size.
double correct(const std::vector<double>& polynomial, const std::vector<double>& derivative,
               std::vector<std::complex<double>>& z) {
  double most = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    const std::complex<double> value = value_at(polynomial, z[i]);
    if (squared(value) == 0) continue;
    std::complex<double> repulsion = 0;
    for (std::size_t j = 0; j < z.size(); ++j) {
      if (j != i && z[j] != z[i]) repulsion += 1.0 / (z[i] - z[j]);
    }
    const std::complex<double> step = 1.0 / (value_at(derivative, z[i]) / value - repulsion);
    if (!std::isfinite(step.real()) || !std::isfinite(step.imag())) continue;
    z[i] -= step;
    most = std::max(most, squared(step) / std::max(squared(z[i]), 1e-300));
  }
  return most;
}

}  // namespace

double rate_unit(const std::vector<double>& den, double otherwise) {
  int exponent = 0;
  bool found = false;
  for (std::size_t i = 1; i < den.size(); ++i) {
    if (den[i] == 0) continue;
    int e = 0;
    std::frexp(den[i], &e);
    const int n = static_cast<int>(i);
    e = e > 0 ? (e + n - 1) / n : e / n;
    exponent = found ? std::max(exponent, e) : e;
    found = true;
  }
  if (!found) std::frexp(otherwise, &exponent);
  return std::ldexp(1.0, exponent);
}

StateSpace controller_form(const std::vector<double>& num, const std::vector<double>& den,
                           double unit) {
  StateSpace out;
  const std::size_t n = den.size() - 1;
  out.order = n;
  out.A.assign(n * n, 0.0);
  out.B.assign(n, 0.0);
  out.C.resize(n);
  out.D = num[0];
  double power = 1;  // unit^i
  for (std::size_t i = 0; i < n; ++i) {
    out.A[i] = -den[i + 1] / power;
    out.C[i] = (num[i + 1] - num[0] * den[i + 1]) / power;
    power *= unit;
    if (i > 0) out.A[i * n + i - 1] = unit;
  }
  if (n > 0) out.B[0] = 1;
  return out;
}

StateSpace zero_order_hold(const StateSpace& continuous, double dt) {
  StateSpace out = continuous;
  const std::size_t n = continuous.order;
  const std::size_t m = n + 1;
  Matrix joint(m * m, 0.0);  // [[A, B], [0, 0]] dt
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j)
      joint[i * m + j] = continuous.A[i * n + j] * dt;
    joint[i * m + n] = continuous.B[i] * dt;
  }
  joint = exponential(std::move(joint), m);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j)
      out.A[i * n + j] = joint[i * m + j];
    out.B[i] = joint[i * m + n];
  }
  return out;
}

std::optional<StateSpace> bilinear_transform(const StateSpace& continuous, double dt,
                                             double alpha) {
  StateSpace out = continuous;
  const std::size_t n = continuous.order;
  Matrix implicit = identity(n);
  Matrix explicit_part = identity(n);
  for (std::size_t i = 0; i < n * n; ++i) {
    implicit[i] -= alpha * dt * continuous.A[i];
    explicit_part[i] += (1 - alpha) * dt * continuous.A[i];
  }
  const auto Q = inverse(std::move(implicit), n);
  if (!Q) return std::nullopt;
  out.A = product(*Q, explicit_part, n);
  for (std::size_t i = 0; i < n; ++i) {
    out.B[i] = 0;
    out.C[i] = 0;
    for (std::size_t j = 0; j < n; ++j) {
      out.B[i] += (*Q)[i * n + j] * (dt * continuous.B[j]);
      out.C[i] += continuous.C[j] * (*Q)[j * n + i];
    }
  }
  for (std::size_t i = 0; i < n; ++i)
    out.D += alpha * continuous.C[i] * out.B[i];
  return out;
}

std::vector<std::complex<double>> roots(std::vector<double> polynomial) {
  constexpr int kRounds = 500;
  std::vector<std::complex<double>> found;
  while (polynomial.size() > 1 && polynomial.back() == 0) {
    polynomial.pop_back();
    found.emplace_back(0.0);
  }
  const std::size_t n = polynomial.size() - 1;
  const double unit = rate_unit(polynomial, 1);
  double power = 1;
  for (double& c : polynomial) {
    c /= power;
    power *= unit;
  }
  std::vector<double> derivative(n);
  for (std::size_t i = 0; i < n; ++i)
    derivative[i] = static_cast<double>(n - i) * polynomial[i];
  std::vector<std::complex<double>> z(n);
  for (std::size_t i = 0; i < n; ++i) {
    // Spread over a circle, off the axis of symmetry.
    const double angle =
        (2 * std::numbers::pi * static_cast<double>(i) + 0.4) / static_cast<double>(n);
    z[i] = {math::cos(angle), math::sin(angle)};
  }
  for (int round = 0; round < kRounds && n > 0; ++round) {
    if (correct(polynomial, derivative, z) < 1e-30) break;
  }
  for (const std::complex<double>& root : z)
    found.push_back(root * unit);
  return found;
}

}  // namespace rheo
