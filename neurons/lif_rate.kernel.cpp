#include <cstdint>
#include <cstring>

#include "neurons/lif_rate_kernels.h"

namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

constexpr double kInfinity = __builtin_inf();

/// ln(1 + x) for x >= 0, infinity included, to about 2 ulp: u = 1 + x = 2^k m with m in
/// [sqrt(1/2), sqrt(2)), ln m = 2 artanh(s), s = (m - 1) / (m + 1), and what rounding took from u
/// is put back to first order. Vectorises, and has the same bits on every instruction set, which
/// library functions have not.
double log1p_positive(double x) noexcept {
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
  return x < kInfinity ? ln_u : kInfinity;
}

}  // namespace

template <class Real, bool kUniform>
void update_lif_rate(BlockUpdate<Real>& block) noexcept {
  const Real* J_th = block.coefficients[0];
  const Real* tau_rc = block.coefficients[1];
  const Real* tau_ref = block.coefficients[2];
  const Real* amplitude = block.coefficients[3];
  const Real* J = block.J;
  Real* output = block.output;
  int bad = 0;
#pragma omp simd reduction(| : bad)
  for (int i = 0; i < block.n; ++i) {
    const int c = kUniform ? 0 : i;
    const double current = J[i];
    const double above = current - static_cast<double>(J_th[c]);
    // Below threshold any positive number serves: the result is not used.
    const double x = static_cast<double>(J_th[c]) / (above > 0 ? above : 1.0);
    const double period =
        static_cast<double>(tau_ref[c]) + static_cast<double>(tau_rc[c]) * log1p_positive(x);
    const double rate = above > 0 ? static_cast<double>(amplitude[c]) / period : 0.0;
    output[i] = static_cast<Real>(rate);
    bad |= !((current < 0 ? -current : current) < kInfinity);
  }
  for (int i = 0; bad != 0 && i < block.n; ++i) {
    const Real magnitude = J[i] < 0 ? -J[i] : J[i];
    if (magnitude < static_cast<Real>(kInfinity)) continue;
    block.bad = i;
    break;
  }
}

template void update_lif_rate<double, true>(BlockUpdate<double>&) noexcept;
template void update_lif_rate<double, false>(BlockUpdate<double>&) noexcept;
template void update_lif_rate<float, true>(BlockUpdate<float>&) noexcept;
template void update_lif_rate<float, false>(BlockUpdate<float>&) noexcept;

}  // namespace rheo::RHEO_ISA_NAMESPACE
