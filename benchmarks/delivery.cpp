// benchmarks/delivery.yaml, where nearly all time goes into the delivery of spikes: what a synaptic
// event costs when weights and delays are drawn (6 bytes a synapse) and when all are alike (2
// bytes), beside the triad of the same run. Columns: docs/performance.md.
#include <CLI/CLI.hpp>

#include "benchmarks/support/network_bench.h"

int main(int argc, char** argv) {
  rheo::NetworkBenchOptions options;
  options.config = "benchmarks/delivery.yaml";
  options.seconds = 1;
  options.threads = {1, 0};
  const std::string weight = "connections.all.weights=0.1 pA";
  const std::string delay = "connections.all.delay=1.5 ms";
  options.variants = {{"drawn", {}},
                      {"one delay", {delay}},
                      {"one weight", {weight}},
                      {"one weight and delay", {weight, delay}}};
  CLI::App app("Delivery of spikes alone");
  rheo::add_network_options(app, options);
  CLI11_PARSE(app, argc, argv);
  return rheo::run_network_bench(options);
}
