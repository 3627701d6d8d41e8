#pragma once

#include <cstdint>
#include <cstring>

// For kernels, which may share no inline function: one copy in each file that includes it.
namespace rheo {

namespace {

/// ln(1 + x) for x >= 0, infinity included, to about 2 ulp: u = 1 + x = 2^k m with m in
/// [sqrt(1/2), sqrt(2)), ln m = 2 artanh(s), s = (m - 1) / (m + 1), and what rounding took from u
/// is put back to first order. Vectorises, and has the same bits on every instruction set, which
/// library functions have not.
inline double log1p_positive(double x) noexcept {
  const double u = 1.0 + x;
  const double lost = (x - (u - 1.0)) / u;
  std::uint64_t bits = 0;
  std::memcpy(&bits, &u, sizeof u);
  // So many times must u be halved; k >= 0 as u >= 1. 0x3fe6a09e667f3bcd: the bits of sqrt(1/2).
  const std::uint64_t k = (bits - 0x3fe6a09e667f3bcdULL) >> 52;
  const std::uint64_t m_bits = bits - (k << 52);
  double m = 0;
  std::memcpy(&m, &m_bits, sizeof m);
  // k as a double without a conversion instruction, which only AVX-512 has for 64 bits.
  const std::uint64_t shifted = k + 0x4330000000000000ULL;  // bits of 2^52
  double exponent = 0;
  std::memcpy(&exponent, &shifted, sizeof exponent);
  exponent -= 0x1p52;
  const double s = (m - 1.0) / (m + 1.0);
  const double t = s * s;  // < 0.02944
  double p = 1.0 / 23;
  p = p * t + 1.0 / 21;
  p = p * t + 1.0 / 19;
  p = p * t + 1.0 / 17;
  p = p * t + 1.0 / 15;
  p = p * t + 1.0 / 13;
  p = p * t + 1.0 / 11;
  p = p * t + 1.0 / 9;
  p = p * t + 1.0 / 7;
  p = p * t + 1.0 / 5;
  p = p * t + 1.0 / 3;
  constexpr double kLn2High = 0x1.62e42feep-1;  // 32 bits: k times it is exact
  constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
  const double ln_m = 2.0 * s + (2.0 * s * t) * p;
  const double ln_u = exponent * kLn2High + (ln_m + (exponent * kLn2Low + lost));
  return x < __builtin_inf() ? ln_u : x;
}

}  // namespace

}  // namespace rheo
