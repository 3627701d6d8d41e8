// adex against a tight solution of its equations and against theory.
#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "neurons/adex.h"
#include "tests/support/models.h"
#include "tests/support/population_driver.h"

using namespace rheo;
using namespace rheo::testing;

namespace {

constexpr double kTick = 0.4;  // ms

/// nS that arrive at whole ticks.
double excitation(std::int64_t tick) {
  return tick % 12 == 2 ? 30.0 : 0.0;
}
double inhibition(std::int64_t tick) {
  return tick % 12 == 7 ? 15.0 : 0.0;
}

/// The equations in mV, nS, pA and ms, by the classical Runge-Kutta rule with 1000 steps a tick.
class TightSolution {
 public:
  TightSolution(const ParameterSet& p, double current) : p_(p), current_(current) {
    y_[0] = p.at("E_L", 0) * 1e3;
  }
  /// To the end of the next tick.
  void advance() {
    constexpr int kSteps = 1000;
    constexpr double h = kTick / kSteps;
    for (int step = 0; step < kSteps; ++step) {
      const State k1 = slope(y_);
      const State k2 = slope(ahead(k1, h / 2));
      const State k3 = slope(ahead(k2, h / 2));
      const State k4 = slope(ahead(k3, h));
      for (std::size_t j = 0; j < 4; ++j)
        y_[j] += h / 6 * (k1[j] + 2 * k2[j] + 2 * k3[j] + k4[j]);
      if (y_[0] < peak()) continue;
      spike_times.push_back(kTick * tick_ + h * step);
      y_[0] = p_.at("V_reset", 0) * 1e3;
      y_[1] += p_.at("b", 0) * 1e12;
    }
    ++tick_;
    y_[2] += excitation(tick_);
    y_[3] += inhibition(tick_);
  }
  double V() const { return y_[0]; }
  double w() const { return y_[1]; }
  std::vector<double> spike_times;  // ms

 private:
  using State = std::array<double, 4>;  // V, w, g_ex, g_in

  double peak() const { return p_.at("V_peak", 0) * 1e3; }
  State ahead(const State& k, double h) const {
    return {y_[0] + h * k[0], y_[1] + h * k[1], y_[2] + h * k[2], y_[3] + h * k[3]};
  }
  State slope(const State& s) const {
    const double V = std::fmin(s[0], peak());
    const double E_L = p_.at("E_L", 0) * 1e3;
    const double g_L = p_.at("g_L", 0) * 1e9;
    const double slope = p_.at("Delta_T", 0) * 1e3;
    const double current =
        g_L * (E_L - V) + g_L * slope * std::exp((V - p_.at("V_th", 0) * 1e3) / slope) +
        s[2] * (p_.at("E_ex", 0) * 1e3 - V) + s[3] * (p_.at("E_in", 0) * 1e3 - V) - s[1] + current_;
    return {current / (p_.at("C_m", 0) * 1e12),
            (p_.at("a", 0) * 1e9 * (V - E_L) - s[1]) / (p_.at("tau_w", 0) * 1e3),
            -s[2] / (p_.at("tau_syn_ex", 0) * 1e3), -s[3] / (p_.at("tau_syn_in", 0) * 1e3)};
  }

  const ParameterSet& p_;
  double current_;
  State y_ = {};
  int tick_ = 0;
};

struct Path {
  double furthest_V = 0;       // mV, from the tight solution
  double furthest_w = 0;       // pA
  double last_w = 0;           // pA
  std::vector<double> spikes;  // ms
};

/// Follows the model over `ticks`, beside the tight solution.
Path follow(const ParameterSet& p, double dt_ms, double current, int ticks, TightSolution* beside) {
  PopulationDriver<double> neuron(model_of("adex"), p, dt_ms * 1e-3);
  const auto steps = std::llround(kTick / dt_ms);
  Path path;
  for (std::int64_t n = 1; n <= steps * ticks; ++n) {
    const bool whole = n % steps == 0;
    neuron.arriving()[0][0] = whole ? excitation(n / steps) : 0.0;
    neuron.arriving()[1][0] = whole ? -inhibition(n / steps) : 0.0;
    neuron.step({current * 1e-12});
    for (const auto& e : neuron.events())
      path.spikes.push_back(static_cast<double>(e.step) * dt_ms);
    if (!whole || beside == nullptr) continue;
    beside->advance();
    path.furthest_V =
        std::fmax(path.furthest_V, std::fabs(neuron.observe(0)[0] * 1e3 - beside->V()));
    path.furthest_w =
        std::fmax(path.furthest_w, std::fabs(neuron.observe(3)[0] * 1e12 - beside->w()));
  }
  CHECK(neuron.bad() == -1);
  if (beside != nullptr) path.last_w = std::fabs(neuron.observe(3)[0] * 1e12 - beside->w());
  return path;
}

ParameterSet defaults(double substeps) {
  ParameterSet p = default_parameters(adex_declaration(), 1);
  p.set("substeps", {substeps});
  return p;
}

}  // namespace

TEST_CASE("adex: 4th order below threshold") {
  double before = 0;
  for (const double substeps : {1.0, 2.0, 4.0, 8.0}) {
    const ParameterSet p = defaults(substeps);
    TightSolution tight(p, 300);
    const Path path = follow(p, 0.4, 300, 60, &tight);
    REQUIRE(tight.spike_times.empty());
    if (before > 0) CHECK(std::log2(before / path.furthest_V) > 3.5);
    before = path.furthest_V;
  }
  CHECK(before < 1e-5);
}

