#include "benchmarks/support/network_bench.h"

#include <fmt/format.h>
#include <malloc.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <stdexcept>

#include "apps/built_network.h"
#include "apps/catalog.h"
#include "benchmarks/support/machine.h"
#include "io/network_file.h"
#include "io/results.h"

namespace rheo {

namespace {

std::size_t neurons_of(const Network& network) {
  std::size_t n = 0;
  for (const auto& population : network.populations)
    n += population.neurons;
  return n;
}

/// Spikes of each population so far.
std::vector<double> spikes_of(const std::vector<PopulationCount>& counts) {
  std::vector<double> spikes;
  for (const PopulationCount& count : counts) {
    double n = 0;
    for (std::int64_t one : count.spikes)
      n += static_cast<double>(one);
    spikes.push_back(n);
  }
  return spikes;
}

/// A probe of spikes for every population that has neurons; the file's own go on.
std::vector<std::string> spike_probes(const NetworkSpec& spec) {
  std::vector<std::string> set;
  for (const PopulationSpec& population : spec.populations) {
    set.push_back(fmt::format("probes.bench_{0}={{of: {0}, record: spikes}}", population.name));
  }
  return set;
}

/// One run from the start: warm-up, then the seconds that count.
void run_once(Simulation& simulation, std::int64_t warmup, std::int64_t steps,
              NetworkMeasurement& m) {
  simulation.reset();
  simulation.run(warmup);
  const auto phases_before = simulation.phase_seconds();
  const std::uint64_t events_before = simulation.synaptic_operations();
  const std::vector<double> spikes_before = spikes_of(simulation.counts());
  const auto start = BenchClock::now();
  simulation.run(steps);
  const double seconds = seconds_since(start);
  if (m.runs.empty() || seconds < *std::min_element(m.runs.begin(), m.runs.end())) {
    m.phases = simulation.phase_seconds();
    for (std::size_t p = 0; p < kPhases; ++p)
      m.phases[p] -= phases_before[p];
  }
  if (!m.runs.empty() && simulation.spike_hash() != m.spike_hash) {
    throw std::runtime_error("two runs of the same network gave different spikes");
  }
  m.runs.push_back(seconds);
  m.spike_hash = simulation.spike_hash();
  m.events = simulation.synaptic_operations() - events_before;
  const std::vector<PopulationCount> counts = simulation.counts();
  const std::vector<double> spikes = spikes_of(counts);
  m.rates.clear();
  for (std::size_t p = 0; p < spikes.size(); ++p) {
    const PopulationCount& count = counts[p];
    m.rates.emplace_back(count.name, (spikes[p] - spikes_before[p]) /
                                         static_cast<double>(count.neurons) / m.seconds);
  }
}

std::int64_t steps_in(double seconds, double dt) {
  return std::llround(seconds / dt);
}

}  // namespace

double NetworkMeasurement::ns_per_event() const {
  const double spent = phases[static_cast<std::size_t>(Phase::deliver_past)] +
                       phases[static_cast<std::size_t>(Phase::propagate)];
  return 1e9 * spent / static_cast<double>(events);
}

double NetworkMeasurement::ns_per_neuron_step() const {
  return 1e9 * phases[static_cast<std::size_t>(Phase::evaluate_levels)] * dt / seconds /
         static_cast<double>(neurons);
}

double NetworkMeasurement::bytes_per_synapse() const {
  return 1e6 * held / static_cast<double>(synapses);
}

void add_network_options(CLI::App& app, NetworkBenchOptions& options) {
  app.add_option("--seconds", options.seconds, "biological seconds of one run")
      ->check(CLI::PositiveNumber);
  app.add_option("--warmup", options.warmup, "biological seconds before each run, not counted")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--runs", options.runs, "runs from the same start")->check(CLI::Range(1, 1000));
  app.add_option("--threads", options.threads, "numbers of threads; 0: as the engine chooses")
      ->delimiter(',');
  app.add_option("--precision", options.precision, "single, double; default: the file's")
      ->delimiter(',')
      ->check(CLI::IsMember({"single", "double"}));
  app.add_option("--set", options.set, "PATH=VALUE in the network file")->allow_extra_args(false);
  app.add_flag("--record", options.record, "each case again with all spikes written to disk");
  app.add_flag("--peers", options.peers, "the same network in other simulators");
  app.add_option("--peer-seconds", options.peer_seconds, "biological seconds of a peer's run")
      ->check(CLI::PositiveNumber);
  app.add_option("--out", options.out, "CSV file");
}

NetworkMeasurement measure_network(const NetworkBenchOptions& options, const NetworkCase& wanted,
                                   const Catalog& catalog) {
  NetworkMeasurement m;
  malloc_trim(0);  // what the last network left would serve this one
  const double before = status_mb("VmRSS:");
  reset_peak_memory();
  const auto start = BenchClock::now();
  NetworkFile file = read_network(options.config, catalog, wanted.set);
  if (wanted.record) {
    std::vector<std::string> set = wanted.set;
    for (std::string& probe : spike_probes(file.spec))
      set.push_back(std::move(probe));
    file = read_network(options.config, catalog, set);
  }
  const std::shared_ptr<const Network> network = build_network(file, catalog);
  m.read = seconds_since(start);

  const auto directory = std::filesystem::temp_directory_path() / "rheo_bench_spikes";
  std::optional<Results> results;  // outlives the simulation, which holds its sinks
  if (wanted.record) {
    ResultOptions written;
    written.overwrite = true;
    results.emplace(directory, file.spec, *network, catalog, written);
  }
  {
    Simulation simulation(network, catalog, {.threads = wanted.threads});
    if (results) results->connect(simulation);
    const auto begin = BenchClock::now();
    simulation.prepare();
    m.build = seconds_since(begin);
    m.held = status_mb("VmRSS:") - before;
    m.dt = network->simulation.dt;
    m.seconds = options.seconds;
    m.neurons = neurons_of(*network);
    m.synapses = simulation.synapses();
    m.threads = simulation.threads();
    m.isa = isa_name(simulation.isa());
    m.precision = network->simulation.precision == Precision::single ? "single" : "double";
    for (int run = 0; run < options.runs; ++run) {
      run_once(simulation, steps_in(options.warmup, m.dt), steps_in(options.seconds, m.dt), m);
    }
    simulation.finish();
    m.peak = status_mb("VmHWM:");
    if (results) results->finish(summarise(simulation, m.build), RunStatus::complete);
  }
  std::sort(m.runs.begin(), m.runs.end());
  if (wanted.record) std::filesystem::remove_all(directory);
  m.triad = triad(m.threads);
  m.load = load_average();
  return m;
}

std::vector<NetworkCase> cases_of(const NetworkBenchOptions& options) {
  std::vector<NetworkVariant> variants = options.variants;
  if (variants.empty()) variants.push_back({std::filesystem::path(options.config).stem(), {}});
  std::vector<std::string> precisions = options.precision;
  if (precisions.empty()) precisions.emplace_back();
  std::vector<NetworkCase> cases;
  for (const NetworkVariant& variant : variants) {
    for (const std::string& precision : precisions) {
      for (int threads : options.threads) {
        NetworkCase c = {variant.label, options.set, threads, false};
        c.set.insert(c.set.end(), variant.set.begin(), variant.set.end());
        if (!precision.empty()) c.set.push_back("simulation.precision=" + precision);
        cases.push_back(c);
        if (!options.record) continue;
        c.record = true;
        cases.push_back(c);
      }
    }
  }
  return cases;
}

int run_network_bench(const NetworkBenchOptions& options) {
  try {
    const Catalog catalog = make_catalog();
    NetworkReport report(options.out);
    NetworkMeasurement last;
    for (const NetworkCase& c : cases_of(options)) {
      last = measure_network(options, c, catalog);
      report.add(c, last);
    }
    for (const PeerCommand& peer : options.peer_commands) {
      if (!options.peers) break;
      report.add(run_peer(peer, options.peer_seconds, last.threads), last);
    }
    report.print();
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 2;
  }
  return 0;
}

}  // namespace rheo
