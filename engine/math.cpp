#include "engine/math.h"

#include <sleef.h>

namespace rheo::math {

// The cinz_ variants are compiled without fused multiply-add and give the same bits as SLEEF's
// vector variants of that name on every instruction set.
double exp(double x) noexcept {
  return Sleef_cinz_expd1_u10purec(x);
}
double expm1(double x) noexcept {
  return Sleef_cinz_expm1d1_u10purec(x);
}
double log(double x) noexcept {
  return Sleef_cinz_logd1_u10purec(x);
}
double log1p(double x) noexcept {
  return Sleef_cinz_log1pd1_u10purec(x);
}
double log10(double x) noexcept {
  return Sleef_cinz_log10d1_u10purec(x);
}
double log2(double x) noexcept {
  return Sleef_cinz_log2d1_u10purec(x);
}
double sin(double x) noexcept {
  return Sleef_cinz_sind1_u10purec(x);
}
double cos(double x) noexcept {
  return Sleef_cinz_cosd1_u10purec(x);
}
double tan(double x) noexcept {
  return Sleef_cinz_tand1_u10purec(x);
}
double asin(double x) noexcept {
  return Sleef_cinz_asind1_u10purec(x);
}
double acos(double x) noexcept {
  return Sleef_cinz_acosd1_u10purec(x);
}
double atan(double x) noexcept {
  return Sleef_cinz_atand1_u10purec(x);
}
double atan2(double y, double x) noexcept {
  return Sleef_cinz_atan2d1_u10purec(y, x);
}
double sinh(double x) noexcept {
  return Sleef_cinz_sinhd1_u10purec(x);
}
double cosh(double x) noexcept {
  return Sleef_cinz_coshd1_u10purec(x);
}
double tanh(double x) noexcept {
  return Sleef_cinz_tanhd1_u10purec(x);
}
double asinh(double x) noexcept {
  return Sleef_cinz_asinhd1_u10purec(x);
}
double acosh(double x) noexcept {
  return Sleef_cinz_acoshd1_u10purec(x);
}
double atanh(double x) noexcept {
  return Sleef_cinz_atanhd1_u10purec(x);
}
double pow(double x, double y) noexcept {
  return Sleef_cinz_powd1_u10purec(x, y);
}
double cbrt(double x) noexcept {
  return Sleef_cinz_cbrtd1_u10purec(x);
}

}  // namespace rheo::math
