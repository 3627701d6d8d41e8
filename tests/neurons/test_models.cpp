// What the models say of themselves, and what they refuse.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "engine/math.h"
#include "neurons/lif.h"
#include "neurons/lif_rate.h"
#include "neurons/rectified_linear.h"
#include "neurons/spiking_rectified_linear.h"
#include "tests/support/models.h"
#include "tests/support/population_driver.h"

using namespace rheo;
using namespace rheo::testing;

namespace {

const double kInfinity = std::numeric_limits<double>::infinity();

std::vector<std::shared_ptr<const NeuronModel>> all_models() {
  return {make_lif({"lif", {{"within_step", std::string("exact")}}}),
          make_lif_rate({"lif_rate", {}}), make_rectified_linear({"rectified_linear", {}}),
          make_spiking_rectified_linear({"spiking_rectified_linear", {}})};
}

/// The declarations of the catalog, and those of wrappers over each base.
std::vector<Declaration> all_declarations() {
  std::vector<Declaration> all;
  const Catalog catalog = make_catalog();
  for (const auto& entry : catalog.neurons.entries()) {
    all.push_back(entry.declaration);
    all.insert(all.end(), entry.declaration.with_base.begin(), entry.declaration.with_base.end());
  }
  return all;
}

}  // namespace

TEST_CASE("declarations are complete: the docs are made from them") {
  for (const Declaration& d : all_declarations()) {
    CAPTURE(d.name);
    CHECK(d.kind == ModelKind::neuron);
    CHECK_FALSE(d.summary.empty());
    CHECK_FALSE(d.equations.empty());
    for (const ParameterDeclaration& p : d.parameters) {
      CAPTURE(p.name);
      CHECK(p.sentence.size() > 10);
      if (p.name == "base" || (!d.takes_input && !p.fallback)) continue;  // must be given
      REQUIRE(p.fallback.has_value());
      if (p.accepts(kNumber)) CHECK(p.range.contains(std::get<double>(*p.fallback)));
    }
    for (const StateDeclaration& s : d.states) {
      CHECK(s.sentence.size() > 10);
      CHECK_FALSE(s.initial_text.empty());
    }
  }
}

TEST_CASE("gain and bias put the threshold at the intercept and max_rate at 1, for any J_th") {
  for (const auto& model : all_models()) {
    CAPTURE(model->declaration().name);
    ParameterSet p = default_parameters(model->declaration(), 1);
    for (double J_th : {0.05, 1.0, 7.0}) {
      if (p.has("J_th")) p.set("J_th", {J_th});
      for (double intercept : {-1.5, -0.3, 0.0, 0.9}) {
        REQUIRE(model->check_tuning(p, 0, 200, intercept).what.empty());
        const GainBias g = model->gain_bias(p, 0, 200, intercept);
        const double at_intercept = g.gain * intercept + g.bias;
        CHECK(at_intercept == doctest::Approx(model->threshold(p, 0)).epsilon(1e-12));
        CHECK(model->rate(p, 0, g.gain + g.bias) == doctest::Approx(200).epsilon(1e-12));
      }
    }
  }
}

TEST_CASE("tuning that has no answer is refused with a rule") {
  for (const auto& model : all_models()) {
    CAPTURE(model->declaration().name);
    const ParameterSet p = default_parameters(model->declaration(), 1);
    const double nan = std::nan("");
    const std::vector<std::pair<double, double>> wrong = {
        {0, 0},   {-10, 0},   {kInfinity, 0}, {nan, 0},
        {200, 1}, {200, 1.5}, {200, nan},     {1e308, 1 - 0x1p-53}};
    for (const auto& [max_rate, intercept] : wrong) {
      const Problem problem = model->check_tuning(p, 0, max_rate, intercept);
      CHECK_FALSE(problem.what.empty());
      CHECK_FALSE(problem.rule.empty());
      CHECK((problem.path == "max_rates" || problem.path == "intercepts"));
    }
    const bool has_ceiling = p.has("tau_ref");
    CHECK(model->check_tuning(p, 0, 500, 0).what.empty() == !has_ceiling);
    CHECK(model->check_tuning(p, 0, 499, 0).what.empty());
    CHECK(model->rate_ceiling(p, 0) == (has_ceiling ? 500 : kInfinity));
  }
  ParameterSet p = default_parameters(lif_declaration(), 1);
  p.set("tau_ref", {0.0});
  CHECK(all_models()[0]->rate_ceiling(p, 0) == kInfinity);
  CHECK(all_models()[0]->check_tuning(p, 0, 5000, 0).what.empty());
}

TEST_CASE("lif: rules between parameters, dt and initial values") {
  const auto model = all_models()[0];
  ParameterSet p = default_parameters(lif_declaration(), 2);
  CHECK(model->check(p, {}, 1e-3).empty());
  CHECK(model->check(p, {{"voltage", {0.0, 0.999}}}, 1e-3).empty());
  const auto at_threshold = model->check(p, {{"voltage", {0.5, 1.0}}}, 1e-3);
  REQUIRE(at_threshold.size() == 1);
  CHECK(at_threshold[0].path == "initial.voltage");
  CHECK(model->check(p, {}, 1.0).at(0).path == "tau_rc");
  p.set("tau_ref", {2e4});
  CHECK(model->check(p, {}, 1e-3).at(0).path == "tau_ref");
}

