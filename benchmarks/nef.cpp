// Networks that represent: building a communication channel, that is two populations of lif neurons
// and the decoders of both, and its step, through build() and Simulation as `rheo run` does it.
// Prints CSV.
//
// build_s: the least of the repeats; peak_mb: the peak memory of the process in the last of them;
// iterations and residual: of the iterative solver, the largest over both populations (0: solved
// directly); vs_direct: largest difference of the decoders from those of a direct solve, relative
// to the largest decoder (only up to kDirectMost neurons); step_us: the least of kRuns runs.
// nengo_*: Nengo on the same network, in a process of its own, right after.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "benchmarks/support/machine.h"
#include "engine/buffer.h"
#include "engine/simulation.h"
#include "inputs/constant.h"
#include "io/build_info.h"
#include "nef/decoder_solvers.h"
#include "nef/samplers.h"
#include "nef/solvers.h"
#include "neurons/lif.h"
#include "probes/recorders.h"
#include "synapses/lowpass.h"

namespace {

using namespace rheo;
using Clock = std::chrono::steady_clock;

constexpr int kRuns = 20;  // short, to fit between two interruptions by other processes
constexpr std::size_t kDirectMost = 2000;

struct Case {
  std::size_t neurons = 0;  // of each of the two populations
  std::size_t dimensions = 1;
  std::size_t points = 0;
};

struct Settings {
  std::vector<std::string> cases = {"100x1x1000",   "1000x1x2000",  "2000x4x4000",
                                    "5000x1x10000", "5000x4x10000", "100000x1x1000"};
  int repeats = 3;
  double seconds = 1;  // of steps to measure
  bool peers = false;
  std::string out;
};

/// What the solvers did.
struct Watch {
  int iterations = 0;
  double residual = 0;
  double vs_direct = std::nan("");
  std::uint64_t hash = 0;
  double overhead = 0;  // s, of direct solves for comparison
};

struct Measurement {
  double build = HUGE_VAL;  // s
  double peak = 0;          // MB
  double step = HUGE_VAL;   // us
  int threads = 1;
  std::string isa;
  std::uint64_t spike_hash = 0;
  Watch watch;
};

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double most = 0;
  double scale = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    most = std::max(most, std::fabs(a[k] - b[k]));
    scale = std::max(scale, std::fabs(b[k]));
  }
  return most / scale;
}

/// lstsq_l2 as the catalog has it, with an eye on what it does.
class WatchedSolver : public DecoderSolver {
 public:
  WatchedSolver(const ModelSpec& spec, Watch& watch, bool compare)
      : solver_(make_lstsq_l2(spec)), reg_(spec.number("reg")), watch_(watch), compare_(compare) {}
  const Declaration& declaration() const noexcept override { return solver_->declaration(); }
  bool compositional() const noexcept override { return solver_->compositional(); }
  Decoders solve(const DecodingProblem& problem) const override {
    Decoders decoders = solver_->solve(problem);
    const auto start = Clock::now();
    watch_.iterations = std::max(watch_.iterations, decoders.iterations);
    watch_.residual = std::max(watch_.residual, decoders.residual);
    watch_.hash += hash_bits(watch_.hash + 1, decoders.values.data(), decoders.values.size());
    if (compare_) compare(problem, decoders);
    watch_.overhead += seconds_since(start);
    return decoders;
  }

 private:
  void compare(const DecodingProblem& problem, const Decoders& decoders) const {
    DecodingTask task = decoding_task(problem);
    const RidgeSolution direct = solve_l2(task, reg_, RidgeMethod::direct);
    const double difference = largest_difference(decoders.values, direct.D);
    watch_.vs_direct = std::fmax(watch_.vs_direct, difference);
  }

  std::shared_ptr<const DecoderSolver> solver_;
  double reg_;
  Watch& watch_;
  bool compare_;
};

Catalog make_catalog(Watch& watch, bool compare) {
  Catalog catalog;
  catalog.neurons.add(lif_declaration(), make_lif);
  catalog.synapses.add(lowpass_declaration(), make_lowpass);
  catalog.inputs.add(constant_declaration(), make_constant);
  catalog.probes.add(value_declaration(), make_value_recorder);
  catalog.samplers.add(scattered_declaration(), sample_scattered);
  catalog.solvers.add(lstsq_l2_declaration(), [&watch, compare](const ModelSpec& spec) {
    return std::make_shared<WatchedSolver>(spec, watch, compare);
  });
  return catalog;
}

PopulationSpec population(const std::string& name, const Case& c) {
  PopulationSpec p;
  p.name = name;
  p.neurons = c.neurons;
  p.model = with_defaults({"lif", {}}, lif_declaration());
  p.dimensions = c.dimensions;
  p.max_rates = Distribution{Distribution::Kind::uniform, 200, 400, {}, {}, true};
  p.intercepts = Distribution{Distribution::Kind::uniform, -1, 0.9, {}, {}, true};
  p.eval_points.points = c.points;
  return p;
}

ConnectionSpec connection(const std::string& name, const std::string& from, const std::string& to) {
  ConnectionSpec c;
  c.name = name;
  c.from.object = from;
  c.to.object = to;
  return c;
}

NetworkSpec channel(const Case& c) {
  NetworkSpec spec;
  spec.simulation.seed = 1;
  const std::vector<double> value(c.dimensions, 0.5 / std::sqrt(static_cast<double>(c.dimensions)));
  spec.inputs.push_back({"x", {"constant", {{"value", Array::list(value)}}}});
  spec.populations = {population("a", c), population("b", c)};
  spec.nodes.push_back({.name = "out", .size = c.dimensions});
  spec.connections = {connection("xa", "x", "a"), connection("ab", "a", "b"),
                      connection("out", "b", "out")};
  spec.connections[1].synapse = ModelSpec{"lowpass", {{"tau", 0.005}}};
  spec.connections[2].synapse = ModelSpec{"lowpass", {{"tau", 0.01}}};
  return spec;
}

