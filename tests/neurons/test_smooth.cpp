// sigmoid, tanh and izhikevich: curves, tuning and what is refused.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "neurons/smooth_functions.h"
#include "tests/support/models.h"
#include "tests/support/population_driver.h"

using namespace rheo;
using namespace rheo::testing;

TEST_CASE("sigmoid and tanh: outputs are the closed form, in either precision") {
  std::vector<double> J;
  for (double x = -40; x <= 40; x += 0.37)
    J.push_back(x);
  J.push_back(1e4);
  J.push_back(-1e4);
  const std::vector<float> single(J.begin(), J.end());
  for (const char* name : {"sigmoid", "tanh"}) {
    CAPTURE(name);
    const bool tanh = std::string(name) == "tanh";
    const auto model = model_of(name);
    ParameterSet p = default_parameters(model->declaration(), J.size());
    p.set("tau_ref", {4e-3});
    PopulationDriver<double> population(model, p, 1e-3);
    PopulationDriver<float> rough(model, p, 1e-3);
    population.step(J);
    rough.step(single);
    std::vector<double> at_once(J.size());
    model->rates(p, 0, J.data(), J.size(), at_once.data());
    for (std::size_t i = 0; i < J.size(); ++i) {
      const double wanted = 250 * (tanh ? std::tanh(J[i]) : 1 / (1 + std::exp(-J[i])));
      CHECK(std::fabs(population.output()[i] - wanted) <= 1e-13 * std::fabs(wanted));
      CHECK(population.output()[i] == model->rate(p, i, J[i]));
      CHECK(at_once[i] == model->rate(p, i, J[i]));
      CHECK(static_cast<double>(rough.output()[i]) == doctest::Approx(wanted).epsilon(1e-5));
    }
  }
}

TEST_CASE("sigmoid and tanh: a few units in the last place, for small and huge currents too") {
  for (double size = 1e-320; size < 1e308; size *= 1.37) {
    for (double J : {size, -size}) {
      CAPTURE(J);
      const double tanh = std::tanh(J);
      CHECK(std::fabs(HyperbolicTangent::at(1, J) - tanh) <= 1.2e-15 * std::fabs(tanh));
      if (J < -708) continue;
      const double logistic = 1 / (1 + std::exp(-J));
      CHECK(std::fabs(Logistic::at(1, J) - logistic) <= 2e-15 * logistic);
    }
  }
  double worst = 0;  // just above (ln 2) / 4
  for (double J = 0.1; J < 0.4; J += 3.7e-6)
    worst = std::fmax(worst, std::fabs(HyperbolicTangent::at(1, J) / std::tanh(J) - 1));
  CHECK(worst <= 1.5e-15);
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(HyperbolicTangent::at(250, infinity) == 250);
  CHECK(HyperbolicTangent::at(250, -infinity) == -250);
  CHECK(Logistic::at(250, infinity) == 250);
  CHECK(Logistic::at(250, -infinity) == 0);
  CHECK(std::isnan(HyperbolicTangent::at(250, std::nan(""))));
  CHECK(std::isnan(Logistic::at(250, std::nan(""))));
}

TEST_CASE("rate models: the first input that is no number is reported") {
  for (const char* name : {"sigmoid", "tanh", "rectified_linear", "lif_rate"}) {
    for (double bad : {std::nan(""), std::numeric_limits<double>::infinity(),
                       -std::numeric_limits<double>::infinity()}) {
      CAPTURE(name);
      const auto model = model_of(name);
      PopulationDriver<double> population(model, default_parameters(model->declaration(), 100),
                                          1e-3);
      std::vector<double> J(100, 0.5);
      population.step(J);
      CHECK(population.bad() == -1);
      J[63] = J[99] = bad;
      population.step(J);
      CHECK(population.bad() == 63);
    }
  }
}

