// Models that turn the rates of another one into spikes: what they take over from their base, and
// the statistics of the random ones.
#include <doctest/doctest.h>

#include <cmath>

#include "engine/error.h"
#include "neurons/poisson_count.h"
#include "tests/support/models.h"
#include "tests/support/population_driver.h"

using namespace rheo;
using namespace rheo::testing;

namespace {

constexpr double kDt = 1e-3;

/// How often each count from -limit to limit came, of n neurons in `steps` steps at the current J.
struct Histogram {
  std::vector<double> times;  // (2 limit + 1)
  double draws = 0;
  double of(int count) const { return times[static_cast<std::size_t>(count) + times.size() / 2]; }
};

Histogram histogram(const std::string& model, const std::string& base, double J, int limit) {
  const std::size_t n = 1500;  // over a block's border
  const auto made = model_of(model, base);
  PopulationDriver<double> population(made, default_parameters(made->declaration(), n), kDt,
                                      {.seed = 17});
  Histogram h;
  h.times.assign(2 * static_cast<std::size_t>(limit) + 1, 0.0);
  for (int s = 0; s < 100; ++s) {
    population.step(std::vector<double>(n, J));
    h.draws += static_cast<double>(n);
    h.times[static_cast<std::size_t>(limit)] += static_cast<double>(n);
    for (const auto& e : population.events()) {
      REQUIRE(std::abs(e.count) <= limit);
      h.times[static_cast<std::size_t>(limit)] -= 1;
      h.times[static_cast<std::size_t>(limit) + static_cast<std::size_t>(e.count)] += 1;
    }
  }
  CHECK(population.bad() == -1);
  return h;
}

/// Sum of (found - expected)^2 / expected over the counts expected more than 5 times, the others
/// together as one more; `cells` is their number.
double chi_square(const std::vector<double>& found, const std::vector<double>& expected,
                  int& cells) {
  double sum = 0;
  double rest_found = 0;
  double rest_expected = 0;
  cells = 0;
  for (std::size_t k = 0; k < found.size(); ++k) {
    if (expected[k] <= 5) {
      rest_found += found[k];
      rest_expected += expected[k];
      continue;
    }
    cells += 1;
    sum += (found[k] - expected[k]) * (found[k] - expected[k]) / expected[k];
  }
  if (rest_expected > 5) {
    cells += 1;
    sum += (rest_found - rest_expected) * (rest_found - rest_expected) / rest_expected;
  } else {
    CHECK(rest_found < 30);
  }
  return sum;
}

/// The chi-square of a sound sample of `cells` cells is below this but once in about 10^5 times.
double bound(int cells) {
  const double freedom = cells - 1;
  return freedom + 4.3 * std::sqrt(2 * freedom) + 12;
}

double poisson_probability(int k, double mean) {
  return std::exp(k * std::log(mean) - mean - std::lgamma(k + 1.0));
}

}  // namespace

TEST_CASE("poisson_count: chi-square against the distribution, small and large means") {
  const DrawKey key = draw_key(23, "test", "poisson", "");
  constexpr int kDraws = 200000;
  for (double mean : {0.003, 0.4, 3.0, 9.99, 10.0, 10.5, 37.0, 1234.5}) {
    CAPTURE(mean);
    const int most = static_cast<int>(mean + 12 * std::sqrt(mean) + 20);
    std::vector<double> found(static_cast<std::size_t>(most) + 1);
    std::vector<double> expected(found.size());
    for (int d = 0; d < kDraws; ++d) {
      const int k = poisson_count(key, static_cast<std::uint64_t>(d), 7, mean);
      REQUIRE(k >= 0);
      REQUIRE(k <= most);
      found[static_cast<std::size_t>(k)] += 1;
    }
    for (int k = 0; k <= most; ++k) {
      const double probability = poisson_probability(k, mean);
      expected[static_cast<std::size_t>(k)] = kDraws * probability;
      if (k < 400 && probability > 1e-200) {
        CHECK(poisson_log_probability(k, mean) ==
              doctest::Approx(std::log(probability)).epsilon(1e-9));
      }
    }
    int cells = 0;
    const double chi = chi_square(found, expected, cells);
    CHECK(chi < bound(cells));
    CHECK(cells >= 2);
  }
}

