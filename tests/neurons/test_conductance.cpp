// Models with synaptic conductances against closed forms and tight solutions of their equations.
#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "neurons/iaf_cond_exp.h"
#include "tests/support/models.h"
#include "tests/support/population_driver.h"

using namespace rheo;
using namespace rheo::testing;

namespace {

/// Conductances that arrive every 4 ms at 0.8 ms, ...: nS.
double excitation(std::int64_t tick) {  // of 0.4 ms
  return tick % 10 == 2 ? 12.0 + 4.0 * std::sin(static_cast<double>(tick)) : 0.0;
}
double inhibition(std::int64_t tick) {
  return tick % 10 == 7 ? 20.0 : 0.0;
}
constexpr double kTick = 0.4;  // ms
constexpr int kTicks = 60;
constexpr double kCurrent = 150;  // pA

/// Voltages (kTicks) in mV at whole ticks, by the classical Runge-Kutta rule with 400 steps a tick.
std::vector<double> tight_solution(const ParameterSet& p) {
  const double C = p.at("C_m", 0) * 1e12;
  const double g_L = p.at("g_L", 0) * 1e9;
  const std::array<double, 2> tau = {p.at("tau_syn_ex", 0) * 1e3, p.at("tau_syn_in", 0) * 1e3};
  std::array<double, 3> y = {p.at("E_L", 0) * 1e3, 0, 0};
  const auto slope = [&](const std::array<double, 3>& s) {
    const double current = g_L * (p.at("E_L", 0) * 1e3 - s[0]) +
                           s[1] * (p.at("E_ex", 0) * 1e3 - s[0]) +
                           s[2] * (p.at("E_in", 0) * 1e3 - s[0]) + kCurrent;
    return std::array<double, 3>{current / C, -s[1] / tau[0], -s[2] / tau[1]};
  };
  const auto ahead = [](const std::array<double, 3>& s, const std::array<double, 3>& k, double h) {
    return std::array<double, 3>{s[0] + h * k[0], s[1] + h * k[1], s[2] + h * k[2]};
  };
  std::vector<double> voltages;
  constexpr int kSteps = 400;
  constexpr double h = kTick / kSteps;
  for (int tick = 1; tick <= kTicks; ++tick) {
    for (int step = 0; step < kSteps; ++step) {
      const auto k1 = slope(y);
      const auto k2 = slope(ahead(y, k1, h / 2));
      const auto k3 = slope(ahead(y, k2, h / 2));
      const auto k4 = slope(ahead(y, k3, h));
      for (std::size_t j = 0; j < 3; ++j)
        y[j] += h / 6 * (k1[j] + 2 * k2[j] + 2 * k3[j] + k4[j]);
    }
    y[1] += excitation(tick);
    y[2] += inhibition(tick);
    voltages.push_back(y[0]);
  }
  return voltages;
}

ParameterSet quiet() {
  ParameterSet p = default_parameters(iaf_cond_exp_declaration(), 1);
  p.set("V_th", {0.0});  // never reached
  return p;
}

/// The largest deviation in mV with `steps` steps a tick.
double deviation(int steps, const std::vector<double>& expected) {
  const ParameterSet p = quiet();
  PopulationDriver<double> neuron(model_of("iaf_cond_exp"), p, kTick * 1e-3 / steps);
  double furthest = 0;
  for (std::int64_t n = 1; n <= std::int64_t{kTicks} * steps; ++n) {
    const bool whole = n % steps == 0;
    neuron.arriving()[0][0] = whole ? excitation(n / steps) : 0.0;
    neuron.arriving()[1][0] = whole ? -inhibition(n / steps) : 0.0;
    neuron.step({kCurrent * 1e-12});
    if (!whole) continue;
    const double off =
        neuron.observe(0)[0] * 1e3 - expected[static_cast<std::size_t>(n / steps) - 1];
    furthest = std::fmax(furthest, std::fabs(off));
  }
  return furthest;
}

}  // namespace

