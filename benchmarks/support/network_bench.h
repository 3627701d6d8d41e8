#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/catalog.h"
#include "engine/simulation.h"

namespace CLI {
class App;
}

namespace rheo {

/// A network file with other values.
struct NetworkVariant {
  std::string label;
  std::vector<std::string> set;
};

/// The same network in another simulator: a script of benchmarks/peers/ and its own arguments.
struct PeerCommand {
  std::string script;
  std::vector<std::string> arguments;
};

/// What every benchmark of a network file takes from the command line.
struct NetworkBenchOptions {
  std::string config;  // configs/NAME.yaml
  double seconds = 2;  // biological, of one run
  double warmup = 0;   // biological, before each run, not counted
  int runs = 5;
  std::vector<int> threads = {0};      // 0: as the network and the work model say
  std::vector<std::string> precision;  // none: as the file says
  std::vector<std::string> set;        // as of `rheo run --set`
  bool record = false;                 // also with spikes of all populations written to disk
  bool peers = false;
  std::vector<PeerCommand> peer_commands;
  double peer_seconds = 1;               // biological
  std::vector<NetworkVariant> variants;  // none: the file as it is
  std::string out;                       // CSV file; empty: none
};

void add_network_options(CLI::App& app, NetworkBenchOptions& options);

/// One network on one number of threads, in one precision.
struct NetworkCase {
  std::string label;             // first column
  std::vector<std::string> set;  // overrides
  int threads = 0;
  bool record = false;
};

/// What came of it. Times are wall-clock seconds.
struct NetworkMeasurement {
  std::size_t neurons = 0;
  std::uint64_t synapses = 0;
  int threads = 1;
  std::string isa;
  std::string precision;
  double dt = 0;                         // s
  double seconds = 0;                    // biological, of one run
  double read = 0;                       // from the file to the plan
  double build = 0;                      // from the plan to the first step: synapses drawn
  std::vector<double> runs;              // ascending
  std::array<double, kPhases> phases{};  // of the fastest run; of the first thread
  std::uint64_t events = 0;              // synaptic operations of one run
  std::vector<std::pair<std::string, double>> rates;  // Hz, by population
  double held = 0;  // MB when built, over what the process held before
  double peak = 0;  // MB, of the process, from reading to the last run
  std::uint64_t spike_hash = 0;
  double triad = 0;  // GB/s, right after, on as many threads
  double load = 0;

  double fastest() const { return runs.front(); }
  double median() const { return runs[runs.size() / 2]; }
  double real_time_factor() const { return fastest() / seconds; }
  /// ns of wall-clock time: delivery for a synaptic event, update for a neuron and step.
  double ns_per_event() const;
  double ns_per_neuron_step() const;
  double bytes_per_synapse() const;
};

/// Reads configs/..., builds it, and runs it options.runs times from the same start. Throws what
/// reading and building throw, and runtime_error where two runs differ in their spikes.
NetworkMeasurement measure_network(const NetworkBenchOptions& options, const NetworkCase& wanted,
                                   const Catalog& catalog);

/// What a peer did, in a process of its own; NaN where it did not say.
struct PeerResult {
  std::string name;    // "nest 3.10"
  double factor = 0;   // real-time factor
  double build = 0;    // s
  double compile = 0;  // s, of those that generate code; not in `build`
  double peak = 0;     // MB
  std::string rates;   // "E 5.6 I 5.7", Hz
  std::string line;    // the JSON that it printed
};

/// Runs a script with --seconds and --threads. Throws runtime_error where there is no interpreter;
/// a script that fails leaves its message on stderr and NaN.
PeerResult run_peer(const PeerCommand& peer, double seconds, int threads);

/// Prints a table for people and writes the same as CSV.
class NetworkReport {
 public:
  /// `csv`: path of a file, or empty.
  explicit NetworkReport(const std::string& csv);
  void add(const NetworkCase& wanted, const NetworkMeasurement& m);
  void add(const PeerResult& peer, const NetworkMeasurement& beside);
  /// All rows as tables on standard output.
  void print() const;

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> csv_;
  std::vector<std::pair<NetworkCase, NetworkMeasurement>> rows_;
  std::vector<std::pair<PeerResult, double>> peers_;  // with the times that it took longer
};

/// The cases of the options: every variant in every precision on every number of threads.
std::vector<NetworkCase> cases_of(const NetworkBenchOptions& options);

/// Measures all cases, and peers if asked for; prints. For a main(): the exit code.
int run_network_bench(const NetworkBenchOptions& options);

}  // namespace rheo