TEST_CASE("poisson_count: mean and variance of huge means; nothing of none") {
  const DrawKey key = draw_key(29, "test", "poisson", "");
  constexpr int kDraws = 20000;
  for (double mean : {1e6, 1e9}) {
    double sum = 0;
    double squares = 0;
    for (int d = 0; d < kDraws; ++d) {
      const double off = poisson_count(key, static_cast<std::uint64_t>(d), 1, mean) - mean;
      sum += off;
      squares += off * off;
    }
    CHECK(std::fabs(sum / kDraws) < 5 * std::sqrt(mean / kDraws));
    CHECK(squares / kDraws == doctest::Approx(mean).epsilon(5 * std::sqrt(2.0 / kDraws)));
  }
  CHECK(poisson_count(key, 0, 1, 0.0) == 0);
  CHECK(poisson_count(key, 0, 1, 1e-300) == 0);
}

TEST_CASE("poisson_spiking draws Poisson counts at the rates of its base, with their sign") {
  struct Case {
    const char* base;
    double J;
    double mean;  // in a step
  };
  for (const Case& c : {Case{"rectified_linear", 250, 0.25}, Case{"rectified_linear", 4000, 4.0},
                        Case{"tanh", -0.5, -0.4 * std::tanh(0.5)}, Case{"sigmoid", 0.0, 0.2}}) {
    CAPTURE(c.base);
    const Histogram h = histogram("poisson_spiking", c.base, c.J, 40);
    std::vector<double> found;
    std::vector<double> expected;
    for (int k = 0; k <= 40; ++k) {
      found.push_back(h.of(c.mean < 0 ? -k : k));
      expected.push_back(h.draws * poisson_probability(k, std::fabs(c.mean)));
      if (k > 0) CHECK(h.of(c.mean < 0 ? k : -k) == 0);
    }
    int cells = 0;
    const double chi = chi_square(found, expected, cells);
    CHECK(chi < bound(cells));
  }
}

TEST_CASE("stochastic_spiking rounds to one of the two nearest counts, right in the mean") {
  for (double per_step : {0.13, 2.75, -0.3}) {
    CAPTURE(per_step);
    const bool negative = per_step < 0;
    const char* base = negative ? "tanh" : "rectified_linear";
    const double J = negative ? std::atanh(per_step / kDt / 400) : per_step / kDt;
    const Histogram h = histogram("stochastic_spiking", base, J, 5);
    const double e = std::fabs(per_step);
    const int low = static_cast<int>(e);
    const double up = e - low;
    const int sign = negative ? -1 : 1;
    CHECK(h.of(sign * low) + h.of(sign * (low + 1)) == h.draws);
    const double sigma = std::sqrt(h.draws * up * (1 - up));
    CHECK(std::fabs(h.of(sign * (low + 1)) - h.draws * up) < 4.5 * sigma);
  }
}

TEST_CASE("random counts differ between neurons, steps and seeds, and return after a restart") {
  for (const char* name : {"poisson_spiking", "stochastic_spiking"}) {
    CAPTURE(name);
    const auto model = model_of(name, "rectified_linear");
    const std::size_t n = 1100;
    const ParameterSet p = default_parameters(model->declaration(), n);
    const auto run = [&](std::uint64_t seed, std::int64_t start) {
      PopulationDriver<double> population(model, p, kDt, {.seed = seed, .start = start});
      std::vector<std::vector<std::uint32_t>> steps;
      for (int s = 0; s < 3; ++s) {
        population.step(std::vector<double>(n, 500.0));
        std::vector<std::uint32_t> who;
        for (const auto& e : population.events())
          who.push_back(e.neuron);
        steps.push_back(who);
      }
      return steps;
    };
    const auto once = run(1, 0);
    CHECK(once == run(1, 0));
    CHECK(once != run(2, 0));
    CHECK(once[0] != once[1]);
    CHECK(once[1] == run(1, 1)[0]);  // a step's draws depend on its number alone
    // Neurons of the second block are not those of the first once more.
    std::vector<std::uint32_t> first;
    std::vector<std::uint32_t> second;
    for (std::uint32_t i : once[0]) {
      if (i < n - kBlock) first.push_back(i);
      if (i >= kBlock) second.push_back(i - static_cast<std::uint32_t>(kBlock));
    }
    CHECK(first != second);
  }
}

