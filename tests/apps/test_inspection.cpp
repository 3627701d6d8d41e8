#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "apps/catalog.h"
#include "apps/inspection.h"

namespace rheo {
namespace {

// A population with the given numbers; the model's defaults elsewhere.
PopulationPlan population(const std::string& model, std::size_t neurons,
                          const std::map<std::string, std::vector<double>>& numbers) {
  static const Catalog catalog = make_catalog();
  const auto* entry = catalog.neurons.find(model);
  PopulationPlan plan;
  plan.name = "a";
  plan.neurons = neurons;
  ModelSpec spec{model, {}};
  plan.parameters = ParameterSet(neurons);
  plan.parameters.set("gain", {1});
  plan.parameters.set("bias", {0});
  for (const ParameterDeclaration& p : entry->declaration.parameters) {
    if (p.fallback) spec.parameters[p.name] = *p.fallback;
    if (p.fallback && std::holds_alternative<double>(*p.fallback)) {
      plan.parameters.set(p.name, {std::get<double>(*p.fallback)});
    }
  }
  for (const auto& [name, values] : numbers)
    plan.parameters.set(name, values);
  plan.model = entry->make(spec);
  return plan;
}

TEST_CASE("the neuron of the question: gain 1, bias 0.6 fires from x = J_th - 0.6 on") {
  const PopulationPlan a = population(
      "lif", 3, {{"J_th", {1, 0.3, 0.5}}, {"gain", {1}}, {"bias", {0.6}}, {"tau_ref", {0.002}}});
  const double expected[] = {0.4, -0.3, -0.1};
  for (std::size_t i = 0; i < 3; ++i) {
    const NeuronInspection n = inspect_neuron(a, i);
    CHECK(n.x_intercept.value() == doctest::Approx(expected[i]).epsilon(1e-12));
    CHECK(n.rheobase == doctest::Approx(expected[i]).epsilon(1e-12));
    CHECK(n.rate_ceiling == doctest::Approx(500));
    CHECK(n.firing == FiringClass::part);
    // 1 / (tau_ref - tau_rc ln(1 - J_th / J)) at J = 1.6
    const double k = n.J_th.value();
    CHECK(n.rate_at_1 == doctest::Approx(1 / (0.002 - 0.02 * std::log(1 - k / 1.6))).epsilon(1e-9));
  }
}

TEST_CASE("physical units: rheobase in A and the rate at 1.5 times that") {
  const PopulationPlan a = population("iaf_cond_exp", 1, {});
  CHECK(is_physical(a));
  CHECK(!is_physical(population("lif", 1, {})));
  const PhysicalInspection n = inspect_physical(a, 0);
  CHECK(n.V_th == doctest::Approx(-0.055));
  CHECK(n.tau_m.value() == doctest::Approx(250 / 16.6667 * 1e-3));
  CHECK(n.tau_ref.value() == doctest::Approx(0.002));
  CHECK(n.rheobase == doctest::Approx(16.6667e-9 * 0.015));
  // From -60 mV towards -70 + 1.5 15 = -47.5 mV, up to -55 mV.
  const double charging = 250 / 16.6667 * 1e-3 * std::log(12.5 / 7.5);
  CHECK(n.rate == doctest::Approx(1 / (0.002 + charging)).epsilon(1e-9));
  CHECK(n.rate_ceiling == doctest::Approx(500));
  CHECK(!inspect_physical(population("izhikevich_psc", 1, {}), 0).tau_m.has_value());
}

TEST_CASE("classes over [-1, 1], with any sign of the gain; at the threshold a neuron is silent") {
  struct Row {
    double gain, bias;
    FiringClass expected;
  };
  for (const Row& row : {Row{0.5, 0.5, FiringClass::never}, Row{-0.5, 0.5, FiringClass::never},
                         Row{0.5, 0.5 + 1e-9, FiringClass::part}, Row{-1, 1.5, FiringClass::part},
                         Row{1, 2, FiringClass::part}, Row{-1, 2 + 1e-9, FiringClass::always},
                         Row{0, 1, FiringClass::never}, Row{0, 1.1, FiringClass::always}}) {
    INFO(row.gain, " ", row.bias);
    const auto a = population("lif", 1, {{"gain", {row.gain}}, {"bias", {row.bias}}});
    CHECK(inspect_neuron(a, 0).firing == row.expected);
  }
}

TEST_CASE("gain 0 has no intercept; a negative gain fires below it") {
  CHECK_FALSE(inspect_neuron(population("lif", 1, {{"gain", {0}}}), 0).x_intercept);
  const auto a = population("lif", 1, {{"gain", {-2}}, {"bias", {0.5}}});
  const double x = inspect_neuron(a, 0).x_intercept.value();
  CHECK(x == doctest::Approx(-0.25));
  CHECK(rate_at(a, 0, x - 0.01) > 0);
  CHECK(rate_at(a, 0, x + 0.01) == 0);
}

TEST_CASE("a model without J_th and time constants leaves them empty") {
  const auto a = population("rectified_linear", 1, {{"gain", {100}}, {"bias", {50}}});
  const NeuronInspection n = inspect_neuron(a, 0);
  CHECK_FALSE(n.J_th);
  CHECK_FALSE(n.tau_rc);
  CHECK_FALSE(n.tau_ref);
  CHECK(n.x_intercept.value() == doctest::Approx(-0.5));
  CHECK(n.rate_at_1 == doctest::Approx(150));
  CHECK(std::isinf(n.rate_ceiling));
}

TEST_CASE("amplitude is not in the rates") {
  const auto one = population("lif", 1, {{"gain", {3}}});
  const auto small = population("lif", 1, {{"gain", {3}}, {"amplitude", {0.01}}});
  CHECK(rate_at(one, 0, 1) == rate_at(small, 0, 1));
  CHECK(rate_at(one, 0, 1) > 50);
}

TEST_CASE("a population in one line") {
  const auto a = population("lif", 4, {{"gain", {1, -2, 0, 5}}, {"bias", {0, 0, 3, 0}}});
  const PopulationInspection p = inspect_population(a);
  CHECK(p.model == "lif");
  CHECK(p.never == 1);
  CHECK(p.part == 2);
  CHECK(p.always == 1);
  CHECK(p.threshold.low == 1);
  CHECK(p.threshold.high == 1);
  CHECK(p.x_intercept.count == 3);
  CHECK(p.x_intercept.low == doctest::Approx(-0.5));
  CHECK(p.x_intercept.high == doctest::Approx(1));
  CHECK(p.rate_at_1.low == 0);
  CHECK(p.rate_at_1.high == doctest::Approx(rate_at(a, 3, 1)));
}

TEST_CASE("curves have the 50 points of numpy.linspace(-1, 1, 50)") {
  const auto x = curve_points();
  REQUIRE(x.size() == 50);
  CHECK(x.front() == -1);
  CHECK(x.back() == 1);
  CHECK(x[1] == -1 + 2.0 / 49);
  CHECK(x[24] == doctest::Approx(-x[25]));
}

}  // namespace
}  // namespace rheo
