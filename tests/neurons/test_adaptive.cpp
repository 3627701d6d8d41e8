// The adaptive LIF models: their membrane is that of lif, their adaptation a filter of the output.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "engine/random.h"
#include "tests/support/models.h"
#include "tests/support/population_driver.h"

using namespace rheo;
using namespace rheo::testing;

namespace {

constexpr double kDt = 1e-3;

/// Random currents, most above threshold.
template <class Real>
std::vector<Real> currents(std::size_t n, std::size_t step, double scale = 1) {
  const UniformDraw draw{draw_key(11, "test", "adaptive", "")};
  std::vector<Real> J(n);
  for (std::size_t i = 0; i < n; ++i)
    J[i] = static_cast<Real>(scale * (-1 + 6 * draw(step * n + i)));
  return J;
}

template <class Real>
void check_like_lif(const std::string& within_step, double tau_ref, Isa isa) {
  const std::size_t n = 300;
  const auto lif = model_of("lif", "", within_step);
  const auto adaptive = model_of("adaptive_lif", "", within_step);
  ParameterSet p = default_parameters(lif->declaration(), n);
  ParameterSet q = default_parameters(adaptive->declaration(), n);
  q.set("inc_n", {0.0});
  p.set("tau_ref", {tau_ref});
  q.set("tau_ref", {tau_ref});
  PopulationDriver<Real> plain(lif, p, kDt, {.isa = isa});
  PopulationDriver<Real> adapting(adaptive, q, kDt, {.isa = isa});
  std::size_t spikes = 0;
  bool same = true;
  for (std::size_t s = 0; s < 400; ++s) {
    plain.step(currents<Real>(n, s));
    adapting.step(currents<Real>(n, s));
    same = same && plain.events().size() == adapting.events().size();
    for (std::size_t k = 0; same && k < plain.events().size(); ++k) {
      same = plain.events()[k].neuron == adapting.events()[k].neuron &&
             plain.events()[k].count == adapting.events()[k].count;
    }
    spikes += plain.events().size();
  }
  CHECK(same);
  CHECK(spikes > 3000);
  CHECK(plain.observe(0) == adapting.observe(0));
  CHECK(plain.observe(1) == adapting.observe(1));
}

}  // namespace

TEST_CASE("adaptive_lif with inc_n = 0 has the bits of lif") {
  for (Isa isa : available_isas()) {
    for (const char* within_step : {"exact", "nengo"}) {
      for (double tau_ref : {2e-3, 3e-4}) {
        check_like_lif<double>(within_step, tau_ref, isa);
        check_like_lif<float>(within_step, tau_ref, isa);
      }
    }
  }
}

TEST_CASE("currents, adaptation included, scale with J_th") {
  // A power of two: not a bit differs but the factor.
  const std::size_t n = 200;
  const double k = 4;
  const auto model = model_of("adaptive_lif");
  ParameterSet p = default_parameters(model->declaration(), n);
  p.set("inc_n", {0.05});
  p.set("tau_n", {0.1});
  ParameterSet q = p;
  q.set("J_th", {k});
  q.set("inc_n", {k * 0.05});
  PopulationDriver<double> one(model, p, kDt);
  PopulationDriver<double> four(model, q, kDt);
  std::size_t spikes = 0;
  for (std::size_t s = 0; s < 500; ++s) {
    one.step(currents<double>(n, s));
    four.step(currents<double>(n, s, k));
    REQUIRE(one.events() == four.events());
    spikes += one.events().size();
  }
  CHECK(spikes > 2000);
  const auto a = one.observe(2);
  const auto b = four.observe(2);
  for (std::size_t i = 0; i < n; ++i) {
    CHECK(a[i] > 0);
    CHECK(b[i] == k * a[i]);
  }
}

TEST_CASE("adaptation is Euler's filter of the output, per neuron and for any amplitude") {
  const std::size_t n = 3;
  const auto model = model_of("adaptive_lif");
  ParameterSet p = default_parameters(model->declaration(), n);
  const std::vector<double> tau_n = {0.05, 0.3, 1.0};
  const std::vector<double> inc_n = {0.05, 0.0, 0.02};
  const std::vector<double> amplitude = {1.0, 2.0, 0.5};
  p.set("tau_n", tau_n);
  p.set("inc_n", inc_n);
  p.set("amplitude", amplitude);
  PopulationDriver<double> population(model, p, kDt, {.given = {{"adaptation", {0.1, 0.4, 0.0}}}});
  std::vector<double> expected = {0.1, 0.4, 0.0};
  CHECK(population.observe(2) == expected);
  std::size_t spikes = 0;
  for (int s = 0; s < 1000; ++s) {
    population.step({3.0, 3.0, 3.0});
    std::vector<double> output(n, 0.0);
    for (const auto& e : population.events())
      output[e.neuron] = amplitude[e.neuron] * e.count / kDt;
    for (std::size_t i = 0; i < n; ++i) {
      expected[i] += kDt / tau_n[i] * (inc_n[i] * output[i] - expected[i]);
      CHECK(std::fabs(population.observe(2)[i] - expected[i]) < 1e-12);
    }
    spikes += population.events().size();
  }
  CHECK(spikes > 150);
  CHECK(population.observe(2)[0] > 1);
}

TEST_CASE("adaptive_lif_rate settles where output and adaptation agree") {
  const auto model = model_of("adaptive_lif_rate");
  ParameterSet p = default_parameters(model->declaration(), 2);
  p.set("inc_n", {0.01, 0.0});
  p.set("tau_n", {0.1});
  PopulationDriver<double> population(model, p, kDt);
  for (int s = 0; s < 5000; ++s)
    population.step({4.0, 4.0});
  const double n = population.observe(0)[0];
  const double rate = population.output()[0];
  CHECK(n == doctest::Approx(0.01 * rate).epsilon(1e-9));
  CHECK(rate == doctest::Approx(model->rate(p, 0, 4.0 - n)).epsilon(1e-9));
  CHECK(population.output()[1] == doctest::Approx(model->rate(p, 1, 4.0)).epsilon(1e-12));
  CHECK(rate < 0.8 * population.output()[1]);
  CHECK_FALSE(model->rate_caveat().empty());
}

TEST_CASE("an adaptation that would grow without bound is refused; one that decays ends at 0") {
  for (const char* name : {"adaptive_lif", "adaptive_lif_rate"}) {
    CAPTURE(name);
    const auto model = model_of(name);
    ParameterSet p = default_parameters(model->declaration(), 2);
    CHECK(model->check(p, {}, kDt).empty());
    p.set("tau_n", {0.2, 4e-4});
    const auto problems = model->check(p, {}, kDt);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].path == "tau_n");
    p.set("tau_n", {2e-3});
    PopulationDriver<float> population(model, p, kDt, {.given = {{"adaptation", {1.0, -1.0}}}});
    const std::size_t state = model->declaration().states.size() - 1;
    double least = 1;
    for (int s = 0; s < 400; ++s) {
      population.step({0.0F, 0.0F});
      const double n = std::fabs(population.observe(state)[1]);
      least = n > 0 ? std::fmin(least, n) : least;
    }
    CHECK(population.observe(state) == std::vector<double>{0.0, 0.0});
    CHECK(least > static_cast<double>(std::numeric_limits<float>::min()));
  }
}
