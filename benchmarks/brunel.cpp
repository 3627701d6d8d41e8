// configs/brunel.yaml: 12,500 neurons, weights and delays alike, so 2 bytes a synapse; with
// --regimes all four regimes. Columns of the CSV file are explained in docs/performance.md.
#include <CLI/CLI.hpp>

#include "benchmarks/support/network_bench.h"

int main(int argc, char** argv) {
  rheo::NetworkBenchOptions options;
  options.config = "configs/brunel.yaml";
  options.seconds = 10;
  options.warmup = 0.2;
  options.peer_seconds = 10;
  options.peer_commands = {{"nest_brunel.py", {}}, {"brian_brunel.py", {}}};
  bool regimes = false;
  CLI::App app("Brunel's network, 12,500 neurons");
  rheo::add_network_options(app, options);
  app.add_flag("--regimes", regimes, "the four regimes of the file's header");
  CLI11_PARSE(app, argc, argv);
  if (regimes) {
    options.variants = {{"AI", {}},
                        {"SR", {"define.g=3"}},
                        {"SI fast", {"define.g=6", "define.eta=4"}},
                        {"SI slow", {"define.g=4.5", "define.eta=0.9"}}};
  }
  return rheo::run_network_bench(options);
}
