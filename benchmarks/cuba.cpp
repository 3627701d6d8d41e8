// configs/vogels_abbott.yaml, 4000 neurons with synaptic currents, for 10 s; --coba: the one with
// conductances. A small network: what a step costs beside the arithmetic shows here, and `read_s` +
// `build_s` is what passes before the first step. Columns: docs/performance.md.
#include <CLI/CLI.hpp>

#include "benchmarks/support/network_bench.h"

int main(int argc, char** argv) {
  rheo::NetworkBenchOptions options;
  options.seconds = 10;
  options.warmup = 0.2;
  options.peer_seconds = 10;
  bool coba = false;
  CLI::App app("The networks of Vogels and Abbott, 4000 neurons");
  rheo::add_network_options(app, options);
  app.add_flag("--coba", coba, "synaptic conductances");
  CLI11_PARSE(app, argc, argv);
  options.config = coba ? "configs/vogels_abbott_coba.yaml" : "configs/vogels_abbott.yaml";
  const std::vector<std::string> model = {"--model", coba ? "coba" : "cuba"};
  options.peer_commands = {{"nest_vogels_abbott.py", model}, {"brian_vogels_abbott.py", model}};
  return rheo::run_network_bench(options);
}
