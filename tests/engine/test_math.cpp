#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "engine/math.h"
#include "engine/random.h"

using namespace rheo;

namespace {

struct Function {
  const char* name;
  double (*ours)(double);
  long double (*exact)(long double);  // 64 bits of mantissa
  double low;
  double high;
};

double ulp(long double x) {
  const auto magnitude = static_cast<double>(std::fabs(x));
  return std::nextafter(magnitude, std::numeric_limits<double>::infinity()) - magnitude;
}

const Function kFunctions[] = {
    {"exp", [](double x) { return math::exp(x); }, std::exp, -700, 700},
    {"exp", [](double x) { return math::exp(x); }, std::exp, -1, 1},
    {"expm1", [](double x) { return math::expm1(x); }, std::expm1, -40, 40},
    {"expm1", [](double x) { return math::expm1(x); }, std::expm1, -1e-3, 1e-3},
    {"log", [](double x) { return math::log(x); }, std::log, 1e-9, 1e9},
    {"log", [](double x) { return math::log(x); }, std::log, 0.5, 2},
    {"log1p", [](double x) { return math::log1p(x); }, std::log1p, -0.99, 100},
    {"log1p", [](double x) { return math::log1p(x); }, std::log1p, -1e-3, 1e-3},
    {"log10", [](double x) { return math::log10(x); }, std::log10, 1e-9, 1e9},
    {"log2", [](double x) { return math::log2(x); }, std::log2, 1e-9, 1e9},
    {"sin", [](double x) { return math::sin(x); }, std::sin, -100, 100},
    {"cos", [](double x) { return math::cos(x); }, std::cos, -100, 100},
    {"tan", [](double x) { return math::tan(x); }, std::tan, -100, 100},
    {"asin", [](double x) { return math::asin(x); }, std::asin, -1, 1},
    {"acos", [](double x) { return math::acos(x); }, std::acos, -1, 1},
    {"atan", [](double x) { return math::atan(x); }, std::atan, -50, 50},
    {"sinh", [](double x) { return math::sinh(x); }, std::sinh, -20, 20},
    {"cosh", [](double x) { return math::cosh(x); }, std::cosh, -20, 20},
    {"tanh", [](double x) { return math::tanh(x); }, std::tanh, -20, 20},
    {"asinh", [](double x) { return math::asinh(x); }, std::asinh, -100, 100},
    {"acosh", [](double x) { return math::acosh(x); }, std::acosh, 1, 100},
    {"atanh", [](double x) { return math::atanh(x); }, std::atanh, -0.999, 0.999},
    {"cbrt", [](double x) { return math::cbrt(x); }, std::cbrt, -1000, 1000},
};

}  // namespace

TEST_CASE("functions of one number are within an ulp of the truth") {
  for (const Function& f : kFunctions) {
    CAPTURE(f.name);
    const UniformDraw draw{draw_key(1, "test", f.name, "argument")};
    double worst = 0;
    for (std::uint64_t i = 0; i < 20000; ++i) {
      const double x = f.low + (f.high - f.low) * draw(i);
      const long double truth = f.exact(static_cast<long double>(x));
      const auto off = static_cast<double>(std::fabs(static_cast<long double>(f.ours(x)) - truth));
      worst = std::fmax(worst, off / ulp(truth));
    }
    CHECK(worst <= 1.01);
    CHECK(worst > 0.3);  // the comparison sees rounding
  }
}

TEST_CASE("functions of two numbers are within an ulp of the truth") {
  const UniformDraw draw{draw_key(1, "test", "two", "argument")};
  for (std::uint64_t i = 0; i < 20000; ++i) {
    const double x = 20 * draw(2 * i);
    const double y = 40 * draw(2 * i + 1) - 20;
    const long double power = std::pow(static_cast<long double>(x), static_cast<long double>(y));
    CHECK(std::fabs(static_cast<long double>(math::pow(x, y)) - power) <=
          1.01L * static_cast<long double>(ulp(power)));
    const long double angle = std::atan2(static_cast<long double>(y), static_cast<long double>(x));
    CHECK(std::fabs(static_cast<long double>(math::atan2(y, x)) - angle) <=
          1.01L * static_cast<long double>(ulp(angle)));
  }
}

TEST_CASE("ends of the range") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(math::exp(-infinity) == 0);
  CHECK(math::exp(1000) == infinity);
  CHECK(math::expm1(-infinity) == -1);
  CHECK(math::log(0.0) == -infinity);
  CHECK(math::log1p(-1.0) == -infinity);
  CHECK(math::log1p(infinity) == infinity);
  CHECK(std::isnan(math::log(-1.0)));
  CHECK(std::isnan(math::sin(infinity)));
  CHECK(math::pow(0.0, 0.0) == 1);
  CHECK(math::atan2(0.0, -1.0) == doctest::Approx(3.14159265358979));
}
