// What must hold of the LIF for all parameters, from its closed form.
#include <doctest/doctest.h>

#include <cmath>

#include "engine/random.h"
#include "neurons/lif.h"
#include "tests/support/population_driver.h"

using namespace rheo;
using namespace rheo::testing;

namespace {

std::shared_ptr<const NeuronModel> lif(const char* within_step = "exact") {
  return make_lif({"lif", {{"within_step", std::string(within_step)}}});
}

ParameterSet defaults(std::size_t n) {
  return default_parameters(lif_declaration(), n);
}

/// Uniform numbers for a test, by name.
struct Numbers {
  std::string name;
  double operator()(std::size_t i, double low, double high) const {
    return low + (high - low) * UniformDraw{draw_key(7, "test", name, "")}(i);
  }
};

/// Runs under constant J and returns the largest |spikes so far - t rate| over all neurons and
/// instants (the ends of the steps and the moments just before), and the spikes of all.
struct Excess {
  double largest = 0;
  std::int64_t spikes = 0;
};
Excess run_constant(const ParameterSet& p, const std::vector<double>& J, double dt, int steps,
                    Isa isa = Isa::baseline) {
  const auto model = lif();
  PopulationDriver<double> population(model, p, dt, {.isa = isa});
  std::vector<std::int64_t> spikes(p.neurons());
  std::vector<double> rate(p.neurons());
  for (std::size_t i = 0; i < p.neurons(); ++i)
    rate[i] = model->rate(p, i, J[i]);
  Excess excess;
  for (int n = 1; n <= steps; ++n) {
    population.step(J);
    for (const auto& e : population.events())
      spikes[e.neuron] += e.count;
    for (std::size_t i = 0; i < p.neurons(); ++i) {
      const double off = std::fabs(static_cast<double>(spikes[i]) - n * dt * rate[i]);
      excess.largest = std::fmax(excess.largest, off);
    }
  }
  for (std::int64_t s : spikes)
    excess.spikes += s;
  CHECK(population.bad() == -1);
  return excess;
}

}  // namespace

TEST_CASE("spikes so far are never a whole spike from t x rate") {
  const std::size_t n = 400;
  for (double dt : {1e-4, 5e-4, 1e-3, 2e-3}) {
    const Numbers draw{"property" + std::to_string(dt)};
    ParameterSet p = defaults(n);
    std::vector<double> J_th(n);
    std::vector<double> tau_rc(n);
    std::vector<double> tau_ref(n);
    std::vector<double> J(n);
    for (std::size_t i = 0; i < n; ++i) {
      J_th[i] = std::exp(draw(i, -3, 3));
      tau_rc[i] = draw(n + i, 2e-3, 5e-2);
      // Below dt, multiples of dt, and anything.
      tau_ref[i] = i % 3 == 0   ? draw(2 * n + i, 0, 1) * dt
                   : i % 3 == 1 ? std::floor(draw(2 * n + i, 0, 5)) * dt
                                : draw(2 * n + i, 0, 5e-3);
      J[i] = J_th[i] * (0.9 + std::exp(draw(3 * n + i, -6, 4)));
    }
    p.set("J_th", J_th);
    p.set("tau_rc", tau_rc);
    p.set("tau_ref", tau_ref);
    const Excess excess = run_constant(p, J, dt, static_cast<int>(std::lround(2.0 / dt)));
    CAPTURE(dt);
    CHECK(excess.largest < 1 + 1e-9);
    CHECK(excess.spikes > 10000);
  }
}

TEST_CASE("many spikes a step: tau_ref 0 and huge currents") {
  ParameterSet p = defaults(4);
  p.set("tau_ref", {0.0, 1e-5, 1e-4, 9.99e-4});
  const std::vector<double> J = {1e4, 1e6, 1e5, 1e7};
  const Excess excess = run_constant(p, J, 1e-3, 3000);
  CHECK(excess.largest < 1 + 1e-9);
  CHECK(excess.spikes > 1500000);
}

TEST_CASE("a grid of refractory times and steps") {
  for (double dt : {1e-4, 2e-4, 5e-4, 1e-3}) {
    ParameterSet p = defaults(61);
    std::vector<double> tau_ref(61);
    for (std::size_t i = 0; i < 61; ++i)
      tau_ref[i] = static_cast<double>(i) * 1e-4;
    p.set("tau_ref", tau_ref);
    const std::vector<double> J(61, 3.7);
    const Excess excess = run_constant(p, J, dt, static_cast<int>(std::lround(3.0 / dt)));
    CHECK(excess.largest < 1 + 1e-9);
  }
}

TEST_CASE("mean interval is the closed form's; no spike at or below threshold") {
  const std::vector<double> J_th = {0.05, 0.3, 0.5, 1, 1.5, 1.6, 7};
  ParameterSet p = defaults(J_th.size());
  p.set("J_th", J_th);
  const auto model = lif();
  PopulationDriver<double> population(model, p, 1e-3);
  const std::vector<double> J(J_th.size(), 1.6);
  std::vector<std::int64_t> first(J_th.size());
  std::vector<std::int64_t> last(J_th.size());
  std::vector<std::int64_t> spikes(J_th.size());
  for (int n = 1; n <= 60000; ++n) {
    population.step(J);
    for (const auto& e : population.events()) {
      if (spikes[e.neuron]++ == 0) first[e.neuron] = n;
      last[e.neuron] = n;
    }
  }
  for (std::size_t i = 0; i < J_th.size(); ++i) {
    CAPTURE(J_th[i]);
    if (J_th[i] >= 1.6) {
      CHECK(spikes[i] == 0);
      CHECK(model->rate(p, i, 1.6) == 0);
      continue;
    }
    REQUIRE(spikes[i] > 1000);
    const double measured =
        static_cast<double>(spikes[i] - 1) / (static_cast<double>(last[i] - first[i]) * 1e-3);
    CHECK(std::fabs(measured / model->rate(p, i, 1.6) - 1) < 1e-3);
  }
}

