#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <set>

#include "apps/built_network.h"
#include "apps/catalog.h"
#include "apps/commands.h"
#include "apps/interrupt.h"
#include "apps/progress.h"
#include "apps/summary.h"
#include "apps/table.h"
#include "apps/waiting.h"
#include "engine/simulation.h"
#include "io/network_file.h"
#include "io/results.h"
#include "io/show.h"

namespace rheo {
namespace {

constexpr const char* kRunFooter = R"(
Examples:
  rheo run configs/threshold.yaml
  rheo run net.yaml --set populations.a.J_th=0.3 --out results/low_threshold
  rheo run net.yaml --duration '500 ms' --overwrite
  rheo run net.yaml --format npy --threads 4

Results go to results/NAME/, NAME being the file's without its ending: manifest.yaml and a file for
each probe. Ctrl-C ends a run early with complete files and a summary (exit code 130); a second one
ends it at once. The same file and seed give the same bits on any number of threads; the two hashes
show it.)";

struct RunFlags {
  std::vector<std::string> networks;
  std::vector<std::string> overrides;
  std::string threads;
  std::string duration;
  std::string seed;
  std::string out;
  bool overwrite = false;
  std::string format = "csv";
  bool quiet = false;
};

// --duration and its like are short for --set, so they pass the same checks.
std::vector<std::string> all_overrides(const RunFlags& flags) {
  std::vector<std::string> overrides = flags.overrides;
  const std::pair<const char*, const std::string*> shorthands[] = {
      {"simulation.threads=", &flags.threads},
      {"simulation.duration=", &flags.duration},
      {"simulation.seed=", &flags.seed}};
  for (const auto& [key, value] : shorthands) {
    if (!value->empty()) overrides.push_back(key + *value);
  }
  return overrides;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::filesystem::path results_path(const std::string& network, const RunFlags& flags) {
  if (!flags.out.empty()) return flags.out;
  return std::filesystem::path("results") / std::filesystem::path(network).stem();
}

/// A network that was read and built, with what the run of it needs.
struct Prepared {
  NetworkSpec spec;
  std::shared_ptr<const Network> network;
  ResultOptions options;
  std::filesystem::path out;
  std::string name;
  double build_seconds = 0;
};

Progress::Style style_of(const RunFlags& flags) {
  return flags.quiet ? Progress::Style::none : Progress::style_for(stderr);
}

Prepared prepare(const std::string& path, const RunFlags& flags, const Catalog& catalog) {
  const auto start = std::chrono::steady_clock::now();
  NetworkFile file = read_network(path, catalog, all_overrides(flags));
  Prepared p;
  p.name = std::filesystem::path(path).stem().string();
  p.network = build_network(file, catalog, true, style_of(flags));
  p.build_seconds = seconds_since(start);
  p.options.network_text = show_network(file, catalog);
  p.spec = std::move(file.spec);
  p.options.overwrite = flags.overwrite;
  p.options.format = flags.format == "npy" ? ResultFormat::npy : ResultFormat::csv;
  p.out = results_path(path, flags);
  return p;
}

void print_summary(const Prepared& p, const RunSummary& run, const Results& results) {
  const double seconds = static_cast<double>(run.steps) * p.network->simulation.dt;
  std::cout << p.name << ": " << short_number(seconds) << " s"
            << (run.steps < p.network->simulation.steps ? " (interrupted)" : "") << "\n"
            << rates_table(run.counts, seconds) << figures_text(run, seconds)
            << scores_text(results.scores()) << "  results              " << results.path() << "\n";
  std::cout.flush();
}

// Steps the simulation to its end or the first signal.
void step_through(Simulation& simulation, const Prepared& p, Progress::Style style) {
  const SimulationSpec& s = p.network->simulation;
  Progress progress(p.name, s.steps, s.dt, style, stderr);
  try {
    simulation.run(s.steps, [&progress](std::int64_t step) {
      progress.update(step);
      return InterruptGuard::signal() == 0;
    });
  } catch (...) {
    progress.clear();
    throw;
  }
  progress.clear();
}

int run_one(const std::string& path, const RunFlags& flags, const Catalog& catalog) {
  Prepared p = prepare(path, flags, catalog);
  const InterruptGuard guard;
  Results results(p.out, p.spec, *p.network, catalog, p.options);
  Simulation simulation(p.network, catalog);
  results.connect(simulation);
  const auto start = std::chrono::steady_clock::now();
  {
    const Waiting waiting(p.name + ": making synapses", style_of(flags), stderr);
    simulation.prepare();
  }
  p.build_seconds += seconds_since(start);
  try {
    step_through(simulation, p, style_of(flags));
    simulation.finish();
  } catch (const NumericalError&) {
    simulation.finish();  // rates that look ahead come up to the step that failed
    results.finish(summarise(simulation, p.build_seconds), RunStatus::failed);
    throw;
  } catch (...) {
    results.finish(summarise(simulation, p.build_seconds), RunStatus::failed);
    throw;
  }
  const int signal = InterruptGuard::signal();
  const RunSummary run = summarise(simulation, p.build_seconds);
  results.finish(run, signal == 0 ? RunStatus::complete : RunStatus::interrupted);
  if (!flags.quiet) print_summary(p, run, results);
  return signal == 0 ? kDone : kSignalled + signal;
}

int run(const RunFlags& flags) {
  if (!flags.out.empty() && flags.networks.size() > 1) {
    throw ConfigError({Problem{"", "--out names one directory, but there are several networks", "",
                               "run them one by one, or leave --out away", ""}});
  }
  std::set<std::filesystem::path> places;
  for (const std::string& network : flags.networks) {
    const std::filesystem::path place = results_path(network, flags);
    if (places.insert(place).second) continue;
    throw ConfigError(
        {Problem{network, "its results would replace those of another network",
                 "results go to " + place.string(), "run them one by one with --out", ""}});
  }
  const Catalog catalog = make_catalog();
  for (const std::string& network : flags.networks) {
    const int code = run_one(network, flags, catalog);
    if (code != kDone) return code;
  }
  return kDone;
}

}  // namespace

Command add_run(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("run", "Run networks, record what their probes ask for, print the rates");
  command->footer(kRunFooter);
  auto flags = std::make_shared<RunFlags>();
  command->add_option("NETWORK", flags->networks, "Network files, run one after the other")
      ->required()
      ->type_name("");
  add_set_option(*command, flags->overrides);
  command->add_option("--threads", flags->threads, "Threads; the default is chosen by size")
      ->type_name("N|auto");
  command->add_option("--duration", flags->duration, "Time to run, 2 or '500 ms'")
      ->type_name("TIME");
  command->add_option("--seed", flags->seed, "Seed of all random draws")->type_name("N");
  command->add_option("--out", flags->out, "Where results go; default results/NAME")
      ->type_name("DIRECTORY");
  command->add_flag("--overwrite", flags->overwrite, "Replace the results of an earlier run");
  CLI::IsMember formats({"csv", "npy"});
  formats.description("");
  command->add_option("--format", flags->format, "How probes are written; default csv")
      ->check(formats)
      ->type_name("csv|npy");
  command->add_flag("--quiet", flags->quiet, "Print warnings and errors only");
  return {command, [flags] {
            return run(*flags);
          }};
}

}  // namespace rheo
