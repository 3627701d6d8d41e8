#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
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
  std::vector<NetworkVariant> variants;  // none: the file as it is
  std::vector<std::string> scripts;      // of peers, in benchmarks/peers/
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
  double spikes = 0;                     // of one run
  double held = 0;                       // MB when built, over what the process held before
  double peak = 0;                       // MB, of the process, from reading to the last run
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

/// One process of a peer, in benchmarks/peers/: a line of JSON on its standard output.
struct PeerResult {
  std::string script;
  std::string name;  // "name", else the script
  double run = 0;    // s for a biological second
  double build = 0;  // s
  double peak = 0;   // MB
  double rate = 0;   // Hz over all neurons
  std::string text;  // the line itself
};
PeerResult run_peer(const std::string& script, const std::vector<std::string>& arguments);

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
