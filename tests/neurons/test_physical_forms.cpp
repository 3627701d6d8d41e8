// Models in physical units against closed forms: below the threshold the voltage is a sum over
// the spikes that arrived.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <utility>

#include "tests/support/models.h"
#include "tests/support/population_driver.h"

using namespace rheo;
using namespace rheo::testing;

namespace {

constexpr double kDt = 1e-4;  // s

struct Arrival {
  std::int64_t step;
  std::size_t port;
  double weight;  // mV or pA
};
const std::vector<Arrival> kArrivals = {{3, 0, 2.5},   {3, 0, 1.0},   {40, 1, -3.0},
                                        {41, 0, 0.75}, {200, 1, 2.0}, {640, 0, 4.0}};

/// The largest difference in mV between the voltage and E_L + the sum of weight x response(port, t)
/// + constant(t), t in ms after the arrival or after the start.
double furthest(const std::string& name, const ParameterSet& p,
                const std::function<double(std::size_t, double)>& response,
                const std::function<double(double)>& constant) {
  PopulationDriver<double> neuron(model_of(name), p, kDt);
  const std::size_t ports = neuron.arriving().size();
  double worst = 0;
  for (std::int64_t n = 1; n <= 1500; ++n) {
    for (auto& port : neuron.arriving())
      port[0] = 0;
    double expected = p.at("E_L", 0) * 1e3 + constant(static_cast<double>(n) * 0.1);
    for (const Arrival& a : kArrivals) {
      const std::size_t port = a.port % ports;
      if (a.step == n) neuron.arriving()[port][0] += a.weight;
      const double t = static_cast<double>(n - a.step) * 0.1;
      if (t >= 0) expected += a.weight * response(port, t);
    }
    neuron.step({p.at("I_e", 0)});
    REQUIRE(neuron.events().empty());
    worst = std::fmax(worst, std::fabs(neuron.observe(0)[0] * 1e3 - expected));
  }
  return worst;
}

/// The steps at which a neuron under a constant current fires.
std::vector<std::int64_t> spikes_of(const std::string& name, const ParameterSet& p, double J,
                                    std::int64_t steps) {
  PopulationDriver<double> neuron(model_of(name), p, kDt);
  std::vector<std::int64_t> spikes;
  for (std::int64_t n = 1; n <= steps; ++n) {
    neuron.step({J});
    if (!neuron.events().empty()) spikes.push_back(n);
  }
  return spikes;
}

}  // namespace

TEST_CASE("iaf_psc_delta: the voltage is a sum of decaying jumps") {
  ParameterSet p = default_parameters(model_of("iaf_psc_delta")->declaration(), 1);
  p.set("I_e", {100e-12});
  const auto jump = [](std::size_t, double t) {
    return std::exp(-t / 10);
  };
  const auto constant = [](double t) {
    return 100.0 * 10 / 250 * (1 - std::exp(-t / 10));
  };
  CHECK(furthest("iaf_psc_delta", p, jump, constant) < 1e-11);
}

TEST_CASE(
    "iaf_psc_alpha: the voltage is a sum of responses to pulses, currents peak at the weight") {
  // A pulse w (e / tau_s) t exp(-t / tau_s) into C V' = -C V / tau_m + I, r = 1 / tau_s - 1 /
  // tau_m:
  //   V = w e / (tau_s C) (exp(-t / tau_m) - (1 + r t) exp(-t / tau_s)) / r^2,
  // and t^2 / 2 exp(-t / tau_m) instead of the last factors where r = 0.
  const auto model = model_of("iaf_psc_alpha");
  for (const auto& taus : {std::pair{2.0, 0.05}, {10.0, 50.0}, {0.01, 8.0}}) {
    const double tau_ex = taus.first;
    const double tau_in = taus.second;
    CAPTURE(tau_ex);
    ParameterSet p = default_parameters(model->declaration(), 1);
    p.set("tau_syn_ex", {tau_ex * 1e-3});
    p.set("tau_syn_in", {tau_in * 1e-3});
    p.set("C_m", {20e-12});
    const auto pulse = [&](std::size_t port, double t) {
      const double tau = port == 0 ? tau_ex : tau_in;
      const double r = 1 / tau - 1 / 10.0;
      const double shape = r == 0 ? t * t / 2 * std::exp(-t / 10)
                                  : (std::exp(-t / 10) - (1 + r * t) * std::exp(-t / tau)) / r / r;
      return std::exp(1) / (tau * 20) * shape;
    };
    CHECK(furthest("iaf_psc_alpha", p, pulse, [](double) { return 0.0; }) < 1e-11);
  }
  const ParameterSet p = default_parameters(model->declaration(), 1);
  PopulationDriver<double> neuron(model, p, kDt);
  double peak = 0;
  for (int n = 0; n <= 60; ++n) {
    neuron.arriving()[1][0] = n == 0 ? -30 : 0;
    neuron.step({0.0});
    const double I = neuron.observe(2)[0];
    peak = std::fmin(peak, I);
    if (n == 20) CHECK(I == doctest::Approx(-30e-12).epsilon(1e-12));  // tau_syn_in = 2 ms
  }
  CHECK(peak == doctest::Approx(-30e-12).epsilon(1e-12));
}