Measurement measure(const Case& c, const Settings& settings) {
  Measurement m;
  for (int r = 0; r < settings.repeats; ++r) {
    // The comparison with a direct solve needs time and memory of its own: first, and apart.
    const bool compare = r == 0 && c.neurons <= kDirectMost;
    Watch watch;
    const Catalog catalog = make_catalog(watch, compare);
    reset_peak_memory();
    const auto start = Clock::now();
    const auto network = std::make_shared<const Network>(build(channel(c), catalog));
    m.build = std::min(m.build, seconds_since(start) - watch.overhead);
    m.peak = status_mb("VmHWM:");
    watch.vs_direct = std::fmax(watch.vs_direct, m.watch.vs_direct);
    if (r > 0 && watch.hash != m.watch.hash) {
      throw std::runtime_error("two solutions of the same problem differ");
    }
    m.watch = watch;
    if (r + 1 < settings.repeats) continue;
    Simulation simulation(network, catalog);
    m.threads = simulation.threads();
    m.isa = isa_name(simulation.isa());
    std::int64_t steps = 1;
    double spent = 0;
    while (spent < settings.seconds / kRuns / 4) {
      steps *= 2;
      const auto begin = Clock::now();
      simulation.run(steps);
      spent = seconds_since(begin);
    }
    simulation.reset();
    for (int run = 0; run < kRuns; ++run) {
      const auto begin = Clock::now();
      simulation.run(steps);
      m.step = std::min(m.step, 1e6 * seconds_since(begin) / static_cast<double>(steps));
    }
    m.spike_hash = simulation.spike_hash();
  }
  return m;
}

struct Peer {
  double build = std::nan("");  // s
  double step = std::nan("");   // us
  double peak = std::nan("");   // MB
};

Peer nengo(const Case& c, const Settings& settings) {
  const char* python = std::getenv("RHEO_PEER_PYTHON");
  if (python == nullptr) {
    throw std::runtime_error("--peers needs RHEO_PEER_PYTHON; ./dev bench nef --peers sets it");
  }
  const std::string out =
      (std::filesystem::temp_directory_path() / fmt::format("rheo_nef_{}.txt", c.neurons)).string();
  const std::string command =
      fmt::format("'{}' benchmarks/peers/nengo_nef.py {} {} {} {} > '{}'", python, c.neurons,
                  c.dimensions, c.points, settings.seconds, out);
  Peer peer;
  if (std::system(command.c_str()) == 0) {
    std::ifstream(out) >> peer.build >> peer.step >> peer.peak;
  }
  std::filesystem::remove(out);
  return peer;
}

void print_row(std::FILE* out, const Case& c, const Measurement& m) {
  fmt::print(out, "{},{},{},{},{},{:.3f},{:.0f},{},{:.2e},{:.2e},{:016x},{:.3f},{:016x},{:.1f}",
             c.neurons, c.dimensions, c.points, m.threads, m.isa, m.build, m.peak,
             m.watch.iterations, m.watch.residual, m.watch.vs_direct, m.watch.hash, m.step,
             m.spike_hash, load_average());
}

Case parsed(const std::string& text) {
  Case c;
  if (std::sscanf(text.c_str(), "%zux%zux%zu", &c.neurons, &c.dimensions, &c.points) != 3) {
    throw std::runtime_error(text + ": must be NEURONSxDIMENSIONSxPOINTS");
  }
  return c;
}

void run_all(const Settings& settings, std::FILE* out) {
  fmt::print(out, "# {}; {} hardware threads; build: least of {}\n", cpu_name(),
             std::thread::hardware_concurrency(), settings.repeats);
  fmt::print(out,
             "neurons,dimensions,points,threads,isa,build_s,peak_mb,iterations,residual,vs_direct,"
             "decoder_hash,step_us,spike_hash,load{}\n",
             settings.peers ? ",nengo_build_s,build_times,nengo_peak_mb,peak_share,nengo_step_us,"
                              "step_times"
                            : "");
  for (const std::string& text : settings.cases) {
    const Case c = parsed(text);
    const Measurement m = measure(c, settings);
    print_row(out, c, m);
    if (settings.peers) {
      const Peer p = nengo(c, settings);
      fmt::print(out, ",{:.3f},{:.1f},{:.0f},{:.2f},{:.1f},{:.1f}", p.build, p.build / m.build,
                 p.peak, m.peak / p.peak, p.step, p.step / m.step);
    }
    fmt::print(out, "\n");
    std::fflush(out);
  }
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  CLI::App app("Building decoders and stepping a communication channel");
  app.add_option("--cases", settings.cases, "NEURONSxDIMENSIONSxPOINTS, ...")->delimiter(',');
  app.add_option("--repeats", settings.repeats, "builds")->check(CLI::Range(1, 100));
  app.add_option("--seconds", settings.seconds, "seconds of steps to measure");
  app.add_flag("--peers", settings.peers, "Nengo on the same network");
  app.add_option("--out", settings.out, "CSV file; default: standard output");
  CLI11_PARSE(app, argc, argv);
  std::FILE* out = settings.out.empty() ? stdout : std::fopen(settings.out.c_str(), "w");
  if (out == nullptr) {
    fmt::print(stderr, "{}: cannot be written\n", settings.out);
    return 4;
  }
  try {
    run_all(settings, out);
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 2;
  }
  return std::fclose(out) == 0 ? 0 : 4;
}
