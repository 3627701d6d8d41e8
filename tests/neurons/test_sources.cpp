// Models that fire without input.
#include <doctest/doctest.h>

#include <cmath>

#include "engine/poisson.h"
#include "tests/support/models.h"
#include "tests/support/population_driver.h"

using namespace rheo;
using namespace rheo::testing;

namespace {

template <class Real>
std::vector<typename PopulationDriver<Real>::Event> events_of(const std::string& name,
                                                              const ParameterSet& p, double dt,
                                                              Isa isa, std::int64_t steps) {
  PopulationDriver<Real> source(model_of(name), p, dt, {.isa = isa});
  std::vector<typename PopulationDriver<Real>::Event> events;
  for (std::int64_t n = 0; n < steps; ++n) {
    source.step(std::vector<Real>(p.neurons()));
    events.insert(events.end(), source.events().begin(), source.events().end());
  }
  CHECK(source.bad() == -1);
  return events;
}

/// n rates from 0 to `top`.
std::vector<double> ramp(std::size_t n, double top) {
  std::vector<double> rates(n);
  for (std::size_t i = 0; i < n; ++i)
    rates[i] = top * static_cast<double>(i) / static_cast<double>(n - 1);
  return rates;
}

}  // namespace

TEST_CASE("poisson: counts of mean and variance rate dt") {
  // Of N counts of mean m the sum is Poisson of mean N m, and the sum of (count - m)^2 has the
  // mean N m and the variance N (m + 2 m^2). Bounds: 5 standard deviations.
  const std::size_t n = 1500;
  for (double rate : {0.0, 8.0, 900.0, 50000.0, 1e6}) {
    CAPTURE(rate);
    ParameterSet p = default_parameters(model_of("poisson")->declaration(), n);
    p.set("rate", {rate});
    const std::int64_t steps = 400;
    const double m = rate * 1e-3;
    const double N = static_cast<double>(n) * static_cast<double>(steps);
    double sum = 0;
    double squares = N * m * m;  // of the counts that are 0
    for (const auto& e : events_of<double>("poisson", p, 1e-3, Isa::baseline, steps)) {
      CHECK_MESSAGE(e.count > 0, e.neuron);
      sum += e.count;
      squares += (e.count - m) * (e.count - m) - m * m;
    }
    CHECK(std::fabs(sum - N * m) <= 5 * std::sqrt(N * m));
    CHECK(std::fabs(squares - N * m) <= 5 * std::sqrt(N * (m + 2 * m * m)));
  }
}

TEST_CASE("poisson: each neuron its own rate") {
  const std::size_t n = 1300;
  ParameterSet p = default_parameters(model_of("poisson")->declaration(), n);
  p.set("rate", ramp(n, 40000));
  std::vector<double> total(n);
  const std::int64_t steps = 500;
  for (const auto& e : events_of<double>("poisson", p, 1e-3, Isa::baseline, steps))
    total[e.neuron] += e.count;
  double chi = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double mean = p.at("rate", i) * 1e-3 * static_cast<double>(steps);
    if (mean == 0) CHECK(total[i] == 0);
    if (mean > 0) chi += (total[i] - mean) * (total[i] - mean) / mean;
  }
  // Mean n - 1, variance 2 (n - 1) and a little for small means.
  CHECK(std::fabs(chi - (n - 1)) < 5 * std::sqrt(2.0 * n));
}

TEST_CASE("poisson: the same spikes on all instruction sets and in both precisions") {
  const std::size_t n = 1300;
  const std::vector<std::vector<double>> tried = {{5.0}, {3000.0}, {300000.0}, ramp(n, 5e4)};
  for (const auto& rates : tried) {
    ParameterSet p = default_parameters(model_of("poisson")->declaration(), n);
    p.set("rate", rates);
    const auto expected = events_of<double>("poisson", p, 1e-3, Isa::baseline, 20);
    CHECK(!expected.empty());
    for (Isa isa : available_isas()) {
      CHECK(events_of<double>("poisson", p, 1e-3, isa, 20) == expected);
      const auto single = events_of<float>("poisson", p, 1e-3, isa, 20);
      REQUIRE(single.size() == expected.size());
      for (std::size_t k = 0; k < single.size(); ++k)
        CHECK(single[k].count == expected[k].count);
    }
  }
}

TEST_CASE("poisson: too many spikes in a step are refused") {
  const auto model = model_of("poisson");
  ParameterSet p = default_parameters(model->declaration(), 1);
  p.set("rate", {2e12});
  REQUIRE(model->check(p, {}, 1e-3).size() == 1);
  CHECK(model->check(p, {}, 1e-3).front().path == "rate");
  CHECK(model->check(p, {}, 1e-4).empty());
  CHECK(model->rate(p, 0, -5) == 2e12);
}
