#pragma once

namespace rheo::math {

/// Elementary functions whose bits depend on neither the CPU nor the C library: SLEEF's
/// deterministic variants without fused multiply-add, at most 1 ulp from the true value. Everything
/// that reaches a state uses these; libm picks other code on other CPUs.
double exp(double x) noexcept;
double expm1(double x) noexcept;
double log(double x) noexcept;
double log1p(double x) noexcept;
double log10(double x) noexcept;
double log2(double x) noexcept;
double sin(double x) noexcept;
double cos(double x) noexcept;
double tan(double x) noexcept;
double asin(double x) noexcept;
double acos(double x) noexcept;
double atan(double x) noexcept;
double atan2(double y, double x) noexcept;
double sinh(double x) noexcept;
double cosh(double x) noexcept;
double tanh(double x) noexcept;
double asinh(double x) noexcept;
double acosh(double x) noexcept;
double atanh(double x) noexcept;
double pow(double x, double y) noexcept;
double cbrt(double x) noexcept;

}  // namespace rheo::math
