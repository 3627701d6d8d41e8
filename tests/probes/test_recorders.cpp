#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "apps/catalog.h"
#include "probes/recorders.h"
#include "probes/sample_recorder.h"
#include "probes/spike_recorder.h"
#include "tests/probes/fake_source.h"
#include "tests/support/memory_sink.h"

using namespace rheo;

namespace {

/// A recorder and the source that it owns.
struct Rig {
  FakeSource* source;
  std::unique_ptr<Recorder> recorder;
};

Rig rig(const FakeTrain& train, const Catalog& catalog, const ProbeSpec& spec,
        std::vector<std::uint32_t> elements) {
  auto source = std::make_unique<FakeSource>(train);
  FakeSource* seen = source.get();
  const auto* entry = catalog.probes.find(spec.record);
  REQUIRE(entry != nullptr);
  return {seen, entry->make({.spec = spec,
                             .source = std::move(source),
                             .elements = std::move(elements),
                             .dt = 1e-3,
                             .isa = Isa::baseline,
                             .catalog = catalog})};
}

ProbeSpec probe(const std::string& record, std::int64_t every = 1) {
  ProbeSpec spec;
  spec.name = "p";
  spec.record = record;
  spec.every = every;
  return spec;
}

ModelSpec lowpass(double tau) {
  return {"lowpass", {{"tau", tau}}};
}

void check_spikes(const FakeTrain& train, const std::set<std::uint32_t>& wanted,
                  const SpikeChunk& got) {
  std::size_t k = 0;
  for (const auto& [step, neurons] : train.spikes) {
    for (const auto& [neuron, count] : neurons) {
      if (wanted.count(neuron) == 0) continue;
      REQUIRE(k < got.step.size());
      CHECK(got.step[k] == step);
      CHECK(got.neuron[k] == neuron);
      CHECK(got.count[k] == count);
      ++k;
    }
  }
  CHECK(k == got.step.size());
}

}  // namespace

TEST_CASE("spikes come in the order (step, neuron) over blocks and flushes") {
  const FakeTrain train = FakeTrain::random(2500, 60, 0.02, 1);
  const Catalog catalog = make_catalog();
  const ProbeSpec spec = probe("spikes");
  for (std::int64_t slice : {1, 7, 60}) {
    auto [source, recorder] = rig(train, catalog, spec, all_of(2500));
    REQUIRE(recorder->n_blocks() == 3);
    MemorySink sink;
    for (std::int64_t from = 1; from <= 60; from += slice) {
      play(*source, *recorder, from, std::min<std::int64_t>(60, from + slice - 1));
      recorder->flush(sink);
    }
    const auto all = all_of(2500);
    check_spikes(train, {all.begin(), all.end()}, sink.spikes);
    CHECK(sink.spikes.step.size() > 2000);
  }
}

TEST_CASE("a subset of neurons keeps the index in the population") {
  const FakeTrain train = FakeTrain::random(2500, 60, 0.05, 2);
  const Catalog catalog = make_catalog();
  const ProbeSpec spec = probe("spikes");
  auto [source, recorder] = rig(train, catalog, spec, {2400, 3, 7, 3});
  play(*source, *recorder, 1, 60);
  MemorySink sink;
  recorder->flush(sink);
  check_spikes(train, {3, 7, 2400}, sink.spikes);
  CHECK(sink.spikes.step.size() > 3);
}

TEST_CASE("reset drops what was not handed over") {
  const FakeTrain train = FakeTrain::random(100, 20, 0.5, 3);
  const Catalog catalog = make_catalog();
  for (const char* record : {"spikes", "value", "rate"}) {
    ProbeSpec spec = probe(record);
    if (spec.record != "spikes") spec.filter = lowpass(0.01);
    auto [source, recorder] = rig(train, catalog, spec, all_of(100));
    MemorySink first;
    play(*source, *recorder, 1, 20);
    recorder->flush(first);
    play(*source, *recorder, 1, 5);
    recorder->reset();
    MemorySink second;
    play(*source, *recorder, 1, 20);
    recorder->flush(second);
    CHECK(first.spikes.step == second.spikes.step);
    CHECK(first.samples.step == second.samples.step);
    CHECK(first.samples.values == second.samples.values);
    CHECK(first.chunks == 1);
  }
}

