// Models that fire without input.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <utility>

#include "engine/poisson.h"
#include "neurons/spike_trains.h"
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

namespace {

ModelSpec trains(std::vector<double> times, std::vector<double> neurons) {
  return {"spike_trains",
          {{"times", Array::list(std::move(times))}, {"indices", Array::list(std::move(neurons))}}};
}

/// The first problem of trains for 3 neurons at dt = 1 ms; "" if there is none.
std::string problem_of(std::vector<double> times, std::vector<double> neurons) {
  const auto model = make_spike_trains(trains(std::move(times), std::move(neurons)));
  const auto problems = model->check(default_parameters(model->declaration(), 3), {}, 1e-3);
  if (problems.empty()) return "";
  const Problem& p = problems.front();
  return p.path + " " + p.what + ", " + p.rule + (p.remedy.empty() ? "" : "; " + p.remedy);
}

}  // namespace

TEST_CASE("spike_trains: every spike in its step, whatever the order of the list") {
  // (step, neuron), over three blocks; two are there three times and twice.
  const std::vector<std::pair<std::int64_t, std::uint32_t>> listed = {
      {300, 2047}, {1, 0}, {7, 1024}, {7, 5}, {7, 1024}, {2, 2048},
      {7, 1023},   {7, 5}, {7, 1024}, {1, 2}, {300, 0},  {999999, 3}};
  std::vector<double> times;
  std::vector<double> neurons;
  for (const auto& [step, neuron] : listed) {
    times.push_back(static_cast<double>(step) * 1e-4);
    neurons.push_back(neuron);
  }
  const auto model = make_spike_trains(trains(times, neurons));
  const ParameterSet p = default_parameters(model->declaration(), 2100);
  CHECK(model->check(p, {}, 1e-4).empty());
  for (Isa isa : available_isas()) {
    PopulationDriver<float> source(model, p, 1e-4, {.isa = isa});
    std::vector<PopulationDriver<float>::Event> events;
    for (int n = 0; n < 301; ++n) {
      source.step(std::vector<float>(2100));
      events.insert(events.end(), source.events().begin(), source.events().end());
    }
    CHECK(events == std::vector<PopulationDriver<float>::Event>{{1, 0, 1},
                                                                {1, 2, 1},
                                                                {2, 2048, 1},
                                                                {7, 5, 2},
                                                                {7, 1023, 1},
                                                                {7, 1024, 3},
                                                                {300, 0, 1},
                                                                {300, 2047, 1}});
  }
  PopulationDriver<double> late(model, p, 1e-4, {.start = 999998});  // a run that goes on
  late.step(std::vector<double>(2100));
  CHECK(late.events() == std::vector<PopulationDriver<double>::Event>{{999999, 3, 1}});
  CHECK(model->rate(p, 1024, 0) == doctest::Approx(3 / 99.9999).epsilon(1e-12));
  CHECK(model->rate(p, 2099, 0) == 0);
}

TEST_CASE("spike_trains: what is no step and no neuron is named") {
  CHECK(problem_of({}, {}).empty());
  CHECK(problem_of({0.001, 0.3, 0.003 + 1e-13}, {0, 2, 1}).empty());
  CHECK(problem_of({0.001, 0.0105}, {0, 1}) ==
        "times[1] is 0.0105 s, must be a multiple of dt = 0.001 s, from dt on; the nearest is "
        "0.011 s");
  CHECK(problem_of({0.0}, {0}).find("times[0] is 0") == 0);
  CHECK(problem_of({1e300}, {0}).find("times[0] is 1e+300 s") == 0);
  CHECK(problem_of({0.001, 0.002}, {0}) == "indices has 1 entries, one for each of the 2 times");
  CHECK(problem_of({0.001}, {3}) == "indices[0] is 3, must be the index of a neuron: 0 to 2");
  CHECK(problem_of({0.001}, {0.5}).find("indices[0] is 0.5") == 0);
  CHECK(problem_of({0.001}, {-1}).find("indices[0] is -1") == 0);
}