TEST_CASE("regular_spiking: at every instant as many spikes as the rate says, within one") {
  const auto model = model_of("regular_spiking", "tanh");
  const std::vector<double> J = {-3, -0.7, -0.01, 0, 0.02, 0.5, 2};
  const ParameterSet p = default_parameters(model->declaration(), J.size());
  PopulationDriver<double> population(model, p, kDt);
  std::vector<std::int64_t> spikes(J.size());
  for (int n = 1; n <= 4000; ++n) {
    population.step(J);
    for (const auto& e : population.events())
      spikes[e.neuron] += e.count;
    for (std::size_t i = 0; i < J.size(); ++i) {
      const double off = static_cast<double>(spikes[i]) - n * kDt * model->rate(p, i, J[i]);
      REQUIRE(std::fabs(off) < 1 + 1e-9);
    }
  }
  CHECK(spikes[0] < -1500);
  CHECK(spikes[3] == 0);
  CHECK(spikes[6] > 1500);
  for (double v : population.observe(0))
    CHECK((v >= 0 && v <= 1));
}

TEST_CASE("a wrapper takes over curve, tuning, parameters, states and rules of its base") {
  const auto base = model_of("lif_rate");
  for (const char* name : {"regular_spiking", "stochastic_spiking", "poisson_spiking"}) {
    CAPTURE(name);
    const auto model = model_of(name, "lif_rate");
    CHECK(model->declaration().name == name);
    ParameterSet p = default_parameters(model->declaration(), 2);
    p.set("J_th", {0.5, 2.0});
    p.set("base_amplitude", {3.0});
    p.set("amplitude", {0.1});
    for (std::size_t i : {0U, 1U}) {
      CHECK(model->threshold(p, i) == p.at("J_th", i));
      CHECK(model->rate(p, i, 4.0) == 3 * base->rate(p, i, 4.0));
      CHECK(model->rate_ceiling(p, i) == 1500);
      const GainBias g = model->gain_bias(p, i, 200, -0.5);
      CHECK(g.gain == base->gain_bias(p, i, 200, -0.5).gain);
      CHECK(g.bias == base->gain_bias(p, i, 200, -0.5).bias);
    }
    CHECK(model->check_tuning(p, 0, 501, 0).path == "max_rates");
    PopulationDriver<double> population(model, p, kDt);
    population.step({4.0, 4.0});
    const std::size_t rate_out = model->declaration().states.size() - 1;
    CHECK(model->declaration().states[rate_out].name == "rate_out");
    CHECK(population.observe(rate_out)[1] == doctest::Approx(model->rate(p, 1, 4.0)));

    const auto adapting = model_of(name, "adaptive_lif_rate");
    ParameterSet q = default_parameters(adapting->declaration(), 2);
    CHECK(adapting->declaration().states.back().name == "adaptation");
    q.set("tau_n", {1e-4});
    REQUIRE(adapting->check(q, {}, kDt).size() == 1);
    CHECK(adapting->check(q, {}, kDt)[0].path == "tau_n");
    PopulationDriver<double> started(adapting, default_parameters(adapting->declaration(), 2), kDt,
                                     {.given = {{"adaptation", {0.25, 0.5}}}});
    CHECK(started.observe(adapting->declaration().states.size() - 1) ==
          std::vector<double>{0.25, 0.5});
    CHECK_THROWS_AS(model_of(name, "lif"), ConfigError);
    CHECK_THROWS_AS(model_of(name), ConfigError);
  }
  const auto regular = model_of("regular_spiking", "sigmoid");
  const ParameterSet p = default_parameters(regular->declaration(), 1);
  CHECK(regular->check(p, {{"voltage", {0.99}}}, kDt).empty());
  CHECK(regular->check(p, {{"voltage", {1.0}}}, kDt).size() == 1);
}
