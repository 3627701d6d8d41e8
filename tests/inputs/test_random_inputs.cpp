#include <doctest/doctest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <string>
#include <vector>

#include "apps/catalog.h"
#include "engine/error.h"
#include "inputs/fourier.h"

namespace rheo {
namespace {

constexpr double kDt = 1e-3;

std::shared_ptr<const InputFunction> input(const std::string& model,
                                           std::map<std::string, Value> parameters,
                                           const std::string& name = "x", std::uint64_t seed = 1,
                                           double dt = kDt, std::size_t size = 0) {
  static const Catalog catalog = make_catalog();
  const auto* entry = catalog.inputs.find(model);
  return entry->make(with_defaults({model, std::move(parameters)}, entry->declaration),
                     {dt, seed, name, size, catalog});
}

/// Rows of all elements for steps 1 ... n.
std::vector<std::vector<double>> run(const InputFunction& f, std::int64_t n, double dt = kDt) {
  std::vector<double> state(f.n_state(), 0.0);
  std::vector<std::vector<double>> rows;
  for (std::int64_t k = 1; k <= n; ++k) {
    rows.emplace_back(f.size());
    f.evaluate(k, static_cast<double>(k) * dt, state.data(), rows.back().data());
  }
  return rows;
}

double mean_square(const std::vector<std::vector<double>>& rows, std::size_t element) {
  double sum = 0;
  for (const auto& row : rows)
    sum += row[element] * row[element];
  return sum / static_cast<double>(rows.size());
}

Value list(std::vector<double> values) {
  return Array::list(std::move(values));
}

}  // namespace

TEST_CASE("inverse_fourier is the sum that it stands for, for any length") {
  for (const std::size_t n : {1UL, 2UL, 3UL, 8UL, 30UL, 97UL, 128UL}) {
    std::vector<std::complex<double>> X(n);
    for (std::size_t j = 0; j < n; ++j)
      X[j] = {std::sin(1.3 * static_cast<double>(j)), std::cos(0.7 * static_cast<double>(j * j))};
    const auto x = inverse_fourier(X);
    for (std::size_t k = 0; k < n; ++k) {
      std::complex<double> sum = 0;
      for (std::size_t j = 0; j < n; ++j) {
        const double angle =
            2 * std::numbers::pi * static_cast<double>(j * k % n) / static_cast<double>(n);
        sum += X[j] * std::polar(1.0, angle);
      }
      CHECK(std::abs(x[k] - sum) < 1e-12 * static_cast<double>(n));
    }
  }
}

TEST_CASE("white_signal: rms, period, mean 0, nothing above `high`") {
  const auto f = input("white_signal", {{"period", 2.0}, {"high", 20.0}, {"size", 50.0}});
  REQUIRE(f->size() == 50);
  const auto rows = run(*f, 4000);
  double power = 0;
  for (std::size_t e = 0; e < 50; ++e)
    power += mean_square(rows, e) / 50;
  CHECK(std::sqrt(power) == doctest::Approx(0.5).epsilon(0.05));
  for (std::size_t k = 0; k < 2000; ++k)
    REQUIRE(rows[k] == rows[k + 2000]);
  for (int cycles : {0, 1, 40, 41, 100, 999}) {  // a period
    double real = 0;
    double imaginary = 0;
    for (int k = 0; k < 2000; ++k) {
      const double angle = 2 * std::numbers::pi * cycles * k / 2000;
      real += rows[static_cast<std::size_t>(k)][3] * std::cos(angle) / 1000;
      imaginary += rows[static_cast<std::size_t>(k)][3] * std::sin(angle) / 1000;
    }
    const double amplitude = std::hypot(real, imaginary);
    CAPTURE(cycles);
    CHECK((amplitude > 1e-6) == (cycles == 1 || cycles == 40));
    if (cycles != 1 && cycles != 40) CHECK(amplitude < 1e-12);
  }
}

TEST_CASE("white_signal: refuses frequencies beyond the step and below the period") {
  CHECK_THROWS_AS(input("white_signal", {{"period", 1.0}, {"high", 501.0}}), ConfigError);
  CHECK_THROWS_AS(input("white_signal", {{"period", 1.0}, {"high", 0.5}}), ConfigError);
  CHECK_THROWS_AS(input("white_signal", {{"period", 1e9}, {"high", 5.0}}), ConfigError);
  CHECK_THROWS_AS(input("white_signal", {{"period", 1.0}, {"high", 5.0}, {"size", 1.5}}),
                  ConfigError);
  CHECK_NOTHROW(input("white_signal", {{"period", 1.0}, {"high", 500.0}}));
}

TEST_CASE("white_noise: moments, scaled by 1 / sqrt(dt)") {
  const double dt = 4e-3;
  Distribution d;
  d.kind = Distribution::Kind::normal;
  d.a = 0.5;
  d.b = 2;
  for (const bool scaled : {true, false}) {
    const auto f = input(
        "white_noise",
        {{"distribution", d}, {"size", 3.0}, {"scale", std::string(scaled ? "true" : "false")}},
        "x", 1, dt);
    const auto rows = run(*f, 20000, dt);
    const double scale = scaled ? 1 / std::sqrt(dt) : 1;
    for (std::size_t e = 0; e < 3; ++e) {
      double mean = 0;
      for (const auto& row : rows)
        mean += row[e] / 20000;
      CHECK(std::fabs(mean / scale - 0.5) < 0.06);
      CHECK(mean_square(rows, e) / (scale * scale) == doctest::Approx(4.25).epsilon(0.05));
    }
  }
}

TEST_CASE("random inputs: the same again, another for another name, seed, element or step") {
  for (const char* model : {"white_noise", "filtered_noise", "brown_noise", "white_signal"}) {
    CAPTURE(model);
    std::map<std::string, Value> p = {{"size", 2.0}};
    if (std::string(model) == "white_signal") p = {{"size", 2.0}, {"period", 1.0}, {"high", 100.0}};
    const auto rows = run(*input(model, p), 50);
    CHECK(run(*input(model, p), 50) == rows);
    CHECK(run(*input(model, p, "y"), 50) != rows);
    CHECK(run(*input(model, p, "x", 2), 50) != rows);
    CHECK(rows[10] != rows[11]);
    CHECK(rows[10][0] != rows[10][1]);
    p["seed"] = 7.0;  // then neither the name nor the network's seed matters
    CHECK(run(*input(model, p), 50) != rows);
    CHECK(run(*input(model, p, "x", 1), 50) == run(*input(model, p, "y", 2), 50));
    // More elements leave the first ones as they are; whoever asks for a number gets it.
    const auto more = run(*input(model, p, "x", 1, kDt, 5), 50);
    REQUIRE(more[0].size() == 5);
    CHECK(more[49][1] == run(*input(model, p), 50)[49][1]);
  }
}

TEST_CASE("filtered_noise is the noise through its synapse without a lag; brown_noise its sum") {
  const auto filtered = input("filtered_noise", {{"size", 2.0}});
  CHECK(filtered->n_state() == 2);
  // Lowpass 5 ms of white noise of density 1: variance (1 - a) / (1 + a) / dt, a = exp(-dt / tau).
  const double a = std::exp(-kDt / 0.005);
  const auto rows = run(*filtered, 40000);
  CHECK(mean_square(rows, 0) == doctest::Approx((1 - a) / (1 + a) / kDt).epsilon(0.1));
  // The variance of a random walk of density 1 is t.
  double spread = 0;
  const auto walks = run(*input("brown_noise", {{"size", 2000.0}}), 400);
  for (std::size_t e = 0; e < 2000; ++e)
    spread += walks[399][e] * walks[399][e] / 2000;
  CHECK(spread == doctest::Approx(0.4).epsilon(0.1));
}

TEST_CASE("filtered_noise: an unstable filter is refused under its path") {
  const ModelSpec growing = {"linear_filter",
                             {{"num", 1.0},
                              {"den", list({-0.01, 1})},
                              {"method", std::string("zoh")},
                              {"alpha", 0.5},
                              {"discrete", std::string("false")}}};
  try {
    input("filtered_noise", {{"synapse", Nested(std::make_shared<const ModelSpec>(growing))}});
    FAIL("accepted");
  } catch (const ConfigError& e) {
    CHECK(e.problems().at(0).path == "filtered_noise.synapse.linear_filter.den");
  }
}

TEST_CASE("piecewise: interpolation between the times, nothing beyond them") {
  const std::vector<double> times = {0.01, 0.02, 0.04, 0.05, 0.08};
  auto cubic = [](double t) {
    return 1 + t * (20 + t * (-300 + t * 7000));
  };
  std::vector<double> values;
  for (double t : times)
    values.insert(values.end(), {cubic(t), t});
  const Value table = TimeTable{times, Array::matrix(values, 5, 2)};
  auto at = [&](const std::string& kind, std::int64_t step) {
    const auto f = input("piecewise", {{"values", table}, {"interpolation", kind}});
    std::vector<double> out(2);
    f->evaluate(step, static_cast<double>(step) * kDt, nullptr, out.data());
    return out;
  };
  for (std::int64_t step = 10; step <= 80; ++step) {
    const double t = static_cast<double>(step) * kDt;
    CAPTURE(step);
    CHECK(at("cubic", step)[0] == doctest::Approx(cubic(t)).epsilon(1e-12));  // it is a cubic
    CHECK(at("linear", step)[1] == doctest::Approx(t).epsilon(1e-12));
  }
  CHECK(at("nearest", 14)[1] == 0.01);
  CHECK(at("nearest", 16)[1] == 0.02);
  CHECK(at("nearest", 80)[1] == 0.08);
  for (const char* kind : {"cubic", "linear", "nearest"}) {
    CHECK(at(kind, 9) == std::vector<double>{0, 0});
    CHECK(at(kind, 81) == std::vector<double>{0, 0});
  }
  CHECK(at("zero", 81)[1] == 0.08);
  const Value three = TimeTable{{0, 1, 2}, Array::matrix({1, 2, 3}, 3, 1)};
  CHECK_THROWS_AS(input("piecewise", {{"values", three}, {"interpolation", std::string("cubic")}}),
                  ConfigError);
}

TEST_CASE("csv: a column of times, or rows that are held") {
  const Value rows = Array::matrix({0, 1, 2, 0.003, 3, 4}, 2, 3);
  const auto timed = input("csv", {{"values", rows}});
  REQUIRE(timed->size() == 2);
  CHECK(run(*timed, 4)[1] == std::vector<double>{1, 2});
  CHECK(run(*timed, 4)[3] == std::vector<double>{3, 4});
  const auto held = input("csv", {{"values", rows}, {"hold", 0.002}});
  REQUIRE(held->size() == 3);
  CHECK(run(*held, 3)[2] == std::vector<double>{0.003, 3, 4});
  const auto bent = input("csv", {{"values", rows}, {"interpolation", std::string("linear")}});
  CHECK(run(*bent, 1)[0][0] == doctest::Approx(1 + 2.0 / 3));
  CHECK_THROWS_AS(input("csv", {{"values", list({1, 2})}}), ConfigError);
  CHECK_THROWS_AS(input("csv", {{"values", Array::matrix({1, 0, 1, 0}, 2, 2)}}), ConfigError);
}

}  // namespace rheo
