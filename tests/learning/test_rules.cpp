// The rules by themselves: against Nengo (tests/reference/nengo/learning.json: inputs of 120 steps
// and the change of every tenth) and against closed forms.

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "apps/catalog.h"
#include "engine/math.h"
#include "tests/learning/rule_driver.h"
#include "tests/property/dice.h"

namespace rheo {
namespace {

using Json = nlohmann::json;

const Json& reference() {
  static const Json json = [] {
    std::ifstream file("tests/reference/nengo/learning.json");
    REQUIRE(file.good());
    return Json::parse(file);
  }();
  return json;
}

std::vector<double> flat(const Json& rows) {
  std::vector<double> all;
  for (const Json& row : rows) {
    const auto values = row.get<std::vector<double>>();
    all.insert(all.end(), values.begin(), values.end());
  }
  return all;
}

Nested lowpass(double tau) {
  return std::make_shared<const ModelSpec>(ModelSpec{"lowpass", {{"tau", tau}}});
}

double largest(const std::vector<double>& values) {
  double most = 0;
  for (double v : values)
    most = std::fmax(most, std::fabs(v));
  return most;
}

/// Runs a rule over the inputs of its case, applying each change in the step after; compares those
/// that are given to 1e-12 of the largest.
void compare(const std::string& name, const ModelSpec& spec) {
  const Catalog catalog = make_catalog();
  const Json& from = reference().at(name);
  std::vector<double> W = flat(from.at("initial_target"));
  const RuleShape shape{1e-3, from.at("initial_target").at(0).size(),
                        from.at("initial_target").size()};
  RuleDriver driver(catalog, spec, shape);
  const std::size_t steps = from.at("pre_spikes").size();
  int compared = 0;
  for (std::size_t n = 1; n <= steps; ++n) {
    RuleDriver::Step step;
    const auto at = [&](const char* key) {
      return from.contains(key) ? from.at(key).at(n - 1).get<std::vector<double>>()
                                : std::vector<double>{};
    };
    step.pre = at("pre_spikes");
    step.post = at("post_spikes");
    step.input = name == "Voja" ? std::vector<double>{1.0} : at("error");
    step.value = at("decoded_input");
    // With one dimension and encoders of length 1, gain / radius is the scaled encoder's size.
    for (double e : name == "Voja" ? flat(from.at("initial_target")) : std::vector<double>{})
      step.scale.push_back(std::fabs(e));
    const std::vector<double> delta = driver.learn(step, W);
    if (n % 10 == 0) {
      const std::vector<double> expected = flat(from.at("delta_every10").at(n / 10 - 1));
      REQUIRE(expected.size() == delta.size());
      const double scale = largest(expected);
      for (std::size_t k = 0; k < delta.size(); ++k) {
        CAPTURE(n);
        CAPTURE(k);
        CHECK(std::fabs(delta[k] - expected[k]) <= 1e-12 * scale);
      }
      compared += scale > 0 ? 1 : 0;
    }
    for (std::size_t k = 0; k < W.size(); ++k)
      W[k] += delta[k];
  }
  CHECK(compared == 12);
}

}  // namespace

TEST_CASE("pes equals Nengo") {
  compare("PES", rule_spec(make_catalog(), "pes", {{"learning_rate", 2e-4}}));
}

TEST_CASE("bcm equals Nengo") {
  compare("BCM", rule_spec(make_catalog(), "bcm",
                           {{"learning_rate", 1e-7}, {"theta_synapse", lowpass(0.05)}}));
}

TEST_CASE("oja equals Nengo") {
  compare("Oja", rule_spec(make_catalog(), "oja", {{"beta", 0.8}}));
}

TEST_CASE("voja equals Nengo") {
  compare("Voja", rule_spec(make_catalog(), "voja", {{"learning_rate", 0.05}}));
}

TEST_CASE("post_synapse is pre_synapse unless given") {
  const Catalog catalog = make_catalog();
  for (const char* name : {"bcm", "oja"}) {
    CAPTURE(name);
    const ModelSpec same = rule_spec(catalog, name);
    CHECK(catalog.learning_rules.find(name)->make(same)->activities()[1].synapse == "pre_synapse");
    const ModelSpec own = rule_spec(catalog, name, {{"post_synapse", lowpass(0.1)}});
    CHECK(catalog.learning_rules.find(name)->make(own)->activities()[1].synapse == "post_synapse");
  }
}

// Two neurons without filters: every number of a change can be written down.
TEST_CASE("each rule's change in one step") {
  const Catalog catalog = make_catalog();
  const Nested direct = lowpass(0);
  const RuleShape shape{1e-3, 2, 1};
  const std::vector<double> W = {0.5, -0.25};
  RuleDriver::Step step;
  step.pre = {100, 0};
  step.post = {40};
  step.input = {0.3};
  auto delta = [&](const ModelSpec& spec) {
    return RuleDriver(catalog, spec, shape).learn(step, W);
  };
  const auto pes =
      delta(rule_spec(catalog, "pes", {{"learning_rate", 0.1}, {"pre_synapse", direct}}));
  CHECK(pes[0] == doctest::Approx(-0.1 * 1e-3 / 2 * 0.3 * 100).epsilon(1e-14));
  CHECK(pes[1] == 0);
  const auto bcm =
      delta(rule_spec(catalog, "bcm", {{"learning_rate", 0.1}, {"pre_synapse", direct}}));
  const double theta = -math::expm1(-1e-3) * 40;
  CHECK(bcm[0] == doctest::Approx(0.1 * 1e-3 * 40 * (40 - theta) * 100).epsilon(1e-14));
  const auto oja = delta(
      rule_spec(catalog, "oja", {{"learning_rate", 0.1}, {"beta", 0.7}, {"pre_synapse", direct}}));
  CHECK(oja[0] == doctest::Approx(1e-4 * (40.0 * 100 - 0.7 * 1600 * 0.5)).epsilon(1e-14));
  CHECK(oja[1] == doctest::Approx(1e-4 * (0.7 * 1600 * 0.25)).epsilon(1e-14));
  // P = rate dt / n = 5e-5 on the diagonal: q = (5e-3, 0), k = 1 / 1.5.
  const auto rls =
      delta(rule_spec(catalog, "rls", {{"learning_rate", 0.1}, {"pre_synapse", direct}}));
  CHECK(rls[0] == doctest::Approx(-0.3 * 5e-3 / 1.5).epsilon(1e-14));
  CHECK(rls[1] == 0);
  step.input = {0.5};  // what arrives, 1 included
  step.value = {0.2, -0.1};
  step.scale = {3};
  const auto voja =
      delta(rule_spec(catalog, "voja", {{"learning_rate", 0.1}, {"post_synapse", direct}}));
  CHECK(voja[0] == doctest::Approx(0.5e-4 * (3.0 * 40 * 0.2 - 40 * 0.5)).epsilon(1e-14));
  CHECK(voja[1] == doctest::Approx(0.5e-4 * (-3.0 * 40 * 0.1 + 40 * 0.25)).epsilon(1e-14));
}

// P is the inverse of (I n / (rate dt) + sum of a a^T), so that after any number of steps P times
// that matrix is I, and the weights are the ridge solution of all errors seen.
TEST_CASE("rls keeps the inverse correlation matrix of what it saw, on every instruction set") {
  const Catalog catalog = make_catalog();
  for (Isa isa : {Isa::baseline, Isa::avx2, Isa::avx512}) {
    if (!isa_available(isa)) continue;
    const std::size_t n = 9;
    const RuleShape shape{1e-3, n, 1};
    const double rate = 20;
    const ModelSpec spec =
        rule_spec(catalog, "rls", {{"learning_rate", rate}, {"pre_synapse", lowpass(0.002)}});
    RuleDriver driver(catalog, spec, shape, isa);
    std::vector<double> C(n * n, 0.0);
    for (std::size_t j = 0; j < n; ++j)
      C[j * n + j] = static_cast<double>(n) / (rate * shape.dt);
    Dice dice(3);
    std::vector<double> W(n, 0.0);
    for (int step = 0; step < 200; ++step) {
      RuleDriver::Step s;
      s.pre = dice.list(n, 0, 50);
      s.input = {dice.between(-1, 1)};
      driver.learn(s, W);
      const double* a = driver.filter(0).y();
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j)
          C[i * n + j] += a[i] * a[j];
      }
    }
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        double sum = 0;
        for (std::size_t k = 0; k < n; ++k)
          sum += driver.state()[i * n + k] * C[k * n + j];
        CHECK(sum == doctest::Approx(i == j ? 1.0 : 0.0).epsilon(1e-8));
      }
    }
  }
}

}  // namespace rheo