TEST_CASE("scaling everything by a power of two changes no spike") {
  const std::size_t n = 300;
  const Numbers draw{"scaling"};
  std::vector<PopulationDriver<double>> scaled;
  const std::vector<double> factors = {1, 0.25, 2, 1024, 0x1p-30};
  for (double k : factors) {
    ParameterSet p = defaults(n);
    std::vector<double> v(n);
    for (std::size_t i = 0; i < n; ++i)
      v[i] = k * draw(i, 0, 0.7);
    p.set("J_th", {0.7 * k});
    p.set("min_voltage", {-1.5 * k});
    scaled.emplace_back(lif(), p, 1e-3,
                        PopulationDriver<double>::Options{.given = {{"voltage", v}}});
  }
  std::size_t spikes = 0;
  for (std::size_t s = 0; s < 2000; ++s) {
    for (std::size_t m = 0; m < factors.size(); ++m) {
      std::vector<double> J(n);
      for (std::size_t i = 0; i < n; ++i)
        J[i] = factors[m] * draw(s * n + i, -2, 6);
      scaled[m].step(J);
      CHECK(scaled[m].events() == scaled[0].events());
    }
    spikes += scaled[0].events().size();
  }
  CHECK(spikes > 20000);
  const auto v = scaled[0].observe(0);
  const auto larger = scaled[3].observe(0);
  for (std::size_t i = 0; i < n; ++i)
    CHECK(larger[i] == 1024 * v[i]);
}

TEST_CASE("exact and nengo agree where tau_ref >= dt, and differ where it is shorter") {
  for (double tau_ref : {0.0, 4e-4, 1e-3, 1.3e-3}) {
    const std::size_t n = 50;
    ParameterSet p = defaults(n);
    p.set("tau_ref", {tau_ref});
    PopulationDriver<double> exact(lif("exact"), p, 1e-3);
    PopulationDriver<double> nengo(lif("nengo"), p, 1e-3);
    const Numbers draw{"modes"};
    bool same = true;
    for (std::size_t s = 0; s < 500; ++s) {
      std::vector<double> J(n);
      for (std::size_t i = 0; i < n; ++i)
        J[i] = draw(s * n + i, 0, 20);
      exact.step(J);
      nengo.step(J);
      same = same && exact.events() == nengo.events();
      for (const auto& e : nengo.events())
        CHECK(e.count == 1);
    }
    CHECK(same == (tau_ref >= 1e-3));
    CHECK(lif("nengo")->warnings(p, 1e-3).empty() == (tau_ref >= 1e-3));
    CHECK(lif("exact")->warnings(p, 1e-3).empty());
  }
}

TEST_CASE("single precision keeps the rate") {
  const std::size_t n = 200;
  const Numbers draw{"single"};
  ParameterSet p = defaults(n);
  const auto model = lif();
  PopulationDriver<float> population(model, p, 1e-3);
  std::vector<float> J(n);
  for (std::size_t i = 0; i < n; ++i)
    J[i] = static_cast<float>(draw(i, 1.05, 12));
  std::vector<int> spikes(n);
  for (int s = 0; s < 20000; ++s) {
    population.step(J);
    for (const auto& e : population.events())
      ++spikes[e.neuron];
  }
  for (std::size_t i = 0; i < n; ++i) {
    const double expected = 20 * model->rate(p, i, static_cast<double>(J[i]));
    CHECK(std::fabs(spikes[i] - expected) < 1.1);
  }
}

TEST_CASE("a run of more than 2^30 steps: nothing shows where the counter of steps begins anew") {
  const std::size_t n = 200;
  const Numbers draw{"epoch"};
  const std::int64_t start = (std::int64_t{1} << 30) - 100;
  for (Isa isa : available_isas()) {
    PopulationDriver<double> early(lif(), defaults(n), 1e-3, {.isa = isa});
    PopulationDriver<double> late(lif(), defaults(n), 1e-3, {.isa = isa, .start = start});
    PopulationDriver<float> later(lif(), defaults(n), 1e-3, {.isa = isa, .start = 5 * start});
    std::size_t spikes = 0;
    std::size_t single = 0;
    for (std::size_t s = 0; s < 600; ++s) {
      std::vector<double> J(n);
      for (std::size_t i = 0; i < n; ++i)
        J[i] = draw(s * n + i, 0, 12);
      early.step(J);
      late.step(J);
      later.step(std::vector<float>(J.begin(), J.end()));
      REQUIRE(early.events().size() == late.events().size());
      for (std::size_t k = 0; k < early.events().size(); ++k) {
        CHECK(early.events()[k].neuron == late.events()[k].neuron);
      }
      spikes += early.events().size();
      single += later.events().size();
    }
    CHECK(early.observe(0) == late.observe(0));
    CHECK(early.observe(1) == late.observe(1));
    CHECK(late.bad() == -1);
    CHECK(later.bad() == -1);
    CHECK(std::fabs(static_cast<double>(single) / static_cast<double>(spikes) - 1) < 0.01);
  }
}