TEST_CASE("iaf_psc_delta: refractory for longer than the mark of a release can count") {
  constexpr std::int64_t kRefractorySteps = (std::int64_t{1} << 21) + 3;
  ParameterSet p = default_parameters(model_of("iaf_psc_delta")->declaration(), 1);
  p.set("tau_ref", {kRefractorySteps * kDt});
  PopulationDriver<float> neuron(model_of("iaf_psc_delta"), p, kDt);
  std::vector<std::int64_t> fired;
  for (std::int64_t n = 1; n <= kRefractorySteps + 2; ++n) {
    neuron.arriving()[0][0] = 100;
    neuron.step({0.0F});
    if (!neuron.events().empty()) fired.push_back(n);
  }
  CHECK(fired == std::vector<std::int64_t>{1, kRefractorySteps + 2});
}

TEST_CASE("iaf_psc_delta: what arrives makes it fire in the same step, or is lost") {
  ParameterSet p = default_parameters(model_of("iaf_psc_delta")->declaration(), 1);
  PopulationDriver<double> neuron(model_of("iaf_psc_delta"), p, kDt);
  const auto step = [&](double jump) {
    neuron.arriving()[0][0] = jump;
    neuron.step({0.0});
    return neuron.events().size();
  };
  CHECK(step(14.999) == 0);
  CHECK(step(0.2) == 1);  // step 2: 14.999 exp(-0.01) + 0.2 >= 15
  for (int n = 3; n <= 22; ++n) {
    CHECK(neuron.observe(0)[0] == doctest::Approx(-0.07).epsilon(1e-12));
    CHECK(neuron.observe(1)[0] == doctest::Approx((22 - n + 1) * kDt).epsilon(1e-9));
    CHECK(step(100) == 0);  // refractory: 20 steps
  }
  CHECK(neuron.observe(1)[0] == 0);
  CHECK(step(1) == 0);
  CHECK(neuron.observe(0)[0] == doctest::Approx(-0.069).epsilon(1e-12));
  CHECK(step(15) == 1);
}

TEST_CASE("models in physical units fire after the time that the closed form says") {
  for (const char* name : {"iaf_psc_exp", "iaf_psc_alpha", "iaf_psc_delta"}) {
    CAPTURE(name);
    const ParameterSet p = default_parameters(model_of(name)->declaration(), 1);
    const double J = 500e-12;
    // From V_reset to V_th the membrane takes tau ln(R J / (R J - 15 mV)); the spike falls on the
    // first grid point after that.
    const double climb = 10 * std::log(20.0 / (20.0 - 15.0));
    const auto up = static_cast<std::int64_t>(std::ceil(climb / 0.1));
    std::vector<std::int64_t> expected;
    for (std::int64_t n = up; n <= 2000; n += up + 20)
      expected.push_back(n);
    CHECK(spikes_of(name, p, J, 2000) == expected);
    const auto model = model_of(name);
    CHECK(model->rate(p, 0, J) == doctest::Approx(1e3 / (climb + 2)).epsilon(1e-12));
    CHECK(model->rate(p, 0, model->threshold(p, 0) * 0.999) == 0);
    CHECK(model->rate(p, 0, model->threshold(p, 0) * 1.001) > 0);
  }
}
