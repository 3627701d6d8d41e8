#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "apps/built_network.h"
#include "apps/catalog.h"
#include "apps/commands.h"
#include "apps/decodings.h"
#include "apps/table.h"
#include "io/network_file.h"
#include "io/show.h"

namespace rheo {
namespace {

constexpr const char* kCheckFooter = R"(
Examples:
  rheo check net.yaml
  rheo check net.yaml --show                        the network with every default filled in
  rheo check net.yaml --solve                       how well does each connection decode?
  rheo check net.yaml --set simulation.dt='0.5 ms'  would this value do?

All mistakes of a file are listed at once, each with its line and column. Exit code 2 if there are
any.)";

struct CheckOptions {
  std::vector<std::string> networks;
  std::vector<std::string> overrides;
  bool show = false;
  bool solve = false;
};

std::string count(std::size_t n, const char* one, const char* many) {
  return grouped(static_cast<long long>(n)) + " " + (n == 1 ? one : many);
}

void check_one(const std::string& path, const CheckOptions& options, const Catalog& catalog) {
  const NetworkFile file = read_network(path, catalog, options.overrides);
  const auto network = build_network(file, catalog, options.solve);
  if (options.show) {
    std::cout << show_network(file, catalog);
  } else {
    std::cout << path << ": well. "
              << count(network->populations.size(), "population", "populations") << ", "
              << count(network->neurons(), "neuron", "neurons") << ", "
              << count(network->synapses(), "stored weight", "stored weights") << ", "
              << count(network->probes.size(), "probe", "probes") << "\n"
              << decodings_text(network->decodings);
  }
}

int check(const CheckOptions& options) {
  const Catalog catalog = make_catalog();
  std::vector<Problem> problems;
  for (const std::string& path : options.networks) {
    try {
      check_one(path, options, catalog);
    } catch (const ConfigError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    }
  }
  if (!problems.empty()) throw ConfigError(std::move(problems));
  return kDone;
}

}  // namespace

Command add_check(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("check", "Look for mistakes in network files without running them");
  command->footer(kCheckFooter);
  auto options = std::make_shared<CheckOptions>();
  command->add_option("NETWORK", options->networks, "Network files")->required()->type_name("");
  add_set_option(*command, options->overrides);
  command->add_flag("--solve", options->solve,
                    "Also solve for decoders and print how well each connection decodes");
  command->add_flag("--show", options->show, "Print the network with all defaults resolved");
  return {command, [options] {
            return check(*options);
          }};
}

}  // namespace rheo
