#include <doctest/doctest.h>

#include <cmath>
#include <functional>

#include "apps/catalog.h"
#include "tests/probes/fake_source.h"
#include "tests/support/memory_sink.h"

using namespace rheo;

namespace {

/// Forwards to a sink that outlives the chain.
class Forward final : public ChunkSink {
 public:
  explicit Forward(ChunkSink& to) : to_(to) {}
  void put(Chunk&& chunk) override { to_.put(std::move(chunk)); }
  void finish(std::int64_t last_step) override { to_.finish(last_step); }

 private:
  ChunkSink& to_;
};

constexpr double kDt = 0.5e-3;

MemorySink estimate(const FakeTrain& train, const ModelSpec& filter, std::int64_t steps,
                    std::int64_t every, const std::vector<std::uint32_t>& elements,
                    std::size_t events_per_chunk) {
  const Catalog catalog = make_catalog();
  ProbeSpec spec;
  spec.name = "p";
  spec.record = "rate";
  spec.filter = filter;
  spec.every = every;
  MemorySink sink;
  const auto chain = catalog.rate_filters.find(filter.model)
                         ->make(spec, kDt, elements, std::make_unique<Forward>(sink));
  SpikeChunk chunk;
  for (const auto& [step, neurons] : train.spikes) {
    for (const auto& [neuron, count] : neurons) {
      chunk.step.push_back(step);
      chunk.neuron.push_back(neuron);
      chunk.count.push_back(count);
      if (chunk.step.size() < events_per_chunk) continue;
      chain->put(std::exchange(chunk, {}));
    }
  }
  if (!chunk.step.empty()) chain->put(std::move(chunk));
  chain->finish(steps);
  return sink;
}

using Formula = std::function<double(std::int64_t step, std::uint32_t neuron)>;

/// Every sample equals `expected`, however the events were cut into chunks.
void check_against(const FakeTrain& train, const ModelSpec& filter, std::int64_t steps,
                   const Formula& expected) {
  const std::vector<std::uint32_t> elements = {11, 0, 3, 3, 1};
  const MemorySink whole = estimate(train, filter, steps, 3, elements, 1U << 30);
  REQUIRE(whole.rows() == static_cast<std::size_t>(steps / 3));
  REQUIRE(whole.samples.width == elements.size());
  CHECK(whole.finished_at == steps);
  for (std::size_t row = 0; row < whole.rows(); ++row) {
    const auto step = static_cast<std::int64_t>(3 * (row + 1));
    CHECK(whole.samples.step[row] == step);
    for (std::size_t c = 0; c < elements.size(); ++c) {
      CAPTURE(step);
      CAPTURE(c);
      CHECK(whole.at(row, c) == doctest::Approx(expected(step, elements[c])).epsilon(1e-12));
    }
  }
  for (const std::size_t n : {1U, 5U}) {
    const MemorySink parts = estimate(train, filter, steps, 3, elements, n);
    CHECK(parts.samples.values == whole.samples.values);
  }
}

}  // namespace

TEST_CASE("gaussian: the sum over the run within 4 sigma, renormalised at its edges") {
  const std::int64_t steps = 200;
  const FakeTrain train = FakeTrain::random(12, 150, 0.1, 4);
  for (const double sigma : {0.1e-3, 5e-3, 1.0, 1e9}) {
    check_against(train, {"gaussian", {{"sigma", sigma}}}, steps,
                  [&](std::int64_t m, std::uint32_t neuron) {
                    double spikes = 0;
                    double area = 0;
                    for (std::int64_t k = 1; k <= steps; ++k) {
                      const double x = static_cast<double>(k - m) * kDt;
                      if (std::abs(x) > 4 * sigma * (1 + 1e-12)) continue;
                      const double g = std::exp(-x * x / (2 * sigma * sigma));
                      spikes += g * train.count(k, neuron);
                      area += g * kDt;
                    }
                    return spikes / area;
                  });
  }
}

TEST_CASE("gaussian: a spike in each step is 1 / dt everywhere, also at the edges") {
  FakeTrain train{1, {}};
  for (std::int64_t step = 1; step <= 100; ++step)
    train.spikes[step][0] = 1;
  const MemorySink got = estimate(train, {"gaussian", {{"sigma", 0.01}}}, 100, 1, {0}, 10);
  REQUIRE(got.rows() == 100);
  for (double rate : got.samples.values)
    CHECK(rate == doctest::Approx(1 / kDt).epsilon(1e-12));
}

TEST_CASE("window: spikes in (t - T, t] over T") {
  const FakeTrain train = FakeTrain::random(12, 150, 0.1, 5);
  for (const std::int64_t width : {1, 7, 40, 1000}) {
    const double seconds = static_cast<double>(width) * kDt;
    check_against(train, {"window", {{"width", seconds}}}, 200,
                  [&](std::int64_t m, std::uint32_t neuron) {
                    int spikes = 0;
                    for (std::int64_t k = m - width + 1; k <= m; ++k) {
                      spikes += train.count(k, neuron);
                    }
                    return spikes / seconds;
                  });
  }
}

TEST_CASE("isi: 1 / interval between the spikes around the sample, 0 outside") {
  const FakeTrain train = FakeTrain::random(12, 150, 0.05, 6);
  check_against(train, {"isi", {}}, 200, [&](std::int64_t m, std::uint32_t neuron) {
    std::vector<double> times;  // in steps; n spikes of step k at k - 1 + 1/n, ..., k
    for (std::int64_t k = 1; k <= 150; ++k) {
      const int n = train.count(k, neuron);
      for (int j = 1; j <= n; ++j)
        times.push_back(static_cast<double>(k - 1) + j / double(n));
    }
    const auto t = static_cast<double>(m);
    for (std::size_t j = 0; j + 1 < times.size(); ++j) {
      if (times[j] <= t && t < times[j + 1]) return 1 / ((times[j + 1] - times[j]) * kDt);
    }
    return 0.0;
  });
}

TEST_CASE("estimators cover a run without any spike") {
  for (const ModelSpec& filter : {ModelSpec{"gaussian", {{"sigma", 0.01}}},
                                  ModelSpec{"window", {{"width", 0.01}}}, ModelSpec{"isi", {}}}) {
    const MemorySink got = estimate({2, {}}, filter, 30, 10, {0, 1}, 1);
    CHECK(got.samples.step == std::vector<std::int64_t>{10, 20, 30});
    CHECK(got.samples.values == std::vector<double>(6, 0.0));
  }
}

TEST_CASE("a sample leaves as soon as no later spike can change it") {
  const Catalog catalog = make_catalog();
  ProbeSpec spec;
  spec.every = 1;
  MemorySink sink;
  const std::vector<std::pair<ModelSpec, std::size_t>> cases = {
      {{"gaussian", {{"sigma", 0.01}}}, 919},
      {{"window", {{"width", 0.01}}}, 999},
      {{"isi", {}}, 999}};
  for (const auto& [filter, early] : cases) {
    sink = MemorySink();
    spec.filter = filter;
    const auto chain = catalog.rate_filters.find(filter.model)
                           ->make(spec, kDt, {0}, std::make_unique<Forward>(sink));
    chain->put(SpikeChunk{{10, 1000}, {0, 0}, {1, 1}});
    CHECK(sink.rows() == early);
    chain->finish(1005);
    CHECK(sink.rows() == 1005);
  }
}
