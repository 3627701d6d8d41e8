#include <CLI/CLI.hpp>
#include <iostream>
#include <limits>
#include <memory>

#include "apps/built_network.h"
#include "apps/catalog.h"
#include "apps/commands.h"
#include "apps/decodings.h"
#include "apps/inspect_report.h"
#include "apps/verification.h"
#include "engine/simulation.h"
#include "io/network_file.h"

namespace rheo {
namespace {

constexpr const char* kInspectFooter = R"(
Each neuron's current is J = bias + gain x; it fires where J exceeds its threshold.
  x-intercept  (threshold - bias) / gain: the input at which it starts to fire
  rheobase     threshold - bias: the smallest current that, added, makes it fire
  ceiling      the rate that no current exceeds, 1 / tau_ref
  fires        never, in part of, or always for x in [-1, 1]
Populations in physical units have no x: their table shows the rheobase in pA, above which a
constant current makes them fire, and the rate at 1.5 times that.

Examples:
  rheo inspect configs/threshold.yaml
  rheo inspect configs/threshold.yaml --set populations.a.J_th=0.3
  rheo inspect net.yaml --csv neurons.csv --curves curves.csv
  rheo inspect net.yaml --verify       step the engine, compare it with the formulas (exit 1 if off)

Columns of --csv: population,neuron,J_th,tau_rc_s,tau_ref_s,gain,bias,x_intercept,rheobase,
rate_at_1_hz,rate_ceiling_hz,class. Of --curves: population,neuron,x,rate_hz (50 points).)";

/// Populations up to this size are shown whole.
constexpr std::size_t kSmall = 20;
constexpr std::size_t kFirst = 5;

struct InspectOptions {
  std::string network;
  std::vector<std::string> overrides;
  std::string csv;
  std::string curves;
  bool neurons = false;
  bool verify = false;
  bool schedule = false;
};

void print_populations(const Network& network, bool all) {
  if (network.populations.empty()) {
    std::cout << "no populations\n";
    return;
  }
  for (const PopulationPlan& population : network.populations) {
    const std::size_t rows = all || population.neurons <= kSmall ? population.neurons : kFirst;
    std::cout << population.name << ": " << population.neurons << " "
              << population.model->declaration().name << "\n"
              << neuron_table(population, rows) << "\n";
  }
  std::cout << inspection_summary(network);
  const std::string decodings = decodings_text(network.decodings);
  if (!decodings.empty()) std::cout << "\n" << decodings;
}

int verify(const Network& network, const Catalog& catalog) {
  bool agrees = true;
  for (const PopulationPlan& population : network.populations) {
    const Verification v = verify_population(population, network.simulation, catalog);
    std::cout << "\n" << verification_text(v);
    agrees = agrees && v.agrees;
  }
  return agrees ? kDone : kDiffers;
}

int inspect(const InspectOptions& options) {
  const Catalog catalog = make_catalog();
  const NetworkFile file = read_network(options.network, catalog, options.overrides);
  const auto network = build_network(file, catalog);
  print_populations(*network, options.neurons);
  if (!options.csv.empty()) write_neurons_csv(options.csv, *network);
  if (!options.curves.empty()) write_curves_csv(options.curves, *network);
  if (options.schedule) {
    std::cout << "\n" << Simulation(network, catalog).schedule_text();
  }
  return options.verify ? verify(*network, catalog) : kDone;
}

}  // namespace

Command add_inspect(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "inspect", "Say without running where each neuron starts to fire and how fast it gets");
  command->footer(kInspectFooter);
  auto options = std::make_shared<InspectOptions>();
  command->add_option("NETWORK", options->network, "The network file")->required()->type_name("");
  add_set_option(*command, options->overrides);
  command->add_option("--csv", options->csv, "Write a row for each neuron")->type_name("FILE");
  command->add_option("--curves", options->curves, "Write response curves, rate over x")
      ->type_name("FILE");
  command->add_flag("--neurons", options->neurons, "Show every neuron, not the first few");
  command->add_flag("--verify", options->verify,
                    "Measure intercepts (bisection) and curves by stepping the engine");
  command->add_flag("--schedule", options->schedule, "Show what is evaluated in which order");
  return {command, [options] {
            return inspect(*options);
          }};
}

}  // namespace rheo
