// The membrane update alone: one population of lif neurons with a bias each and nothing connected,
// stepped by Simulation as `rheo run` does it, spikes logged and hashed. Prints CSV.
//
//   quiet  one neuron in ten fires at 50 to 90 Hz: 0.6 % of the neurons spike in a step
//   busy   all fire at about 150 Hz: 15 % spike in a step, 45 % spike, wait or wake
//
// ns are wall-clock time per neuron and step; ns_core is that times the threads. streamed_bytes
// is what a step must move for a neuron that does not fire: v read and written, J read, and the
// parameters of its own; counted_bytes adds the refractory clock read and written, which others
// stream and this engine does not. The triad a = b + s c (24 bytes an element, streaming stores)
// runs next to each measurement on as many threads; ratio is counted bandwidth over triad.
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
#include "engine/random.h"
#include "engine/simulation.h"
#include "io/build_info.h"
#include "neurons/lif.h"

namespace {

using namespace rheo;
using Clock = std::chrono::steady_clock;

constexpr int kParts = 20;  // measurements after each reset

struct Settings {
  std::vector<std::size_t> neurons = {1000, 10000, 20000, 100000, 1000000, 10000000};
  std::vector<std::string> activity = {"quiet", "busy"};
  std::vector<std::string> parameters = {"alike", "each"};
  std::vector<std::string> precision = {"single", "double"};
  std::vector<int> threads;
  int repeats = 5;
  bool peers = false;
  std::string out;
};

struct Case {
  std::size_t neurons;
  std::string activity;
  std::string parameters;
  std::string precision;
  int threads;  // 0: as the engine chooses
};

struct Measurement {
  std::vector<double> ns;  // (repeats x kParts), ascending
  int threads = 1;
  std::string isa;
  std::int64_t steps = 0;
  double spiking = 0;  // share of neurons in a step
  std::uint64_t spike_hash = 0;
  double triad = 0;  // GB/s
};

double uniform(const char* purpose, std::size_t i, double low, double high) {
  return low + (high - low) * UniformDraw{draw_key(1, "benchmark", "membrane", purpose)}(i);
}

std::vector<double> per_neuron(const char* purpose, std::size_t n, double low, double high) {
  std::vector<double> values(n);
  for (std::size_t i = 0; i < n; ++i)
    values[i] = uniform(purpose, i, low, high);
  return values;
}

std::vector<double> biases(const Case& c) {
  if (c.activity == "busy") {
    const double J_150 = 1 / -std::expm1((0.002 - 1 / 150.0) / 0.02);
    return per_neuron("busy", c.neurons, 0.95 * J_150, 1.05 * J_150);
  }
  std::vector<double> J = per_neuron("quiet", c.neurons, 0.3, 0.8);
  for (std::size_t i = 0; i < c.neurons; ++i) {
    if (uniform("fires", i, 0, 1) < 0.1) J[i] = uniform("quiet", i, 1.5, 2.5);
  }
  return J;
}

std::shared_ptr<const Network> make_network(const Case& c, const Catalog& catalog) {
  NetworkSpec spec;
  spec.simulation.precision = c.precision == "single" ? Precision::single : Precision::double_;
  spec.simulation.seed = 1;
  PopulationSpec population;
  population.name = "a";
  population.neurons = c.neurons;
  population.model.model = "lif";
  population.model.parameters["within_step"] = std::string("exact");
  population.bias = Array::list(biases(c));
  const auto give = [&](const char* name, double low, double high) {
    population.model.parameters[name] = Array::list(per_neuron(name, c.neurons, low, high));
  };
  if (c.parameters != "alike") give("J_th", 0.99, 1.01);
  if (c.parameters == "each") {
    give("tau_rc", 0.0195, 0.0205);
    give("tau_ref", 0.0019, 0.0021);
    give("min_voltage", -0.1, 0.0);
  }
  spec.populations.push_back(std::move(population));
  return std::make_shared<const Network>(build(spec, catalog));
}

Measurement measure(const Case& c, const Settings& settings, const Catalog& catalog) {
  Simulation simulation(make_network(c, catalog), catalog, {.threads = c.threads});
  Measurement m;
  // Short enough to fit between two interruptions by other processes.
  m.steps = std::max<std::int64_t>(3, 1'000'000 / static_cast<std::int64_t>(c.neurons));
  const std::int64_t warm_up = std::min<std::int64_t>(m.steps, 100);
  for (int r = 0; r < settings.repeats; ++r) {
    simulation.reset();
    simulation.run(warm_up);
    for (int part = 0; part < kParts; ++part) {
      const auto start = Clock::now();
      simulation.run(m.steps);
      m.ns.push_back(1e9 * seconds_since(start) / static_cast<double>(m.steps) /
                     static_cast<double>(c.neurons));
    }
    if (r > 0 && simulation.spike_hash() != m.spike_hash) {
      throw std::runtime_error("two runs of the same network gave different spikes");
    }
    m.spike_hash = simulation.spike_hash();
  }
  std::sort(m.ns.begin(), m.ns.end());
  double spikes = 0;
  const auto counts = simulation.counts();
  for (std::int64_t n : counts[0].spikes)
    spikes += static_cast<double>(n);
  m.spiking =
      spikes / static_cast<double>(c.neurons) / static_cast<double>(warm_up + kParts * m.steps);
  m.threads = simulation.threads();
  m.isa = isa_name(simulation.isa());
  m.triad = triad(m.threads);
  return m;
}

/// ns per neuron and step of Nengo's LIF on the same biases; NaN where it cannot be had.
double nengo_ns(const Case& c) {
  const char* python = std::getenv("RHEO_PEER_PYTHON");
  if (python == nullptr) {
    throw std::runtime_error(
        "--peers needs RHEO_PEER_PYTHON; ./dev bench membrane --peers sets it");
  }
  const auto directory = std::filesystem::temp_directory_path();
  const std::string stem = (directory / fmt::format("rheo_membrane_{}", c.neurons)).string();
  {
    const std::vector<double> J = biases(c);
    std::ofstream file(stem + ".f64", std::ios::binary);
    file.write(reinterpret_cast<const char*>(J.data()),
               static_cast<std::streamsize>(J.size() * sizeof(double)));
  }
  const std::string command = fmt::format("'{}' benchmarks/peers/nengo_membrane.py '{}' > '{}'",
                                          python, stem + ".f64", stem + ".txt");
  double ns = std::nan("");
  if (std::system(command.c_str()) == 0) std::ifstream(stem + ".txt") >> ns;
  std::filesystem::remove(stem + ".f64");
  std::filesystem::remove(stem + ".txt");
  return ns;
}

void print_row(std::FILE* out, const Case& c, const Measurement& m, double peer) {
  const double size = c.precision == "single" ? 4 : 8;
  const int own = c.parameters == "each" ? 3 : c.parameters == "J_th" ? 1 : 0;
  const double streamed = size * (3 + own);
  const double counted = streamed + 2 * size;
  const double ns = m.ns.front();
  fmt::print(out, "{},{},{},{},{},{},{},{:.3f},{:.3f},{:.3f},{:.4f},", c.neurons, c.activity,
             c.parameters, c.precision, m.threads, m.isa, m.steps, ns, m.ns[m.ns.size() / 2],
             ns * m.threads, m.spiking);
  fmt::print(out, "{},{:.1f},{},{:.1f},{:.1f},{:.2f},{:016x},{:.1f}", streamed, streamed / ns,
             counted, counted / ns, m.triad, counted / ns / m.triad, m.spike_hash, load_average());
  if (peer > 0) fmt::print(out, ",{:.1f},{:.1f}", peer, peer / ns);
  fmt::print(out, "\n");
  std::fflush(out);
}

void run_all(const Settings& settings, std::FILE* out) {
  Catalog catalog;
  catalog.neurons.add(lif_declaration(), make_lif);
  fmt::print(out, "# {}; {} hardware threads; minimum and median of {} runs\n", cpu_name(),
             std::thread::hardware_concurrency(), kParts * settings.repeats);
  fmt::print(out,
             "neurons,activity,parameters,precision,threads,isa,steps,ns_min,ns_median,ns_core,"
             "spiking,streamed_bytes,streamed_gb_s,counted_bytes,counted_gb_s,triad_gb_s,ratio,"
             "spike_hash,load{}\n",
             settings.peers ? ",nengo_ns,times_nengo" : "");
  for (std::size_t n : settings.neurons) {
    for (const std::string& activity : settings.activity) {
      const double peer = settings.peers ? nengo_ns({n, activity, "alike", "double", 1}) : 0;
      for (const std::string& parameters : settings.parameters) {
        for (const std::string& precision : settings.precision) {
          for (int threads : settings.threads) {
            const Case c = {n, activity, parameters, precision, threads};
            print_row(out, c, measure(c, settings, catalog), peer);
          }
        }
      }
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  settings.threads = {1, 0};
  CLI::App app("The membrane update alone, in ns per neuron and step");
  app.add_option("--neurons", settings.neurons, "sizes of the population")->delimiter(',');
  app.add_option("--activity", settings.activity, "quiet, busy")->delimiter(',');
  app.add_option("--parameters", settings.parameters,
                 "alike, J_th, each: one for all, J_th or all of its own")
      ->delimiter(',');
  app.add_option("--precision", settings.precision, "single, double")->delimiter(',');
  app.add_option("--threads", settings.threads, "numbers of threads; 0: as the engine chooses")
      ->delimiter(',');
  app.add_option("--repeats", settings.repeats, "resets, with 20 measurements after each")
      ->check(CLI::Range(1, 1000));
  app.add_flag("--peers", settings.peers, "Nengo on the same biases, double precision");
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