TEST_CASE("samples are taken at steps k, 2k, ..., columns in the order asked for") {
  const FakeTrain train{3000, {}};
  const Catalog catalog = make_catalog();
  const ProbeSpec spec = probe("value", 4);
  const std::vector<std::vector<std::uint32_t>> subsets = {
      all_of(3000), {0}, {2999, 5, 1030, 5, 6}, {0, 20, 40, 90, 1023, 1024, 2000}, {}};
  for (const auto& elements : subsets) {
    auto [source, recorder] = rig(train, catalog, spec, elements);
    MemorySink sink;
    play(*source, *recorder, 1, 6);
    recorder->flush(sink);
    play(*source, *recorder, 7, 18);
    recorder->flush(sink);
    if (elements.empty()) {
      CHECK(sink.chunks == 0);
      continue;
    }
    REQUIRE(sink.samples.step == std::vector<std::int64_t>{4, 8, 12, 16});
    REQUIRE(sink.samples.width == elements.size());
    for (std::size_t row = 0; row < 4; ++row) {
      for (std::size_t c = 0; c < elements.size(); ++c) {
        CHECK(sink.at(row, c) == FakeSource::value(sink.samples.step[row], elements[c]));
      }
    }
  }
}

TEST_CASE("a block is read once, however its elements are scattered within a few places") {
  const FakeTrain train{1024, {}};
  const Catalog catalog = make_catalog();
  const ProbeSpec spec = probe("value");
  auto [source, recorder] = rig(train, catalog, spec, {0, 10, 20, 30});
  play(*source, *recorder, 1, 1);
  CHECK(source->calls == 1);
}

TEST_CASE("with a synapse of its own a probe shows y[n-1]") {
  const FakeTrain train{1030, {}};
  const Catalog catalog = make_catalog();
  ProbeSpec spec = probe("value", 3);
  spec.filter = lowpass(0.005);
  auto [source, recorder] = rig(train, catalog, spec, {1029, 2});
  MemorySink sink;
  play(*source, *recorder, 1, 30);
  recorder->flush(sink);
  REQUIRE(sink.samples.step.size() == 10);
  const double a = std::exp(-0.001 / 0.005);
  std::vector<double> y(31);
  for (const std::size_t column : {0U, 1U}) {
    for (std::int64_t n = 1; n <= 30; ++n) {
      const double u = FakeSource::value(n, column == 0 ? 1029 : 2);
      y[static_cast<std::size_t>(n)] = a * y[static_cast<std::size_t>(n - 1)] + (1 - a) * u;
    }
    for (std::size_t row = 0; row < 10; ++row) {
      CHECK(sink.at(row, column) == doctest::Approx(y[3 * (row + 1) - 1]).epsilon(1e-12));
    }
  }
}

TEST_CASE("a rate comes from counts: one spike through a lowpass has area 1") {
  FakeTrain train{2000, {}};
  train.spikes[3][1500] = 1;
  train.spikes[3][7] = 2;
  const Catalog catalog = make_catalog();
  ProbeSpec spec = probe("rate");
  spec.filter = lowpass(0.01);
  for (const bool whole : {true, false}) {
    const std::vector<std::uint32_t> some = {7, 1500, 1501};
    auto [source, recorder] = rig(train, catalog, spec, whole ? all_of(2000) : some);
    MemorySink sink;
    play(*source, *recorder, 1, 400);
    recorder->flush(sink);
    const std::size_t one = whole ? 1500 : 1;
    const std::size_t two = whole ? 7 : 0;
    CHECK(sink.at(2, one) == 0);
    CHECK(sink.at(3, one) == doctest::Approx((1 - std::exp(-0.1)) / 0.001).epsilon(1e-12));
    double area = 0;
    for (std::size_t row = 0; row < 400; ++row) {
      area += sink.at(row, one) * 0.001;
      CHECK(sink.at(row, two) == 2 * sink.at(row, one));
      CHECK(sink.at(row, whole ? 1501 : 2) == 0);
    }
    CHECK(area == doctest::Approx(1).epsilon(1e-12));
  }
}

TEST_CASE("large recordings are handed over in pieces") {
  const FakeTrain train{5000, {}};
  const Catalog catalog = make_catalog();
  const ProbeSpec spec = probe("value");
  auto [source, recorder] = rig(train, catalog, spec, all_of(5000));
  play(*source, *recorder, 1, 250);
  MemorySink sink;
  recorder->flush(sink);
  CHECK(sink.chunks == 3);  // 104 rows of 5000 make half a million numbers
  REQUIRE(sink.rows() == 250);
  for (std::size_t row = 0; row < 250; ++row) {
    CHECK(sink.samples.step[row] == static_cast<std::int64_t>(row) + 1);
    CHECK(sink.at(row, 4999) == FakeSource::value(sink.samples.step[row], 4999));
  }
}
