#include "inputs/fourier.h"

#include <cstddef>
#include <cstdint>
#include <numbers>
#include <utility>

#include "engine/math.h"

namespace rheo {
namespace {

using Complex = std::complex<double>;

Complex times(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

/// exp(i pi numerator / denominator)
Complex turn(std::uint64_t numerator, std::size_t denominator) {
  const double angle =
      std::numbers::pi * static_cast<double>(numerator) / static_cast<double>(denominator);
  return {math::cos(angle), math::sin(angle)};
}

/// In place, for a power of two, without the factor 1 / n of the inverse (Cooley and Tukey 1965).
void transform(std::vector<Complex>& a, bool inverse) {
  const std::size_t n = a.size();
  for (std::size_t i = 1, j = 0; i < n; ++i) {
    std::size_t bit = n >> 1;
    for (; (j & bit) != 0; bit >>= 1)
      j ^= bit;
    j ^= bit;
    if (i < j) std::swap(a[i], a[j]);
  }
  std::vector<Complex> w(n / 2);
  for (std::size_t k = 0; k < w.size(); ++k) {
    const Complex forward = turn(2 * k, n);
    w[k] = inverse ? forward : std::conj(forward);
  }
  for (std::size_t half = 1; half < n; half *= 2) {
    for (std::size_t first = 0; first < n; first += 2 * half) {
      for (std::size_t k = 0; k < half; ++k) {
        const Complex odd = times(a[first + half + k], w[k * (n / (2 * half))]);
        a[first + half + k] = a[first + k] - odd;
        a[first + k] += odd;
      }
    }
  }
}

}  // namespace

// j k = (j^2 + k^2 - (k - j)^2) / 2 makes of the sum a convolution, which powers of two can do.
std::vector<Complex> inverse_fourier(const std::vector<Complex>& X) {
  const std::size_t n = X.size();
  std::size_t m = 1;
  while (m < 2 * n)
    m *= 2;
  std::vector<Complex> chirp(n);
  std::vector<Complex> a(m, 0.0);
  std::vector<Complex> b(m, 0.0);
  for (std::size_t j = 0; j < n; ++j) {
    chirp[j] = turn(static_cast<std::uint64_t>(j) * j % (2 * n), n);
    a[j] = times(X[j], chirp[j]);
    b[j] = std::conj(chirp[j]);
    if (j > 0) b[m - j] = b[j];
  }
  transform(a, false);
  transform(b, false);
  for (std::size_t k = 0; k < m; ++k)
    a[k] = times(a[k], b[k]);
  transform(a, true);
  std::vector<Complex> x(n);
  for (std::size_t k = 0; k < n; ++k)
    x[k] = times(a[k], chirp[k]) / static_cast<double>(m);
  return x;
}

}  // namespace rheo
