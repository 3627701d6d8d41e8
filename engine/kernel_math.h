#pragma once

#include <cstdint>
#include <cstring>

// Elementary functions of doubles that vectorise, with the same bits on every instruction set,
// which library functions have not. Right to about 1e-15 unless said otherwise. For kernels, which
// may share no inline function: one copy in each file that includes it.
namespace rheo {

namespace {

constexpr double kLn2High = 0x1.62e42feep-1;  // 32 bits: an exponent times it is exact
constexpr double kLn2Low = 0x1.a39ef35793c76p-33;

inline std::uint64_t bits_of(double x) noexcept {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &x, sizeof x);
  return bits;
}

inline double from_bits(std::uint64_t bits) noexcept {
  double x = 0;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

/// Uniform in [1, 2) from the upper 52 bits, without a conversion, which only AVX-512 has.
inline double one_to_two(std::uint64_t word) noexcept {
  return from_bits(word >> 12 | 0x3ff0000000000000ULL);
}
/// Uniform in [0, 1).
inline double below_one(std::uint64_t word) noexcept {
  return one_to_two(word) - 1.0;
}
/// Uniform in (0, 1].
inline double above_zero(std::uint64_t word) noexcept {
  return 2.0 - one_to_two(word);
}

/// ln(u + lost) of a normal number u > 0, where lost is the rounding error of u.
/// u = 2^k m with m in [sqrt(1/2), sqrt(2)); ln m = 2 artanh(s), s = (m - 1) / (m + 1).
inline double log_sum(double u, double lost) noexcept {
  constexpr std::uint64_t kOffset = 1024;  // keeps the exponent non-negative
  // 0x3fe6a09e667f3bcd: the bits of sqrt(1/2).
  const std::uint64_t k = (bits_of(u) - 0x3fe6a09e667f3bcdULL + (kOffset << 52)) >> 52;
  const double m = from_bits(bits_of(u) - (k << 52) + (kOffset << 52));
  const double exponent =
      from_bits(k + 0x4330000000000000ULL) - (0x1p52 + static_cast<double>(kOffset));
  const double s = (m - 1.0) / (m + 1.0);
  const double t = s * s;  // < 0.02944
  double p = 1.0 / 21;
  p = p * t + 1.0 / 19;
  p = p * t + 1.0 / 17;
  p = p * t + 1.0 / 15;
  p = p * t + 1.0 / 13;
  p = p * t + 1.0 / 11;
  p = p * t + 1.0 / 9;
  p = p * t + 1.0 / 7;
  p = p * t + 1.0 / 5;
  p = p * t + 1.0 / 3;
  const double ln_m = 2.0 * s + (2.0 * s * t) * p;
  return exponent * kLn2High + (ln_m + (exponent * kLn2Low + lost / u));
}

/// ln u of a normal number u > 0.
inline double log_normal_number(double u) noexcept {
  return log_sum(u, 0.0);
}

/// e^x; x is taken as the nearest of [-708, 708].
inline double exp_bounded(double x) noexcept {
  const double low = x < -708.0 ? -708.0 : x;
  const double y = low > 708.0 ? 708.0 : low;
  const double shifted = y * 0x1.71547652b82fep+0 + 0x1.8p52;  // 1 / ln 2; rounds to an integer
  const double k = shifted - 0x1.8p52;
  const double r = (y - k * kLn2High) - k * kLn2Low;  // |r| < 0.3466
  double p = 1.0 / 6227020800;
  p = p * r + 1.0 / 479001600;
  p = p * r + 1.0 / 39916800;
  p = p * r + 1.0 / 3628800;
  p = p * r + 1.0 / 362880;
  p = p * r + 1.0 / 40320;
  p = p * r + 1.0 / 5040;
  p = p * r + 1.0 / 720;
  p = p * r + 1.0 / 120;
  p = p * r + 1.0 / 24;
  p = p * r + 1.0 / 6;
  p = p * r + 1.0 / 2;
  const double e = 1.0 + (r + (r * r) * p);
  return e * from_bits((bits_of(shifted) + 1023) << 52);
}

/// sin(2 pi x), |x| <= 1/4, to 1e-14: Taylor's series to the 17th power.
inline double sine_of_turns(double x) noexcept {
  const double y = 6.283185307179586 * x;
  const double t = y * y;
  double p = 1.0 / 355687428096000;
  p = p * t - 1.0 / 1307674368000;
  p = p * t + 1.0 / 6227020800;
  p = p * t - 1.0 / 39916800;
  p = p * t + 1.0 / 362880;
  p = p * t - 1.0 / 5040;
  p = p * t + 1.0 / 120;
  p = p * t - 1.0 / 6;
  return y + (y * t) * p;
}

}  // namespace

}  // namespace rheo
