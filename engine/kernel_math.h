#pragma once

#include <cstdint>
#include <cstring>

// Elementary functions of doubles that vectorise, with the same bits on every instruction set,
// which library functions have not. Right to about 1e-15 unless said otherwise. For kernels, which
// may share no inline function: one copy in each file that includes it.
namespace rheo {

namespace {

/// Bytes of the vectors that the instruction set of this object has.
#if defined(__AVX512BW__)
constexpr int kVectorBytes = 64;
#elif defined(__AVX2__)
constexpr int kVectorBytes = 32;
#else
constexpr int kVectorBytes = 16;
#endif

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

/// ln u + rest of a normal number u > 0: u = 2^k m with m in [sqrt(1/2), sqrt(2)), ln m = 2
/// artanh(s), s = (m - 1) / (m + 1). The polynomials here are evaluated by halves (Estrin), as the
/// latency of one long chain is what loops over them would wait for.
inline double log_plus(double u, double rest) noexcept {
  constexpr std::uint64_t kOffset = 1024;  // keeps the exponent non-negative
  // 0x3fe6a09e667f3bcd: the bits of sqrt(1/2).
  const std::uint64_t k = (bits_of(u) - 0x3fe6a09e667f3bcdULL + (kOffset << 52)) >> 52;
  const double m = from_bits(bits_of(u) - (k << 52) + (kOffset << 52));
  const double exponent =
      from_bits(k + 0x4330000000000000ULL) - (0x1p52 + static_cast<double>(kOffset));
  const double s = (m - 1.0) / (m + 1.0);
  const double t = s * s;  // < 0.02944
  const double t2 = t * t;
  const double t4 = t2 * t2;
  const double p0 = (1.0 / 3 + 1.0 / 5 * t) + (1.0 / 7 + 1.0 / 9 * t) * t2;
  const double p4 = (1.0 / 11 + 1.0 / 13 * t) + (1.0 / 15 + 1.0 / 17 * t) * t2;
  const double p = p0 + p4 * t4;
  const double ln_m = 2.0 * s + (2.0 * s * t) * p;
  return exponent * kLn2High + (ln_m + (exponent * kLn2Low + rest));
}

/// e^x = power (1 + rest), power a whole power of 2, |rest| < 0.42; |x| <= 708.
struct ExpParts {
  double power;
  double rest;
};
inline ExpParts exp_parts(double x) noexcept {
  const double shifted = x * 0x1.71547652b82fep+0 + 0x1.8p52;  // 1 / ln 2; rounds to an integer
  const double k = shifted - 0x1.8p52;
  const double r = (x - k * kLn2High) - k * kLn2Low;  // |r| < 0.3466
  const double r2 = r * r;
  const double r4 = r2 * r2;
  const double p0 = (1.0 / 2 + 1.0 / 6 * r) + (1.0 / 24 + 1.0 / 120 * r) * r2;
  const double p4 = (1.0 / 720 + 1.0 / 5040 * r) + (1.0 / 40320 + 1.0 / 362880 * r) * r2;
  const double p8 = (1.0 / 3628800 + 1.0 / 39916800 * r) + 1.0 / 479001600 * r2;
  const double p = p0 + (p4 + p8 * r4) * r4;
  return {from_bits((bits_of(shifted) + 1023) << 52), r + r2 * p};
}

/// e^x; x is taken as the nearest of [-708, 708].
inline double exp_bounded(double x) noexcept {
  const double low = x < -708.0 ? -708.0 : x;
  const ExpParts e = exp_parts(low > 708.0 ? 708.0 : low);
  return (1.0 + e.rest) * e.power;
}

/// tanh x, to 7 ulp: (e^2|x| - 1) / (e^2|x| + 1) with the sign of x.
inline double tanh_of(double x) noexcept {
  const double twice = x < 0 ? -2.0 * x : 2.0 * x;
  const ExpParts e = exp_parts(twice > 44.0 ? 44.0 : twice);  // there it is 1
  const double less_1 = e.power * e.rest + (e.power - 1.0);
  const double y = less_1 / (less_1 + 2.0);
  return x < 0 ? -y : y;
}

/// sin(2 pi x), |x| <= 1/4, to 1e-14: Taylor's series to the 17th power.
inline double sine_of_turns(double x) noexcept {
  const double y = 6.283185307179586 * x;
  const double t = y * y;
  const double t2 = t * t;
  const double t4 = t2 * t2;
  const double p0 = (-1.0 / 6 + 1.0 / 120 * t) + (-1.0 / 5040 + 1.0 / 362880 * t) * t2;
  const double p4 = (-1.0 / 39916800 + 1.0 / 6227020800 * t) +
                    (-1.0 / 1307674368000 + 1.0 / 355687428096000 * t) * t2;
  return y + (y * t) * (p0 + p4 * t4);
}

}  // namespace

}  // namespace rheo