TEST_CASE("spiking_rectified_linear: initial voltage in [0, 1)") {
  const auto model = all_models()[3];
  const ParameterSet p = default_parameters(model->declaration(), 2);
  CHECK(model->check(p, {{"voltage", {0.0, 0.999}}}, 1e-3).empty());
  CHECK(model->check(p, {{"voltage", {0.0, 1.0}}}, 1e-3).size() == 1);
  CHECK(model->check(p, {{"voltage", {-0.1, 0.0}}}, 1e-3).size() == 1);
}

TEST_CASE("initial voltages are spread over [0, J_th)") {
  const auto model = all_models()[0];
  ParameterSet p = default_parameters(lif_declaration(), 1000);
  p.set("J_th", {0.3});
  PopulationDriver<double> population(model, p, 1e-3);
  double sum = 0;
  for (double v : population.observe(0)) {
    CHECK((v >= 0 && v < 0.3));
    sum += v;
  }
  CHECK(sum / 1000 == doctest::Approx(0.15).epsilon(0.05));
  for (double w : population.observe(1))
    CHECK(w == 0);
}

TEST_CASE("refractory time runs down by dt a step") {
  const auto model = all_models()[0];
  PopulationDriver<double> population(model, default_parameters(lif_declaration(), 1), 1e-3);
  double before = 0;
  for (int s = 0; s < 300; ++s) {
    population.step({2.0});
    const double w = population.observe(1)[0];
    if (population.events().empty()) {
      CHECK(w == doctest::Approx(before - 1e-3).epsilon(1e-9));
    } else {
      CHECK((w > 2e-3 && w <= 3e-3));
      CHECK(population.observe(0)[0] == 0);
    }
    before = w;
  }
}

TEST_CASE("more spikes than a step can count are reported") {
  ParameterSet p = default_parameters(lif_declaration(), 3);
  p.set("tau_ref", {0.0});
  PopulationDriver<double> population(all_models()[0], p, 1e-3);
  population.step({0.0, 1e11, 2.0});
  CHECK(population.bad() == 1);
  const auto linear = all_models()[3];
  PopulationDriver<float> steps(linear, default_parameters(linear->declaration(), 2), 1e-3);
  steps.step({5.0F, 1e20F});
  CHECK(steps.bad() == 1);
}

TEST_CASE("lif_rate: from just above threshold to huge currents") {
  const auto model = all_models()[1];
  std::vector<double> J;
  for (int k = -50; k < 60; ++k)
    J.push_back(1 + std::exp2(k));
  J.push_back(std::nextafter(1.0, 2.0));
  J.push_back(1.0);
  J.push_back(-5.0);
  const ParameterSet p = default_parameters(lif_rate_declaration(), J.size());
  for (Isa isa : available_isas()) {
    PopulationDriver<double> population(model, p, 1e-3, {.isa = isa});
    population.step(J);
    for (std::size_t i = 0; i < J.size(); ++i) {
      const double wanted = model->rate(p, i, J[i]);
      CHECK(std::fabs(population.output()[i] - wanted) <= 4e-16 * wanted);
    }
  }
}

TEST_CASE("rectified models: the rate is the positive part of the current") {
  const auto spiking = all_models()[3];
  const std::vector<double> J = {-100, 0, 0.5, 150, 999, 1000, 12345.678};
  const ParameterSet p = default_parameters(spiking->declaration(), J.size());
  PopulationDriver<double> population(spiking, p, 1e-3);
  std::vector<std::int64_t> spikes(J.size());
  for (int n = 1; n <= 5000; ++n) {
    population.step(J);
    for (const auto& e : population.events())
      spikes[e.neuron] += e.count;
    for (std::size_t i = 0; i < J.size(); ++i) {
      const double off = static_cast<double>(spikes[i]) - n * 1e-3 * spiking->rate(p, i, J[i]);
      CHECK(std::fabs(off) < 1 + 1e-9);
    }
  }
  CHECK(spikes[0] == 0);
  CHECK(spikes[1] == 0);
  CHECK(spikes[6] > 61000);
}

TEST_CASE("a voltage that decays ends at 0, not among subnormal numbers") {
  const ParameterSet p = default_parameters(lif_declaration(), 100);
  PopulationDriver<float> population(all_models()[0], p, 1e-3);
  double least = 1;
  for (int s = 0; s < 3000; ++s) {
    population.step(std::vector<float>(100, 0.0F));
    for (double v : population.observe(0))
      least = v > 0 ? std::fmin(least, v) : least;
  }
  CHECK(population.observe(0) == std::vector<double>(100, 0.0));
  CHECK(least > static_cast<double>(std::numeric_limits<float>::min()));
}
