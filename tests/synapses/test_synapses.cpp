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

std::shared_ptr<const SynapseModel> synapse(const std::string& model, double tau) {
  static const Catalog catalog = make_catalog();
  return catalog.synapses.find(model)->make({model, {{"tau", tau}}});
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

// "Lowpass(tau=0.005)" -> lowpass, 0.005; an empty name for other filters.
std::pair<std::string, double> named(const std::string& type) {
  for (const auto& [prefix, name] :
       {std::pair{"Lowpass(tau=", "lowpass"}, std::pair{"Alpha(tau=", "alpha"}}) {
    if (type.rfind(prefix, 0) == 0) return {name, std::stod(type.substr(type.find('=') + 1))};
  }
  return {"", 0};
}

TEST_CASE("lowpass and alpha filter as Nengo's do, to 2e-12") {
  std::ifstream file("tests/reference/nengo/synapses.json");
  int cases = 0;
  for (const auto& entry : nlohmann::json::parse(file)) {
    const auto [name, tau] = named(entry["type"]);
    if (name.empty()) continue;
    ++cases;
    const double dt = entry["dt"];
    const auto u = entry["u"].get<std::vector<double>>();
    const auto expected = entry["filt"].get<std::vector<double>>();
    const auto y = response<double>(*synapse(name, tau), dt, u);
    INFO(std::string(entry["type"]), " dt ", dt);
    CHECK(largest_difference(y, expected) <= 2e-12 * largest(expected));
    const auto single = response<float>(*synapse(name, tau), dt, u);
    CHECK(largest_difference(single, expected) <= 4e-6 * largest(expected));
  }
  CHECK(cases == 10);
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

TEST_CASE("every instruction set gives the same bits, wherever a stretch begins") {
  constexpr std::size_t kSize = 101;
  for (const char* name : {"lowpass", "alpha"}) {
    const auto model = synapse(name, 0.005);
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
      CHECK(largest(whole.states()[0]) > 0.01);
      parts.reset();
      CHECK(largest(parts.states().back()) == 0);
    }
  }
}

}  // namespace
}  // namespace rheo
