#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>

#include "apps/catalog.h"
#include "io/results.h"
#include "tests/support/memory_sink.h"
#include "tests/support/spec.h"
#include "tests/support/temporary.h"

using namespace rheo;

namespace {

const std::vector<std::string> kProbes = {"spikes", "output", "smooth", "rate",    "gauss",
                                          "window", "isi",    "value",  "current", "voltage"};

/// The small network with a probe of every kind; the input changes sides.
NetworkSpec probed_network() {
  NetworkSpec spec = small_network();
  spec.probes.clear();
  const auto add = [&](const std::string& name, const std::string& of, const std::string& record,
                       std::optional<ModelSpec> filter, std::int64_t every) {
    ProbeSpec p;
    p.name = name;
    p.of.object = of;
    p.record = record;
    p.filter = std::move(filter);
    p.every = every;
    spec.probes.push_back(p);
  };
  const ModelSpec lowpass{"lowpass", {{"tau", 0.01}}};
  add("spikes", "a", "spikes", {}, 1);
  add("output", "a", "output", {}, 1);
  add("smooth", "a", "output", lowpass, 2);
  add("rate", "a", "rate", ModelSpec{"alpha", {{"tau", 0.01}}}, 1);
  add("gauss", "a", "rate", ModelSpec{"gaussian", {{"sigma", 0.01}}}, 5);
  add("window", "a", "rate", ModelSpec{"window", {{"width", 0.02}}}, 5);
  add("isi", "a", "rate", ModelSpec{"isi", {}}, 1);
  add("value", "y", "value", lowpass, 1);
  add("current", "a", "current", {}, 10);
  add("voltage", "a", "voltage", {}, 1);
  spec.probes[9].of.slice = std::vector<std::int64_t>{3, 0};
  return spec;
}

/// Runs into the directory `path` in two parts and gives back what it held there.
void run_into(const std::filesystem::path& path, int threads, std::int64_t slice) {
  const NetworkSpec spec = probed_network();
  const Catalog catalog = make_catalog();
  const auto network = std::make_shared<const Network>(build(spec, catalog));
  Results results(path, spec, *network, catalog);
  RunOptions options;
  options.threads = threads;
  options.slice_steps = slice;
  Simulation simulation(network, catalog, options);
  results.connect(simulation);
  simulation.run(37);
  simulation.run(spec.simulation.steps - 37);
  simulation.finish();
  results.finish(summarise(simulation, 0), RunStatus::complete);
}

MemorySink run_in_memory(const std::string& probe) {
  const NetworkSpec spec = probed_network();
  const Catalog catalog = make_catalog();
  const auto network = std::make_shared<const Network>(build(spec, catalog));
  MemorySink sink;
  Simulation simulation(network, catalog);
  simulation.connect(probe, sink);
  simulation.run(spec.simulation.steps);
  simulation.finish();
  return sink;
}

std::vector<std::vector<double>> table(const std::filesystem::path& path) {
  std::vector<std::vector<double>> rows;
  const auto lines = file_lines(path);
  for (std::size_t k = 1; k < lines.size(); ++k) {
    rows.emplace_back();
    const char* at = lines[k].c_str();
    for (char* end = nullptr; *at != '\0'; at = *end == ',' ? end + 1 : end) {
      rows.back().push_back(std::strtod(at, &end));
    }
  }
  return rows;
}

}  // namespace

TEST_CASE("files of a run are the same for any slice and number of threads") {
  const TemporaryDirectory place;
  run_into(place / "one", 1, 0);
  run_into(place / "two", 2, 7);
  run_into(place / "three", 3, 1);
  for (const std::string& probe : kProbes) {
    CAPTURE(probe);
    const std::string text = file_text(place / ("one/" + probe + ".csv"));
    CHECK(text.size() > 100);
    CHECK(text == file_text(place / ("two/" + probe + ".csv")));
    CHECK(text == file_text(place / ("three/" + probe + ".csv")));
  }
}

TEST_CASE("files hold what the probes recorded") {
  const TemporaryDirectory place;
  run_into(place / "run", 1, 0);
  const MemorySink spikes = run_in_memory("spikes");
  const auto rows = table(place / "run/spikes.csv");
  REQUIRE(rows.size() == spikes.spikes.step.size());
  REQUIRE(rows.size() > 20);
  for (std::size_t k = 0; k < rows.size(); ++k) {
    CHECK(rows[k][0] == static_cast<double>(spikes.spikes.step[k]) * 1e-3);
    CHECK(rows[k][1] == spikes.spikes.neuron[k]);
  }
  const MemorySink voltage = run_in_memory("voltage");
  CHECK(file_lines(place / "run/voltage.csv")[0] == "time_s,3,0");
  const auto values = table(place / "run/voltage.csv");
  REQUIRE(values.size() == 100);
  REQUIRE(voltage.samples.width == 2);
  for (std::size_t k = 0; k < 100; ++k) {
    CHECK(values[k][1] == voltage.at(k, 0));
    CHECK(values[k][2] == voltage.at(k, 1));
  }
}

TEST_CASE("output, rate and estimators of one run agree with its spikes") {
  const TemporaryDirectory place;
  run_into(place / "run", 1, 0);
  const auto spikes = table(place / "run/spikes.csv");
  const auto output = table(place / "run/output.csv");
  const auto window = table(place / "run/window.csv");
  const auto smooth = table(place / "run/smooth.csv");
  REQUIRE(window.size() == 20);
  REQUIRE(smooth.size() == 50);
  for (std::size_t neuron = 0; neuron < 5; ++neuron) {
    int last_20_steps = 0;
    double y = 0;
    const double a = std::exp(-0.1);
    for (std::size_t n = 1; n <= 100; ++n) {
      int count = 0;
      for (const auto& s : spikes) {
        const bool now = std::llround(s[0] * 1000) == static_cast<long long>(n);
        count += now && s[1] == static_cast<double>(neuron) ? 1 : 0;
      }
      last_20_steps += n > 80 ? count : 0;
      CHECK(output[n - 1][neuron + 1] == doctest::Approx(count / 1e-3));
      if (n % 2 == 0) CHECK(smooth[n / 2 - 1][neuron + 1] == doctest::Approx(y).epsilon(1e-9));
      y = a * y + (1 - a) * count / 1e-3;
    }
    CHECK(window.back()[neuron + 1] == doctest::Approx(last_20_steps / 0.02));
  }
}
