// configs/vogels_abbott.yaml, 4000 neurons with synaptic currents, for 10 s; --coba: the one with
// conductances. A small network: what a step costs beside the arithmetic shows here, and `read_s` +
// `build_s` is what passes before the first step. Columns: docs/performance.md.
#include <CLI/CLI.hpp>

#include "benchmarks/support/network_bench.h"

int main(int argc, char** argv) {
  rheo::NetworkBenchOptions options;
  options.seconds = 10;
  bool coba = false;
  CLI::App app("The networks of Vogels and Abbott, 4000 neurons");
  rheo::add_network_options(app, options);
  app.add_flag("--coba", coba, "synaptic conductances");
  CLI11_PARSE(app, argc, argv);
  options.config = coba ? "configs/vogels_abbott_coba.yaml" : "configs/vogels_abbott.yaml";
  options.scripts = coba ? std::vector<std::string>{"nest_coba.py", "brian2_coba.py"}
                         : std::vector<std::string>{"nest_cuba.py", "brian2_cuba.py"};
  return rheo::run_network_bench(options);
}
