#pragma once

#include <cstdint>

#include "engine/kernel_math.h"

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
  const std::uint64_t bits = bits_of(u);
  // So many times must u be halved; k >= 0 as u >= 1. 0x3fe6a09e667f3bcd: the bits of sqrt(1/2).
  const std::uint64_t k = (bits - 0x3fe6a09e667f3bcdULL) >> 52;
  const double m = from_bits(bits - (k << 52));
  // k as a double without a conversion instruction, which only AVX-512 has for 64 bits.
  const double exponent = from_bits(k + 0x4330000000000000ULL) - 0x1p52;  // bits of 2^52
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
  const double ln_m = 2.0 * s + (2.0 * s * t) * p;
  const double ln_u = exponent * kLn2High + (ln_m + (exponent * kLn2Low + lost));
  return x < __builtin_inf() ? ln_u : x;
}

}  // namespace

}  // namespace rheo