TEST_CASE("iaf_cond_exp: 6th order, far below 1e-3 mV at 0.1 ms") {
  const std::vector<double> expected = tight_solution(quiet());
  const double coarse = deviation(1, expected);
  const double middle = deviation(2, expected);
  const double fine = deviation(4, expected);
  CHECK(std::log2(coarse / middle) > 5.5);
  CHECK(std::log2(middle / fine) > 5.5);
  CHECK(fine < 1e-7);
}

TEST_CASE("iaf_cond_exp: exact for constant conductances, at any step") {
  ParameterSet p = quiet();
  p.set("tau_syn_ex", {1e15});
  p.set("tau_syn_in", {1e15});
  PopulationDriver<double>::Options options;
  options.given = {{"voltage", {-0.08}}, {"g_ex", {40e-9}}, {"g_in", {25e-9}}};
  const double g = p.at("g_L", 0) + 65e-9;
  const double V_end = (p.at("g_L", 0) * p.at("E_L", 0) + 40e-9 * 0.0 - 25e-9 * 0.085 + 90e-12) / g;
  for (const double dt : {1e-4, 1e-3, 2e-2}) {
    PopulationDriver<double> neuron(model_of("iaf_cond_exp"), p, dt, options);
    for (int n = 1; n <= 50; ++n) {
      neuron.step({90e-12});
      const double exact = V_end + (-0.08 - V_end) * std::exp(-g / p.at("C_m", 0) * n * dt);
      CHECK(std::fabs(neuron.observe(0)[0] - exact) < 1e-13);
    }
  }
}

TEST_CASE("iaf_cond_exp: no conductance is too large") {
  const ParameterSet p = quiet();
  for (const double g : {1e3, 1e6, 1e12}) {
    for (const double dt : {1e-4, 1e-3}) {
      PopulationDriver<double> neuron(model_of("iaf_cond_exp"), p, dt);
      for (std::size_t n = 1; n <= 100; ++n) {
        neuron.arriving()[n % 2][0] = g;
        neuron.arriving()[1 - n % 2][0] = 0;
        neuron.step({0.0});
        CHECK(neuron.observe(0)[0] > -0.0851);
        CHECK(neuron.observe(0)[0] < 1e-4);
      }
      CHECK(neuron.bad() == -1);
    }
  }
}

TEST_CASE("iaf_cond_exp: arrivals count with their magnitude, after the voltage") {
  PopulationDriver<double> neuron(model_of("iaf_cond_exp"), quiet(), 1e-4);
  neuron.arriving()[0][0] = 3.0;
  neuron.arriving()[1][0] = -5.0;
  neuron.step({0.0});
  CHECK(neuron.observe(0)[0] == doctest::Approx(-0.07).epsilon(1e-15));
  CHECK(neuron.observe(1)[0] == doctest::Approx(3e-9));
  CHECK(neuron.observe(2)[0] == doctest::Approx(5e-9));
  neuron.step({0.0});
  CHECK(neuron.observe(0)[0] > -0.07);
  CHECK(neuron.observe(1)[0] == doctest::Approx(3e-9 * std::exp(-0.5)));
  CHECK(neuron.observe(2)[0] == doctest::Approx(5e-9 * std::exp(-0.05)));
}

TEST_CASE("iaf_cond_exp: the rate of the formula") {
  const auto model = model_of("iaf_cond_exp");
  ParameterSet p = default_parameters(model->declaration(), 1);
  const double threshold = model->threshold(p, 0);
  CHECK(threshold == doctest::Approx(16.6667e-9 * 15e-3));
  CHECK(model->rate(p, 0, threshold) == 0);
  for (const double factor : {1.1, 1.5, 4.0}) {
    const double dt = 1e-5;
    PopulationDriver<double> neuron(model, p, dt);
    std::vector<std::int64_t> spikes;
    while (neuron.now() < 100000) {
      neuron.step({factor * threshold});
      for (const auto& e : neuron.events())
        spikes.push_back(e.step);
    }
    REQUIRE(spikes.size() > 2);
    // From V_reset each interval is the period, rounded up to steps.
    const double period = 1 / model->rate(p, 0, factor * threshold) / dt;
    CHECK(static_cast<double>(spikes[2] - spikes[1]) - period > -1e-6);
    CHECK(static_cast<double>(spikes[2] - spikes[1]) - period < 1 + 1e-6);
  }
}
