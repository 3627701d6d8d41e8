#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

#include "io/definitions.h"
#include "io/formula.h"
#include "io/slice.h"
#include "io/units.h"

namespace rheo {
namespace {

Quantity quantity(const std::string& text) {
  QuantityProblem problem;
  const auto q = parse_quantity(text, problem);
  CAPTURE(text);
  CAPTURE(problem.what);
  REQUIRE(q);
  return *q;
}

std::string refusal(const std::string& text) {
  QuantityProblem problem;
  CAPTURE(text);
  REQUIRE(!parse_quantity(text, problem));
  return problem.what + "; " + problem.remedy;
}

TEST_CASE("a quantity is the decimal number that it says, rounded once") {
  CHECK(quantity("20 ms").value == 0.02);
  CHECK(quantity("20ms").value == 0.02);
  CHECK(quantity("0.1 ms").value == 0.1e-3);
  CHECK(quantity("1.1 us").value == 1.1e-6);
  CHECK(quantity("87.8 pA").value == 87.8e-12);
  CHECK(quantity("-65 mV").value == -0.065);
  CHECK(quantity("0.3 kHz").value == 300);
  CHECK(quantity("1e3 Hz").value == 1000);
  CHECK(quantity(".5").value == 0.5);
  CHECK(quantity("+5.").value == 5);
  CHECK(quantity("-.inf").value == -std::numeric_limits<double>::infinity());
  CHECK(std::signbit(quantity("-0").value));
  CHECK(quantity("20 ms").dimension == Dimension::time);
  CHECK(quantity("5 nS").dimension == Dimension::conductance);
  CHECK(quantity("250 pF").dimension == Dimension::capacitance);
  CHECK(!quantity("5").dimension);
  CHECK(quantity("5 \xC2\xB5s").value == 5e-6);
}

TEST_CASE("what looks like a number to YAML 1.1 but not to people is refused with a remedy") {
  CHECK(refusal("1_000").find("without `_`") != std::string::npos);
  CHECK(refusal("0x10").find("decimal number") != std::string::npos);
  CHECK(refusal("010").find("leading zeros") != std::string::npos);
  CHECK(refusal("1:30").find("sexagesimal") != std::string::npos);
  CHECK(refusal("0,5").find("decimal point") != std::string::npos);
  CHECK(refusal(".nan").find("NaN") != std::string::npos);
  CHECK(refusal("5 seconds").find("known units") != std::string::npos);
  CHECK(refusal("5 Ms s").find("known units") != std::string::npos);
  for (const char* text : {"", " ", "-", ".", "e5", "yes", "--5", "1e400", "-1e400", "1e-400"}) {
    refusal(text);
  }
}

TEST_CASE("quantities print so that they read back to the same bits") {
  CHECK(quantity_text(0.02, Dimension::time) == "20 ms");
  CHECK(quantity_text(4, Dimension::time) == "4 s");
  CHECK(quantity_text(1e-3, Dimension::time) == "1 ms");
  CHECK(quantity_text(2000, Dimension::time) == "2000 s");
  CHECK(quantity_text(87.8e-12, Dimension::current) == "87.8 pA");
  CHECK(quantity_text(0.15, Dimension::frequency) == "150 mHz");
  CHECK(quantity_text(0, Dimension::time) == "0 s");
  std::uint64_t bits = 88172645463325252U;
  for (int i = 0; i < 20000; ++i) {
    bits ^= bits << 13U;  // xorshift (Marsaglia 2003)
    bits ^= bits >> 7U;
    bits ^= bits << 17U;
    const double value =
        std::ldexp(static_cast<double>(bits >> 11U), static_cast<int>(bits % 120) - 110);
    for (const Dimension d : {Dimension::time, Dimension::voltage, Dimension::none}) {
      CHECK(quantity(quantity_text(value, d)).value == value);
      CHECK(quantity(quantity_text(-value, d)).value == -value);
    }
  }
}

TEST_CASE("bare numbers are seconds, hertz and pure numbers; other units are needed") {
  QuantityProblem problem;
  CHECK(convert({5, {}}, Dimension::time, problem) == 5);
  CHECK(convert({5, {}}, Dimension::none, problem) == 5);
  CHECK(!convert({5, {}}, Dimension::capacitance, problem));
  CHECK(problem.rule.find("needs its unit") != std::string::npos);
  CHECK(!convert({5, Dimension::frequency}, Dimension::time, problem));
  CHECK(problem.what.find("frequency (Hz)") != std::string::npos);
  CHECK(problem.rule.find("time (s)") != std::string::npos);
}

double value_of(const std::string& text, double t = 0) {
  return Formula(text, {{"a", 3}, {"tau", 0.02}}, {.time = true}).evaluate(t);
}

std::string formula_error(const std::string& text, bool with_time = true) {
  CAPTURE(text);
  try {
    Formula(text, {{"a", 3}}, {.time = with_time});
  } catch (const FormulaError& e) {
    return std::string(e.what()) + "; " + e.remedy();
  }
  REQUIRE_MESSAGE(false, "no error");
  return "";
}

TEST_CASE("formulas: precedence, functions, time") {
  CHECK(value_of("1 + 2*a") == 7);
  CHECK(value_of("-2^2") == -4);
  CHECK(value_of("2^3^2") == 512);
  CHECK(value_of("2^-1") == 0.5);
  CHECK(value_of("7 - 2 - 1") == 4);
  CHECK(value_of("8 / 4 / 2") == 1);
  CHECK(value_of("mod(-1, 3)") == 2);
  CHECK(value_of("mod(t, 0.5)", 1.75) == 0.25);
  CHECK(value_of("min(3, 1, 2) + max(1, 5)") == 6);
  CHECK(value_of("floor(-0.5) + ceil(0.5) + abs(-2) + sign(-3)") == 1);
  CHECK(value_of("if(t < 1, 5, 6)", 0.5) == 5);
  CHECK(value_of("(t >= 1) * 2", 1) == 2);
  CHECK(value_of("1 == 1 && !(2 > 3)") == 1);
  CHECK(std::fabs(value_of("sin(2*pi*t)", 0.25) - 1) < 1e-15);
  CHECK(value_of("ln(exp(1))") == doctest::Approx(1));
  CHECK(value_of("log(exp(1))") == doctest::Approx(1));
  CHECK(value_of("1e-3*a") == doctest::Approx(0.003));
}

TEST_CASE("formulas: what is refused") {
  CHECK(formula_error("sine(t)").find("did you mean sin?") != std::string::npos);
  CHECK(formula_error("b + 1").find("unknown name b") != std::string::npos);
  CHECK(formula_error("t", false).find("inputs and nodes only") != std::string::npos);
  CHECK(formula_error("a = 3").find("assignment") != std::string::npos);
  CHECK(formula_error("t = 3").find("assignment") != std::string::npos);
  CHECK(formula_error("1, 2").find("comma") != std::string::npos);
  CHECK(formula_error("1 +").find("cannot be understood") != std::string::npos);
  CHECK(formula_error("").find("cannot be understood") != std::string::npos);
  CHECK(formula_error("sin(1, 2)").find("cannot be understood") != std::string::npos);
  CHECK(formula_error("\"text\"").find("cannot be understood") != std::string::npos);
  CHECK(formula_error(std::string(5000, '1')).find("characters") != std::string::npos);
}

TEST_CASE("constants can be written into a formula") {
  const std::map<std::string, double> constants = {{"f", -2}, {"tau", 0.02}, {"e3", 7}};
  const std::string text = substitute_constants("sin(f*t) + 1e3*tau + tau2", constants);
  CHECK(text == "sin((-2)*t) + 1e3*(0.02) + tau2");
}

TEST_CASE("constants keep their dimension through formulas") {
  Definitions d;
  d.add("tau", 0.02, Dimension::time);
  d.add("f", 50, Dimension::frequency);
  d.add("C", 250e-12, Dimension::capacitance);
  d.add("g", 10e-9, Dimension::conductance);
  d.add("V", 0.015, Dimension::voltage);
  d.add("k", 3, Dimension::none);
  QuantityProblem problem;
  CHECK(d.evaluate("2*tau", problem)->dimension == Dimension::time);
  CHECK(d.evaluate("1/f + tau", problem)->dimension == Dimension::time);
  CHECK(d.evaluate("C/g", problem)->dimension == Dimension::time);
  CHECK(d.evaluate("g*V", problem)->dimension == Dimension::current);
  CHECK(d.evaluate("sqrt(tau*tau)", problem)->dimension == Dimension::time);
  CHECK(!d.evaluate("exp(-tau*f)", problem)->dimension);
  CHECK(!d.evaluate("k^2", problem)->dimension);
  CHECK(!d.evaluate("tau + 0.1", problem));
  CHECK(problem.what.find("mixes") != std::string::npos);
  CHECK(!d.evaluate("tau*tau", problem));
  CHECK(problem.what.find("s^2") != std::string::npos);
  CHECK(!d.evaluate("1/0", problem));
  CHECK(!d.evaluate("0/0", problem));
}

TEST_CASE("slices as text") {
  CHECK(slice_text(*parse_slice("0:10")) == "\"0:10\"");
  CHECK(slice_text(*parse_slice(" -3 : ")) == "\"-3:\"");
  CHECK(slice_text(*parse_slice("::2")) == "\"::2\"");
  CHECK(slice_text(*parse_slice("4")) == "[4]");
  for (const char* text : {"", "a", "1.5", "1:2:3:4", "0:x", "99999999999999999999"}) {
    CHECK(!parse_slice(text));
  }
}

}  // namespace
}  // namespace rheo
