// configs/trained_digits.yaml against core Nengo (tests/reference/trained_digits/README.md): every
// spike, the outputs, the closed forms.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "apps/catalog.h"
#include "engine/simulation.h"
#include "io/array_file.h"
#include "io/network_file.h"
#include "tests/support/memory_sink.h"

namespace rheo {
namespace {

const std::vector<std::string> kPopulations = {"hidden", "hidden2"};

Array expected(const std::string& name) {
  return read_array_file("tests/reference/trained_digits/expected.npz", name);
}

NetworkSpec trained_digits(const Catalog& catalog) {
  return read_network("configs/trained_digits.yaml", catalog).spec;
}

double largest_deviation(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  double worst = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    const double difference = std::abs(a[k] - b[k]);
    if (!(difference <= worst)) worst = difference;  // NaN stays
  }
  return worst;
}

std::size_t largest_element(const double* row, std::size_t n) {
  return static_cast<std::size_t>(std::max_element(row, row + n) - row);
}

/// A simulation with a sink on every probe.
struct Run {
  Run(const NetworkSpec& spec, const Catalog& catalog, int threads = 0)
      : network(std::make_shared<const Network>(build(spec, catalog))) {
    RunOptions options;
    options.threads = threads;
    simulation = std::make_unique<Simulation>(network, catalog, options);
    for (const ProbePlan& p : network->probes) {
      simulation->connect(p.spec.name, sinks[p.spec.name]);
    }
  }
  std::shared_ptr<const Network> network;
  std::map<std::string, MemorySink> sinks;
  std::unique_ptr<Simulation> simulation;
};

ProbeSpec probe_of(const std::string& population, const std::string& record) {
  ProbeSpec probe;
  probe.name = population + "." + record;
  probe.of.object = population;
  probe.record = record;
  return probe;
}

}  // namespace

TEST_CASE("trained digits: every spike, output and prediction of the continuous run") {
  const Catalog catalog = make_catalog();
  Run run(trained_digits(catalog), catalog);
  run.simulation->run(10000);
  run.simulation->finish();

  for (const std::string& p : kPopulations) {
    CAPTURE(p);
    const SpikeChunk& spikes = run.sinks.at(p + ".spikes").spikes;
    const std::vector<double> step = expected("run." + p + ".spike_step").data;
    const std::vector<double> neuron = expected("run." + p + ".spike_neuron").data;
    CHECK(step.size() > 40000);
    CHECK(std::equal(step.begin(), step.end(), spikes.step.begin(), spikes.step.end()));
    CHECK(std::equal(neuron.begin(), neuron.end(), spikes.neuron.begin(), spikes.neuron.end()));
    CHECK(std::all_of(spikes.count.begin(), spikes.count.end(), [](int c) { return c == 1; }));
  }
  const SampleChunk& output = run.sinks.at("output").samples;
  REQUIRE(output.values.size() == 10000 * 10);
  const std::vector<double> start(output.values.begin(), output.values.begin() + 500 * 10);
  CHECK(largest_deviation(start, expected("run.output").data) <= 1e-9);

  const std::vector<double> predictions = expected("run.predictions").data;
  std::vector<double> at_end;
  for (std::size_t image = 0; image < 100; ++image) {
    const double* row = output.values.data() + (image * 100 + 99) * 10;
    at_end.insert(at_end.end(), row, row + 10);
    CHECK(static_cast<double>(largest_element(row, 10)) == predictions[image]);
  }
  CHECK(largest_deviation(at_end, expected("run.output_at_end").data) <= 1e-9);
}

TEST_CASE("trained digits: currents, voltages and refractory times of the first 200 steps") {
  const Catalog catalog = make_catalog();
  NetworkSpec spec = trained_digits(catalog);
  spec.simulation.steps = 200;
  spec.probes.clear();
  for (const std::string& p : kPopulations) {
    for (const char* record : {"current", "voltage", "refractory_time"}) {
      spec.probes.push_back(probe_of(p, record));
    }
  }
  spec.scores.clear();
  Run run(spec, catalog, 2);
  run.simulation->run(200);
  for (const std::string& p : kPopulations) {
    CAPTURE(p);
    const auto values = [&](const std::string& record) {
      return run.sinks.at(p + "." + record).samples.values;
    };
    CHECK(largest_deviation(values("current"), expected("trace." + p + ".J").data) <= 1e-9);
    CHECK(largest_deviation(values("voltage"), expected("trace." + p + ".voltage").data) <= 1e-9);
    CHECK(largest_deviation(values("refractory_time"),
                            expected("trace." + p + ".refractory_time").data) <= 1e-9);
  }
}

TEST_CASE("trained digits: spike counts and outputs of every image from the initial state") {
  const Catalog catalog = make_catalog();
  NetworkSpec spec = trained_digits(catalog);
  const Array images = read_array_file("configs/trained_digits/images.npz", "images");
  const Array outputs = expected("fresh.output");
  spec.simulation.steps = 100;
  spec.scores.clear();
  std::erase_if(spec.probes, [](const ProbeSpec& p) { return p.record == "rate"; });
  std::map<std::string, std::vector<double>> counts;
  double worst = 0;
  for (std::size_t image = 0; image < images.rows(); ++image) {
    const auto row = images.data.begin() + static_cast<std::ptrdiff_t>(image * 64);
    spec.inputs[0].model = {"constant", {{"value", Array::list({row, row + 64})}}};
    Run run(spec, catalog, 1);
    run.simulation->run(100);
    for (const PopulationCount& p : run.simulation->counts()) {
      counts[p.name].insert(counts[p.name].end(), p.spikes.begin(), p.spikes.end());
    }
    const SampleChunk& output = run.sinks.at("output").samples;
    const std::vector<double> last(output.values.end() - 10, output.values.end());
    const auto from = outputs.data.begin() + static_cast<std::ptrdiff_t>(image * 10);
    worst = std::max(worst, largest_deviation(last, {from, from + 10}));
  }
  CHECK(worst <= 1e-9);
  for (const std::string& p : kPopulations) {
    CHECK(counts.at(p) == expected("fresh." + p + ".spike_counts").data);
  }
}

TEST_CASE("trained digits: intercepts, maximal rates and response curves in closed form") {
  const Catalog catalog = make_catalog();
  const Network network = build(trained_digits(catalog), catalog);
  const std::vector<double> x = expected("response_curves.x").data;
  for (const PopulationPlan& p : network.populations) {
    CAPTURE(p.name);
    std::vector<double> intercepts;
    std::vector<double> max_rates;
    std::vector<double> curves(x.size() * p.neurons);
    for (std::size_t i = 0; i < p.neurons; ++i) {
      const double gain = p.parameters.at("gain", i);
      const double bias = p.parameters.at("bias", i);
      intercepts.push_back((p.model->threshold(p.parameters, i) - bias) / gain);
      max_rates.push_back(p.model->rate(p.parameters, i, gain + bias));
      for (std::size_t k = 0; k < x.size(); ++k) {
        curves[k * p.neurons + i] =
            p.parameters.at("amplitude", i) * p.model->rate(p.parameters, i, gain * x[k] + bias);
      }
    }
    CHECK(largest_deviation(intercepts, expected(p.name + ".intercepts").data) <= 1e-9);
    CHECK(largest_deviation(max_rates, expected(p.name + ".max_rates").data) <= 1e-9);
    CHECK(largest_deviation(curves, expected(p.name + ".response_curves").data) <= 1e-9);
  }
}

}  // namespace rheo
