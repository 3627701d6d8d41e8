// configs/microcircuit.yaml at full scale: how fast, how large, and with --seeds whether it fires
// as published. Columns of the CSV file are explained in docs/performance.md.
//
//   ./dev bench microcircuit                                        five runs of 2 s, as shipped
//   ./dev bench microcircuit --record --precision single,double     and what spikes on disk cost
//   ./dev bench microcircuit --seeds 3 --seconds 10 --warmup 0.5    rates, CV and synchrony only
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>
#include <memory>

#include "apps/built_network.h"
#include "apps/catalog.h"
#include "apps/table.h"
#include "benchmarks/support/machine.h"
#include "benchmarks/support/network_bench.h"
#include "benchmarks/support/spike_statistics.h"
#include "io/network_file.h"

namespace {

using namespace rheo;

/// Rates of NEST at full scale. Potjans and Diesmann 2014 call a state asynchronous and irregular
/// where rates are below 30 Hz, CVs from 0.7 to 1.2 and synchronies below 8.
struct Reference {
  const char* name;
  double rate;  // Hz
};
constexpr Reference kReference[] = {{"23E", 0.903}, {"23I", 2.965}, {"4E", 4.414}, {"4I", 5.876},
                                    {"5E", 7.569},  {"5I", 8.633},  {"6E", 1.105}, {"6I", 7.829}};
constexpr std::size_t kPopulations = std::size(kReference);

/// Firing of one population, summed over seeds.
struct Firing {
  double rate = 0;
  double cv = 0;
  double synchrony = 0;
};

void add_seed(const NetworkBenchOptions& options, int seed, const Catalog& catalog,
              std::array<Firing, kPopulations>& firing) {
  std::vector<std::string> set = options.set;
  set.push_back(fmt::format("simulation.seed={}", seed));
  for (const Reference& r : kReference)
    set.push_back(fmt::format("probes.bench_{0}={{of: {0}, record: spikes}}", r.name));
  const NetworkFile file = read_network(options.config, catalog, set);
  const auto network = build_network(file, catalog);
  const double dt = network->simulation.dt;
  const std::int64_t first = std::llround(options.warmup / dt);
  std::vector<std::unique_ptr<SpikeStatistics>> statistics;
  Simulation simulation(network, catalog, {.threads = options.threads.front()});
  for (std::size_t p = 0; p < kPopulations; ++p) {
    const std::size_t neurons = network->populations[p].neurons;
    statistics.push_back(std::make_unique<SpikeStatistics>(neurons, dt, first));
    simulation.connect(fmt::format("bench_{}", kReference[p].name), *statistics.back());
  }
  simulation.run(first + std::llround(options.seconds / dt));
  simulation.finish();
  for (std::size_t p = 0; p < kPopulations; ++p) {
    firing[p].rate += statistics[p]->rate();
    firing[p].cv += statistics[p]->cv();
    firing[p].synchrony += statistics[p]->synchrony();
  }
  fmt::print("seed {}: {} synapses, spike hash {:016x}\n", seed, simulation.synapses(),
             simulation.spike_hash());
}

void print_firing(std::FILE* csv, const std::array<Firing, kPopulations>& firing, double seeds) {
  Table table({"population", "Hz", "reference Hz", "off", "CV (0.7 to 1.2)", "synchrony (< 8)"});
  if (csv != nullptr) fmt::print(csv, "population,rate_hz,reference_hz,cv,synchrony\n");
  for (std::size_t p = 0; p < kPopulations; ++p) {
    const Reference& r = kReference[p];
    const double rate = firing[p].rate / seeds;
    table.add({r.name, fmt::format("{:.3f}", rate), fmt::format("{:.3f}", r.rate),
               fmt::format("{:+.1f} %", 100 * (rate / r.rate - 1)),
               fmt::format("{:.2f}", firing[p].cv / seeds),
               fmt::format("{:.2f}", firing[p].synchrony / seeds)});
    if (csv == nullptr) continue;
    fmt::print(csv, "{},{:.4f},{:.3f},{:.3f},{:.3f}\n", r.name, rate, r.rate, firing[p].cv / seeds,
               firing[p].synchrony / seeds);
  }
  fmt::print("{}", table.text());
}

int compare_firing(const NetworkBenchOptions& options, int seeds) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> csv(
      options.out.empty() ? nullptr : std::fopen(options.out.c_str(), "w"), std::fclose);
  try {
    const Catalog catalog = make_catalog();
    std::array<Firing, kPopulations> firing;
    for (int seed = 1; seed <= seeds; ++seed)
      add_seed(options, seed, catalog, firing);
    if (csv) {
      fmt::print(csv.get(), "# {}; {} seeds, {} s after {} s\n", machine_text(), seeds,
                 options.seconds, options.warmup);
    }
    print_firing(csv.get(), firing, seeds);
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 2;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  NetworkBenchOptions options;
  options.config = "configs/microcircuit.yaml";
  options.peer_commands = {{"nest_microcircuit.py", {}}};
  int seeds = 0;
  CLI::App app("The cortical microcircuit");
  add_network_options(app, options);
  app.add_option("--seeds", seeds, "compare rates over so many seeds instead of timing")
      ->check(CLI::Range(1, 100));
  CLI11_PARSE(app, argc, argv);
  return seeds > 0 ? compare_firing(options, seeds) : run_network_bench(options);
}