TEST_CASE("adex: spikes in the steps in which the tight solution has them") {
  for (const double dt : {0.1, 0.2}) {
    const ParameterSet p = defaults(1);
    TightSolution tight(p, 1200);
    const Path path = follow(p, dt, 1200, 1000, &tight);
    REQUIRE(tight.spike_times.size() > 15);
    REQUIRE(path.spikes.size() == tight.spike_times.size());
    for (std::size_t k = 0; k < path.spikes.size(); ++k) {
      // A spike is the end of its step; the tight solution's are within 0.4 us.
      CHECK(path.spikes[k] - tight.spike_times[k] > -5e-4);
      CHECK(path.spikes[k] - tight.spike_times[k] < dt + 5e-4);
    }
    CHECK(path.last_w < (dt < 0.15 ? 0.02 : 0.1));  // of 200 pA
  }
}

TEST_CASE("adex: V_reset for tau_ref, and above V_th") {
  ParameterSet p = defaults(1);
  p.set("tau_ref", {0.001});
  PopulationDriver<double> neuron(model_of("adex"), p, 1e-4);
  while (neuron.events().empty())
    neuron.step({1200e-12});
  const double w = neuron.observe(3)[0];
  CHECK(neuron.observe(4)[0] == doctest::Approx(0.001));
  for (int n = 1; n <= 10; ++n) {
    CHECK(neuron.observe(0)[0] == doctest::Approx(-0.06));
    neuron.step({1200e-12});
  }
  CHECK(neuron.observe(4)[0] == 0);
  // tau_w w' = a (V_reset - E_L) - w
  const double rest = 4e-9 * (-0.06 + 0.0706);
  CHECK(neuron.observe(3)[0] ==
        doctest::Approx(rest + (w - rest) * std::exp(-0.001 / 0.144)).epsilon(1e-9));
  neuron.step({1200e-12});
  CHECK(neuron.observe(0)[0] > -0.06);

  ParameterSet bursting = defaults(1);
  bursting.set("V_reset", {-0.047});
  const Path path = follow(bursting, 0.1, 800, 500, nullptr);
  REQUIRE(path.spikes.size() > 2);
  CHECK(path.spikes[1] - path.spikes[0] < 6);  // ms
}

TEST_CASE("adex: a peak near V_th") {
  for (const double V_peak : {-0.0505, -0.0500, -0.0460}) {
    ParameterSet p = defaults(1);
    p.set("V_peak", {V_peak});
    TightSolution tight(p, 1200);
    const Path path = follow(p, 0.1, 1200, 200, &tight);
    REQUIRE(tight.spike_times.size() > 3);
    REQUIRE(path.spikes.size() == tight.spike_times.size());
    CHECK(path.last_w < 0.02);
  }
}

TEST_CASE("adex: a peak too many Delta_T above V_th for exp") {
  for (const double sharpness : {5e-4, 5e-5}) {
    ParameterSet p = defaults(1);
    p.set("Delta_T", {sharpness});
    PopulationDriver<double>::Options options;
    options.given["voltage"] = {p.at("V_peak", 0)};
    PopulationDriver<double> neuron(model_of("adex"), p, 1e-4, options);
    PopulationDriver<float>::Options same;
    same.given = options.given;
    PopulationDriver<float> single(model_of("adex"), p, 1e-4, same);
    neuron.step({1200e-12});
    single.step({1200e-12f});
    CHECK(neuron.bad() == -1);
    CHECK(single.bad() == -1);
    CHECK(neuron.events().size() == 1);
    CHECK(single.events().size() == 1);
  }
}

TEST_CASE("adex: rheobase") {
  const auto model = model_of("adex");
  ParameterSet p = defaults(1);
  // a / g_L > C_m / (g_L tau_w): a small disturbance grows from e = 1 + C_m / (g_L tau_w) on.
  const double e = 1 + 281e-12 / 30e-9 / 0.144;
  const double V = -0.0504 + 0.002 * std::log(e);
  CHECK(model->threshold(p, 0) ==
        doctest::Approx(34e-9 * (V + 0.0706) - 30e-9 * 0.002 * e).epsilon(1e-12));
  // a = 0: (V_th - Delta_T - E_L) g_L
  p.set("a", {0.0});
  const double threshold = model->threshold(p, 0);
  CHECK(threshold == doctest::Approx(30e-9 * (-0.0504 - 0.002 + 0.0706)).epsilon(1e-12));
  const double J[] = {0.99 * threshold, 1.02 * threshold, 1.5 * threshold};
  double rates[3];
  model->rates(p, 0, J, 3, rates);
  CHECK(rates[0] == 0);
  CHECK(rates[1] > 0);
  CHECK(rates[2] > rates[1]);
}

TEST_CASE("adex: what breaks a rule is named") {
  const auto model = model_of("adex");
  ParameterSet p = defaults(1.5);
  p.set("V_reset", {0.01});
  const auto problems = model->check(p, {{"g_ex", {-1e-9}}, {"voltage", {0.02}}}, 1e-4);
  REQUIRE(problems.size() == 4);
  CHECK(problems[0].path == "V_reset");
  CHECK(problems[1].path == "initial.voltage");
  CHECK(problems[2].path == "initial.g_ex");
  CHECK(problems[3].path == "substeps");
  CHECK(model->check(defaults(2), {}, 1e-4).empty());
  CHECK(model->warnings(defaults(1), 1e-4).empty());
  CHECK(model->warnings(defaults(1), 1e-3).size() == 1);
  CHECK(model->warnings(defaults(10), 1e-3).empty());
}
