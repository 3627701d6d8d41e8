#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "apps/catalog.h"
#include "engine/error.h"

namespace rheo {
namespace {

using Parameters = std::map<std::string, Value>;

std::shared_ptr<const InputFunction> input(const std::string& model, Parameters parameters,
                                           double dt = 1e-3) {
  static const Catalog catalog = make_catalog();
  const auto* entry = catalog.inputs.find(model);
  for (const ParameterDeclaration& p : entry->declaration.parameters) {
    if (p.fallback) parameters.try_emplace(p.name, *p.fallback);
  }
  return entry->make({model, parameters}, {dt, 0, "x", 0, catalog});
}

std::vector<double> at(const InputFunction& f, std::int64_t step, double dt = 1e-3) {
  std::vector<double> out(f.size(), std::nan(""));
  f.evaluate(step, static_cast<double>(step) * dt, nullptr, out.data());
  return out;
}

using V = std::vector<double>;

TEST_CASE("constant: a number or a list, in every step") {
  CHECK(at(*input("constant", {{"value", 0.25}}), 1) == V{0.25});
  CHECK(at(*input("constant", {{"value", Array::list({1, -2})}}), 1000000) == V{1, -2});
  CHECK_THROWS_AS(input("constant", {{"value", Array::list({})}}), ConfigError);
  CHECK_THROWS_AS(input("constant", {{"value", Array::matrix({1, 2}, 1, 2)}}), ConfigError);
}

TEST_CASE("piecewise: zeros before the first time, then the value of the last one reached") {
  const TimeTable table{{0.003, 0.005}, Array::matrix({1, 2, 3, 4}, 2, 2)};
  const auto f = input("piecewise", {{"values", table}});
  CHECK(at(*f, 2) == V{0, 0});
  CHECK(at(*f, 3) == V{1, 2});
  CHECK(at(*f, 4) == V{1, 2});
  CHECK(at(*f, 5) == V{3, 4});
  CHECK(at(*f, 1000) == V{3, 4});
}

TEST_CASE("piecewise: a time on the grid takes effect in its own step, whatever n dt rounds to") {
  for (double dt : {1e-3, 1e-4, 3e-4}) {
    for (int n = 1; n < 2000; n += 7) {
      const double time = std::stod(std::to_string(n * dt));
      const TimeTable table{{time}, Array::matrix({1}, 1, 1)};
      const auto f = input("piecewise", {{"values", table}}, dt);
      REQUIRE(at(*f, n, dt) == V{1});
      if (n > 1) REQUIRE(at(*f, n - 1, dt) == V{0});
    }
  }
}

TEST_CASE("piecewise: between two steps a time takes effect at the nearer one") {
  const TimeTable table{{0.0034, 0.0036}, Array::matrix({1, 2}, 2, 1)};
  const auto f = input("piecewise", {{"values", table}});
  CHECK(at(*f, 3) == V{1});
  CHECK(at(*f, 4) == V{2});
}

TEST_CASE("ramp: linear, exact at its end, constant after it; numbers go with lists") {
  const auto f = input("ramp", {{"from", -1.0}, {"to", Array::list({1, 0.1})}, {"over", 0.7}});
  CHECK(at(*f, 350)[0] == doctest::Approx(0).epsilon(1e-15));
  CHECK(at(*f, 350)[1] == doctest::Approx(-0.45));
  CHECK(at(*f, 175)[0] == doctest::Approx(-0.5));
  CHECK(at(*f, 700) == V{1, 0.1});
  CHECK(at(*f, 7000) == V{1, 0.1});
}

TEST_CASE("sine") {
  const auto f = input("sine", {{"amplitude", Array::list({2, 3})},
                                {"frequency", 5.0},
                                {"phase", std::numbers::pi / 2},
                                {"offset", Array::list({0, 1})}});
  CHECK(at(*f, 200)[0] == doctest::Approx(2));
  CHECK(at(*f, 100)[0] == doctest::Approx(-2));
  CHECK(at(*f, 50)[1] == doctest::Approx(1));
  CHECK(at(*f, 200)[1] == doctest::Approx(4));
  CHECK(at(*input("sine", {{"frequency", 1.0}}), 250)[0] == doctest::Approx(1));
}

TEST_CASE("lists of different lengths in one input are refused, with both lengths") {
  try {
    input("ramp", {{"from", Array::list({1, 2, 3})}, {"to", Array::list({1, 2})}, {"over", 1.0}});
    FAIL("accepted");
  } catch (const ConfigError& error) {
    const Problem& problem = error.problems().at(0);
    CHECK(problem.path == "ramp.to");
    CHECK(problem.what.find("2 numbers") != std::string::npos);
    CHECK(problem.what.find("from has 3") != std::string::npos);
    CHECK_FALSE(problem.remedy.empty());
  }
}

TEST_CASE("array: each row for `hold`, then again from the first") {
  const Array rows = Array::matrix({1, 2, 3, 4, 5, 6}, 3, 2);
  const auto f = input("array", {{"values", rows}, {"hold", 0.1}});
  CHECK(f->size() == 2);
  CHECK(at(*f, 1) == V{1, 2});
  CHECK(at(*f, 100) == V{1, 2});
  CHECK(at(*f, 101) == V{3, 4});
  CHECK(at(*f, 300) == V{5, 6});
  CHECK(at(*f, 301) == V{1, 2});
  CHECK_FALSE(f->last_step());
}

TEST_CASE("array: changes fall on the same step for any dt, thousands of rows later") {
  const Array rows = Array::list({0, 1, 2, 3, 4, 5, 6});
  for (double dt : {1e-4, 3e-4, 7e-4}) {
    const auto f = input("array", {{"values", rows}, {"hold", 3 * dt}}, dt);
    for (std::int64_t n = 1; n < 30000; ++n) {
      REQUIRE(at(*f, n, dt) == V{static_cast<double>((n - 1) / 3 % 7)});
    }
  }
}

TEST_CASE("array: past_end: error names the last step that has a value; empty arrays are refused") {
  const auto f =
      input("array",
            {{"values", Array::list({1, 2})}, {"hold", 0.002}, {"past_end", std::string("error")}});
  CHECK(f->last_step() == 4);
  CHECK_THROWS_AS(input("array", {{"values", Array::matrix({}, 0, 3)}, {"hold", 1.0}}),
                  ConfigError);
}

TEST_CASE("expression: one function of t an element") {
  const std::vector<Expression> functions = {{"t",
                                              [](double t) {
                                                return t;
                                              }},
                                             {"2*t", [](double t) {
                                                return 2 * t;
                                              }}};
  const auto f = input("expression", {{"function", functions}});
  CHECK(at(*f, 3) == V{0.003, 0.006});
}

}  // namespace
}  // namespace rheo
