// izhikevich_psc by hand and against its theory.
#include <doctest/doctest.h>

#include <cmath>

#include "neurons/izhikevich_psc.h"
#include "tests/support/models.h"
#include "tests/support/population_driver.h"

using namespace rheo;
using namespace rheo::testing;

TEST_CASE("izhikevich_psc: a step by hand, arrivals at its end") {
  const ParameterSet p = default_parameters(izhikevich_psc_declaration(), 1);
  PopulationDriver<double>::Options options;
  options.given = {{"voltage", {-0.05}}, {"u", {-7e-12}}};
  PopulationDriver<double> neuron(model_of("izhikevich_psc"), p, 5e-4, options);
  neuron.arriving()[0][0] = -2.5;
  neuron.step({3e-12});
  // 0.04 2500 - 250 + 140 + 7 + 3 = 0 mV/ms; 0.02 (0.2 (-50) + 7) = -0.06 pA/ms
  CHECK(neuron.observe(0)[0] == doctest::Approx(-0.0525).epsilon(1e-12));
  CHECK(neuron.observe(1)[0] == doctest::Approx(-7.03e-12).epsilon(1e-12));
  CHECK(neuron.events().empty());
  neuron.arriving()[0][0] = 100;  // over V_th in the step in which it arrives
  neuron.step({0.0});
  REQUIRE(neuron.events().size() == 1);
  CHECK(neuron.observe(0)[0] == doctest::Approx(-0.065));
  // -7.03 + 0.5 0.02 (0.2 (-52.5) + 7.03) + 8
  CHECK(neuron.observe(1)[0] == doctest::Approx(0.9353e-12).epsilon(1e-9));
}

TEST_CASE("izhikevich_psc: starts at -65 mV with u = 0") {
  PopulationDriver<double> neuron(model_of("izhikevich_psc"),
                                  default_parameters(izhikevich_psc_declaration(), 1), 1e-4);
  CHECK(neuron.observe(0)[0] == doctest::Approx(-0.065));
  CHECK(neuron.observe(1)[0] == 0);
}

TEST_CASE("izhikevich_psc: rheobase and rates") {
  const auto model = model_of("izhikevich_psc");
  ParameterSet p = default_parameters(model->declaration(), 1);
  // a < b: oscillations grow from 0.08 V + 5 = a on, V = -62.25.
  CHECK(model->threshold(p, 0) == doctest::Approx(3.7975e-12).epsilon(1e-9));
  const double J[] = {3.5e-12, 4.5e-12, 10e-12};
  double rates[3];
  model->rates(p, 0, J, 3, rates);
  CHECK(rates[0] == 0);
  CHECK(rates[1] > 0);
  CHECK(rates[2] > rates[1]);
  // a > b: rest vanishes at (5 - b)^2 / 0.16 - 140.
  p.set("a", {0.3});
  CHECK(model->threshold(p, 0) == doctest::Approx(4e-12).epsilon(1e-9));
}

TEST_CASE("izhikevich_psc: the reset is below the threshold") {
  const auto model = model_of("izhikevich_psc");
  ParameterSet p = default_parameters(model->declaration(), 1);
  CHECK(model->check(p, {}, 1e-4).empty());
  p.set("c", {0.04});
  const auto problems = model->check(p, {{"voltage", {0.05}}}, 1e-4);
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].path == "c");
  CHECK(problems[1].path == "initial.voltage");
}
