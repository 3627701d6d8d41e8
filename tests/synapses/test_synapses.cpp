#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apps/catalog.h"
#include "engine/filter.h"

namespace rheo {
namespace {

std::shared_ptr<const SynapseModel> synapse(const std::string& model, double tau,
                                            const std::string& parameter = "tau") {
  static const Catalog catalog = make_catalog();
  return catalog.synapses.find(model)->make({model, {{parameter, tau}}});
}

// What the filter shows right after each advance.
template <class Real>
std::vector<double> response(const SynapseModel& model, double dt, const std::vector<double>& u,
                             Isa isa = Isa::baseline) {
  Filter<Real> filter(model, dt, 1, isa);
  std::vector<double> y;
  for (double value : u) {
    const Real in = static_cast<Real>(value);
    filter.advance(0, 1, &in);
    y.push_back(static_cast<double>(filter.y()[0]));
  }
  return y;
}

double largest(const std::vector<double>& values) {
  double most = 0;
  for (double v : values)
    most = std::max(most, std::abs(v));
  return most;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

using Parameters = std::map<std::string, Value>;

std::shared_ptr<const SynapseModel> linear_filter(const std::vector<double>& num,
                                                  const std::vector<double>& den,
                                                  Parameters more = {}) {
  static const Catalog catalog = make_catalog();
  more.try_emplace("num", Array::list(num));
  more.try_emplace("den", Array::list(den));
  more.try_emplace("method", std::string("zoh"));
  more.try_emplace("alpha", 0.5);
  more.try_emplace("discrete", std::string("false"));
  return catalog.synapses.find("linear_filter")->make({"linear_filter", more});
}

/// The word after `key=` in "LinearFilter(num=..., method='euler')"; empty: none.
std::string argument(const std::string& type, const std::string& key) {
  const auto at = type.find(key + "=");
  if (at == std::string::npos) return "";
  const auto first = at + key.size() + 1 + (type[at + key.size() + 1] == '\'' ? 1 : 0);
  return type.substr(first, type.find_first_of("',)", first) - first);
}

/// The model that an entry of synapses.json describes.
std::shared_ptr<const SynapseModel> model_of(const nlohmann::json& entry) {
  const std::string type = entry["type"];
  const std::string name = type.substr(0, type.find('('));
  if (name == "Lowpass") return synapse("lowpass", std::stod(argument(type, "tau")));
  if (name == "Alpha") return synapse("alpha", std::stod(argument(type, "tau")));
  if (name == "Triangle") return synapse("triangle", std::stod(argument(type, "t")), "t");
  const std::string method = argument(type, "method");
  const bool discrete = argument(type, "analog") == "False";
  return linear_filter(entry["num"], entry["den"],
                       {{"method", method.empty() ? "zoh" : method},
                        {"discrete", std::string(discrete ? "true" : "false")}});
}

nlohmann::json golden() {
  std::ifstream file("tests/reference/nengo/synapses.json");
  return nlohmann::json::parse(file);
}

TEST_CASE("all synapses filter as Nengo's do, to 2e-12") {
  int cases = 0;
  for (const auto& entry : golden()) {
    ++cases;
    const double dt = entry["dt"];
    const auto u = entry["u"].get<std::vector<double>>();
    const auto expected = entry["filt"].get<std::vector<double>>();
    INFO(std::string(entry["type"]), " dt ", dt);
    const auto model = model_of(entry);
    CHECK(model->check(dt).empty());
    const auto y = response<double>(*model, dt, u);
    CHECK(largest_difference(y, expected) <= 2e-12 * largest(expected));
    const auto single = response<float>(*model, dt, u);
    CHECK(largest_difference(single, expected) <= 4e-6 * largest(expected));
  }
  CHECK(cases == 24);
}

TEST_CASE("linear_filter: lowpass and alpha from their transfer functions, to 2e-12") {
  for (const auto& entry : golden()) {
    if (!entry.contains("num")) continue;
    const std::string type = entry["type"];
    if (type.rfind("Linear", 0) == 0) continue;
    INFO(type);
    const auto expected = entry["filt"].get<std::vector<double>>();
    const auto y = response<double>(*linear_filter(entry["num"], entry["den"]), entry["dt"],
                                    entry["u"].get<std::vector<double>>());
    CHECK(largest_difference(y, expected) <= 2e-12 * largest(expected));
  }
}

TEST_CASE("the step response is 1 - exp(-t / tau), for alpha 1 - (1 + t / tau) exp(-t / tau)") {
  const double dt = 0.0005;
  for (double tau : {0.0007, 0.02, 3.0}) {
    const std::vector<double> ones(2000, 1.0);
    const auto low = response<double>(*synapse("lowpass", tau), dt, ones);
    const auto alpha = response<double>(*synapse("alpha", tau), dt, ones);
    for (std::size_t k = 0; k < ones.size(); ++k) {
      const double p = static_cast<double>(k + 1) * dt / tau;
      CHECK(low[k] == doctest::Approx(-std::expm1(-p)).epsilon(1e-11));
      CHECK(alpha[k] == doctest::Approx(-std::expm1(-p) - p * std::exp(-p)).epsilon(1e-9));
    }
  }
}

TEST_CASE("tau = 0 and a tau far below dt pass the input on") {
  const std::vector<double> u = {1.0, -2.5, 0.0, 1e300, 3.0};
  for (const char* name : {"lowpass", "alpha"}) {
    CHECK(response<double>(*synapse(name, 0), 1e-3, u) == u);
    CHECK(response<double>(*synapse(name, 5e-324), 1e-3, u) == u);
    CHECK(response<double>(*synapse(name, 1e-7), 1e-3, u) == u);
  }
}

TEST_CASE("linear_filter: with D = 0 a step shows its own input, with D it is the textbook's") {
  const std::vector<double> u = {1, 0, 0, 2, 0};
  const std::string yes = "true";
  // z^-1, whose own delay is the one that the convention for D = 0 removes.
  CHECK(response<double>(*linear_filter({1}, {1, 0}, {{"discrete", yes}}), 1e-3, u) == u);
  // 1 - z^-1
  CHECK(response<double>(*linear_filter({1, -1}, {1, 0}, {{"discrete", yes}}), 1e-3, u) ==
        std::vector<double>{1, -1, 0, 2, -2});
  // A gain alone, leading zeros and all.
  CHECK(response<double>(*linear_filter({6}, {0, 3}), 1e-3, u) ==
        std::vector<double>{2, 0, 0, 4, 0});
}

TEST_CASE("linear_filter: integrators, single and double, are exact") {
  const double dt = 0.002;
  const std::vector<double> ones(1000, 1.0);
  const auto single = linear_filter({1}, {1, 0}, {{"method", std::string("euler")}});
  const auto twice = linear_filter({1}, {1, 0, 0});
  CHECK(single->check(dt).empty());
  CHECK(twice->check(dt).empty());
  const auto once = response<double>(*single, dt, ones);
  const auto square = response<double>(*twice, dt, ones);
  for (std::size_t k = 0; k < ones.size(); ++k) {
    const double t = static_cast<double>(k + 1) * dt;
    CHECK(once[k] == doctest::Approx(t).epsilon(1e-12));
    CHECK(square[k] == doctest::Approx(t * t / 2).epsilon(1e-11));
  }
}

TEST_CASE("linear_filter: n lowpasses in a row, order 1 to 20, against the sum of their response") {
  const double tau = 0.004;
  const double dt = 0.001;
  std::vector<double> den = {1};
  for (int order = 1; order <= 20; ++order) {
    std::vector<double> next(den.size() + 1, 0.0);  // den (tau s + 1)
    for (std::size_t i = 0; i < den.size(); ++i) {
      next[i] += tau * den[i];
      next[i + 1] += den[i];
    }
    den = next;
    const auto model = linear_filter({1}, den);
    CAPTURE(order);
    CHECK(model->check(dt).empty());
    const auto y = response<double>(*model, dt, std::vector<double>(300, 1.0));
    for (std::size_t k = 0; k < y.size(); ++k) {
      const double p = static_cast<double>(k + 1) * dt / tau;
      double missing = 0;  // exp(-p) sum of p^j / j!
      double term = std::exp(-p);
      for (int j = 0; j < order; ++j) {
        missing += term;
        term *= p / (j + 1);
      }
      CHECK(std::fabs(y[k] - (1 - missing)) < 1e-9);
    }
  }
}

TEST_CASE("linear_filter: every method settles at num(0) / den(0)") {
  for (const char* method : {"zoh", "gbt", "bilinear", "euler", "backward_diff"}) {
    Parameters more = {{"method", std::string(method)}};
    if (std::string(method) == "gbt") more["alpha"] = 0.3;
    const auto model = linear_filter({0.01, 3}, {1e-4, 0.02, 2}, more);
    CAPTURE(method);
    CHECK(model->check(1e-3).empty());
    const auto y = response<double>(*model, 1e-3, std::vector<double>(3000, 1.0));
    CHECK(y.back() == doctest::Approx(1.5).epsilon(1e-10));
  }
}

TEST_CASE("linear_filter: poles outside the unit circle are named by their modulus") {
  const double dt = 1e-3;
  const auto growing = linear_filter({1}, {-0.01, 1})->check(dt);
  REQUIRE(growing.size() == 1);
  CHECK(growing[0].what.find("1.1051") != std::string::npos);  // exp(0.1)
  const std::string yes = "true";
  CHECK(linear_filter({1}, {1, -2.5, 1}, {{"discrete", yes}})->check(dt).at(0).what.find('2') !=
        std::string::npos);
  CHECK(linear_filter({1}, {1, -2, 1}, {{"discrete", yes}})->check(dt).empty());
  const std::string euler = "euler";
  CHECK(linear_filter({1}, {0.0004, 1}, {{"method", euler}})->check(dt).size() == 1);
  CHECK(linear_filter({1}, {0.0006, 1}, {{"method", euler}})->check(dt).empty());
  CHECK(linear_filter({1}, {1, 0, 1e6})->check(dt).empty());  // an oscillator
}

TEST_CASE("linear_filter: what is no filter is refused") {
  const std::string yes = "true";
  CHECK_THROWS_AS(linear_filter({1, 2, 3}, {1, 2}), ConfigError);
  CHECK_THROWS_AS(linear_filter({1}, {0, 0}), ConfigError);
  CHECK_THROWS_AS(linear_filter({1}, std::vector<double>(66, 1.0)), ConfigError);
  CHECK_THROWS_AS(linear_filter({1}, {1, 2}, {{"alpha", 0.2}}), ConfigError);
  CHECK_THROWS_AS(linear_filter({1}, {1, 2}, {{"discrete", yes}, {"method", std::string("euler")}}),
                  ConfigError);
  CHECK_NOTHROW(linear_filter({1e-16, 1}, {1}));
}

TEST_CASE("triangle: taps fall linearly and sum to 1; a half is rounded to even") {
  std::vector<double> u(20, 0.0);
  u[2] = 1;
  for (const auto& [t, n] : {std::pair{0.0, 1.0}, {0.0025, 3.0}, {0.0035, 5.0}, {0.009, 10.0}}) {
    const auto y = response<double>(*synapse("triangle", t, "t"), 1e-3, u);
    double sum = 0;
    for (std::size_t k = 0; k < y.size(); ++k) {
      const double age = static_cast<double>(k) - 2;
      const double expected = age >= 0 && age < n ? 2 * (n - age) / (n * (n + 1)) : 0;
      CHECK(y[k] == doctest::Approx(expected).epsilon(1e-15));
      sum += y[k];
    }
    CHECK(sum == doctest::Approx(1).epsilon(1e-14));
  }
  CHECK(synapse("triangle", 200, "t")->check(1e-3).size() == 1);
}

TEST_CASE("every instruction set gives the same bits, wherever a stretch begins") {
  constexpr std::size_t kSize = 101;
  for (const auto& model :
       {synapse("lowpass", 0.005), synapse("alpha", 0.005), synapse("triangle", 0.005, "t"),
        linear_filter({0.02, 1}, {0.01, 1}), linear_filter({1}, {1e-6, 3e-4, 0.03, 1})}) {
    for (Isa isa : {Isa::baseline, Isa::avx2, Isa::avx512}) {
      if (!isa_available(isa)) continue;
      Filter<double> whole(*model, 1e-3, kSize, Isa::baseline);
      Filter<double> parts(*model, 1e-3, kSize, isa);
      std::vector<double> u(kSize);
      for (int step = 0; step < 50; ++step) {
        for (std::size_t i = 0; i < kSize; ++i) {
          u[i] = std::sin(0.1 * step + static_cast<double>(i));
        }
        whole.advance(0, kSize, u.data());
        parts.advance(0, 7, u.data());
        parts.advance(7, kSize - 7, u.data() + 7);
      }
      CHECK(whole.states() == parts.states());
      CHECK(largest({whole.y(), whole.y() + kSize}) > 0.01);
      parts.reset();
      CHECK(largest(parts.states()) == 0);
    }
  }
}

}  // namespace
}  // namespace rheo