TEST_CASE("sigmoid and tanh: gain and bias from max_rates and intercepts, and refusals") {
  for (const char* name : {"sigmoid", "tanh"}) {
    CAPTURE(name);
    const auto model = model_of(name);
    const ParameterSet p = default_parameters(model->declaration(), 1);
    CHECK(model->rate_ceiling(p, 0) == doctest::Approx(400));
    for (double intercept : {-1.5, -0.3, 0.0, 0.9}) {
      REQUIRE(model->check_tuning(p, 0, 300, intercept).what.empty());
      const GainBias g = model->gain_bias(p, 0, 300, intercept);
      CHECK(g.gain > 0);
      CHECK(std::fabs(g.gain * intercept + g.bias) < 1e-12 * g.gain);
      CHECK(model->rate(p, 0, g.gain + g.bias) == doctest::Approx(300).epsilon(1e-12));
    }
    const double nan = std::nan("");
    const std::vector<std::pair<double, double>> wrong = {{0, 0},   {400, 0}, {401, 0},  {nan, 0},
                                                          {300, 1}, {300, 2}, {300, nan}};
    for (const auto& [max_rate, intercept] : wrong) {
      const Problem problem = model->check_tuning(p, 0, max_rate, intercept);
      CHECK_FALSE(problem.what.empty());
      CHECK_FALSE(problem.rule.empty());
    }
  }
  const auto sigmoid = model_of("sigmoid");
  const ParameterSet p = default_parameters(sigmoid->declaration(), 1);
  CHECK(sigmoid->check_tuning(p, 0, 200, 0).path == "max_rates");  // the gain would be 0
  CHECK_FALSE(sigmoid->check_tuning(p, 0, 200, 0).remedy.empty());
  const auto tanh = model_of("tanh");
  CHECK(tanh->check_tuning(p, 0, 150, 0).what.empty());
}

TEST_CASE("izhikevich: threshold, tuning and refusals") {
  const auto model = model_of("izhikevich");
  ParameterSet p = default_parameters(model->declaration(), 2);
  p.set("tau_recovery", {0.02, 0.1});
  for (std::size_t i : {0U, 1U}) {
    const double threshold = model->threshold(p, i);
    CHECK(model->rate(p, i, threshold) == 0);
    CHECK(model->rate(p, i, threshold + 1e-4) > 0);
    for (double max_rate : {40.0, 100.0, 220.0}) {
      REQUIRE(model->check_tuning(p, i, max_rate, 0.3).what.empty());
      const GainBias g = model->gain_bias(p, i, max_rate, 0.3);
      CHECK(std::fabs(model->rate(p, i, g.gain + g.bias) - max_rate) <= 0.03 * max_rate);
      // The search looks on a grid of currents that are 0.2 apart.
      CHECK(std::fabs(g.gain * 0.3 + g.bias - threshold) <= 0.2);
    }
  }
  CHECK(model->rate_ceiling(p, 0) == 1000);
  CHECK(model->check_tuning(p, 0, 1001, 0).path == "max_rates");
  CHECK(model->check_tuning(p, 0, 100, 1).path == "intercepts");
  CHECK_FALSE(model->rate_caveat().empty());
  p.set("tau_recovery", {0.0});
  p.set("reset_recovery", {0.0});
  p.set("reset_voltage", {25.0});  // fires whatever the current: no threshold
  const Problem never_silent = model->check_tuning(p, 0, 100, 0);
  CHECK_FALSE(never_silent.what.empty());
  CHECK_FALSE(never_silent.remedy.empty());
}

TEST_CASE("izhikevich: initial values, and strong inhibition does not throw it off") {
  const auto model = model_of("izhikevich");
  const ParameterSet p = default_parameters(model->declaration(), 3);
  PopulationDriver<double> population(
      model, p, 1e-3, {.given = {{"voltage", {-65, -70, -60}}, {"recovery", {-13, -14, -15}}}});
  CHECK(population.observe(0) == std::vector<double>{-65, -70, -60});
  CHECK(population.observe(1) == std::vector<double>{-13, -14, -15});
  PopulationDriver<double> fresh(model, p, 1e-3);
  for (double v : fresh.observe(0))
    CHECK((v >= 0 && v < 1));
  CHECK(fresh.observe(1) == std::vector<double>(3, 0.0));
  PopulationDriver<double> least(
      model, p, 1e-3, {.given = {{"voltage", {-65, -70, -60}}, {"recovery", {-13, -14, -15}}}});
  for (int s = 0; s < 500; ++s) {
    population.step({-1e6, -1e300, -30});
    least.step({-30, -30, -30});
  }
  CHECK(population.bad() == -1);
  CHECK(population.observe(0) == least.observe(0));
}
