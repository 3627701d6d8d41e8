#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <filesystem>
#include <iostream>
#include <memory>

#include "apps/built_network.h"
#include "apps/catalog.h"
#include "apps/commands.h"
#include "apps/table.h"
#include "apps/waiting.h"
#include "engine/error.h"
#include "engine/synapse_values.h"
#include "io/edge_file.h"
#include "io/network_file.h"
#include "io/npz_writer.h"
#include "io/output_file.h"

namespace rheo {
namespace {

constexpr const char* kExportEdgesFooter = R"(
Examples:
  rheo export-edges net.yaml --out edges.npz
  rheo export-edges net.yaml --out edges --format mtx     one Matrix Market file a connection
  rheo export-edges net.yaml --out edges.h5 --format sonata

The synapses that rules make between neurons in physical units, as `rheo run` makes them. In an npz
file a connection `c` has c.sources and c.targets (numbers of neurons from 0), c.weights (SI units)
and c.delays (s); another network reads them with
  rule: {edges: {file: edges.npz, sources: c.sources, targets: c.targets, weights: c.weights,
                 weight_unit: A, delays: c.delays, delay_unit: s}}
Matrix Market files have the weights alone (SI units): rows are targets, columns sources, counted
from 1. A SONATA file has a population of edges for each connection, weights in the unit that the
model's ports count in (pA, nS or mV, as in NEST) and delays in ms; another network reads it with
  rule: {edges: {file: edges.h5, population: c, weight_unit: pA}})";

struct ExportOptions {
  std::string network;
  std::vector<std::string> overrides;
  std::string out;
  std::string format = "npz";
};

struct EdgeUnits {
  bool held = false;   // weights as the ports hold them, not in SI units
  double delay = 1.0;  // s
};

/// All synapses of one plan, by descending delay and ascending source.
EdgeList edges_of(const SynapsesPlan& plan, const Network& network, const EdgeUnits& units = {}) {
  const double weight =
      units.held ? 1.0 : network.populations[plan.to].model->declaration().ports.front().held;
  EdgeList e;
  for (const SynapseGroup& g : synapses_by_lag(plan, network.simulation)) {
    for (std::size_t k = 0; k < g.source.size(); ++k) {
      const std::uint32_t s = g.source[k];
      const std::uint32_t t = g.target[k];
      e.source.push_back(plan.from_elements.empty() ? s : plan.from_elements[s]);
      e.target.push_back(plan.to_elements.empty() ? t : plan.to_elements[t]);
      e.weight.push_back(g.weight[k] / weight);
      e.delay.push_back(static_cast<double>(g.lag) * network.simulation.dt / units.delay);
    }
  }
  return e;
}

/// Writes a whole file into the open directory `at`, or none.
void write_whole(int at, const std::string& name, const std::string& shown,
                 const std::string& bytes) {
  OutputFile file(at, name, shown, 1);
  try {
    file.append(bytes.data(), bytes.size());
    file.flush();
    file.close();
  } catch (const OutputError&) {
    unlinkat(at, name.c_str(), 0);
    throw;
  }
}

std::string matrix_market(const EdgeList& e, std::size_t n_to, std::size_t n_from) {
  std::string text = "%%MatrixMarket matrix coordinate real general\n";
  text += fmt::format("{} {} {}\n", n_to, n_from, e.weight.size());
  for (std::size_t k = 0; k < e.weight.size(); ++k)
    text += fmt::format("{} {} {}\n", e.target[k] + 1, e.source[k] + 1, e.weight[k]);
  return text;
}

/// A directory that is open for as long as this lives.
class OpenDirectory {
 public:
  explicit OpenDirectory(const std::filesystem::path& path)
      : fd_(open(path.empty() ? "." : path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (fd_ < 0) throw OutputError(output_error_text("cannot open", path.string(), errno));
  }
  ~OpenDirectory() { close(fd_); }
  OpenDirectory(const OpenDirectory&) = delete;
  OpenDirectory& operator=(const OpenDirectory&) = delete;
  int fd() const noexcept { return fd_; }

 private:
  int fd_;
};

void write_whole(const std::filesystem::path& out, const std::string& bytes) {
  const OpenDirectory directory(out.parent_path());
  write_whole(directory.fd(), out.filename().string(), out.string(), bytes);
}

void write_npz(const Network& network, const std::filesystem::path& out) {
  std::vector<std::pair<std::string, Array>> arrays;
  for (const SynapsesPlan& plan : network.sparse) {
    EdgeList e = edges_of(plan, network);
    arrays.emplace_back(plan.name + ".sources", Array::list(std::move(e.source)));
    arrays.emplace_back(plan.name + ".targets", Array::list(std::move(e.target)));
    arrays.emplace_back(plan.name + ".weights", Array::list(std::move(e.weight)));
    arrays.emplace_back(plan.name + ".delays", Array::list(std::move(e.delay)));
  }
  write_whole(out, npz_bytes(arrays));
}

void write_mtx(const Network& network, const std::filesystem::path& out) {
  std::error_code error;
  std::filesystem::create_directories(out, error);
  const OpenDirectory directory(out);
  for (const SynapsesPlan& plan : network.sparse) {
    const std::string name = plan.name + ".mtx";
    write_whole(directory.fd(), name, (out / name).string(),
                matrix_market(edges_of(plan, network), network.populations[plan.to].neurons,
                              network.populations[plan.from].neurons));
  }
}

void write_sonata(const Network& network, const std::filesystem::path& out) {
  std::vector<EdgePopulation> populations;
  for (const SynapsesPlan& plan : network.sparse) {
    populations.push_back({plan.name, network.populations[plan.from].name,
                           network.populations[plan.to].name,
                           edges_of(plan, network, {.held = true, .delay = 1e-3})});
  }
  write_whole(out, sonata_bytes(populations));
}

void write_edges(const Network& network, const ExportOptions& options) {
  const std::string name = std::filesystem::path(options.network).stem().string();
  const Waiting waiting(name + ": writing synapses", Progress::style_for(stderr), stderr);
  if (options.format == "npz") {
    write_npz(network, options.out);
  } else if (options.format == "mtx") {
    write_mtx(network, options.out);
  } else {
    write_sonata(network, options.out);
  }
}

int export_edges(const ExportOptions& options) {
  const Catalog catalog = make_catalog();
  const NetworkFile file = read_network(options.network, catalog, options.overrides);
  const auto network = build_network(file, catalog, false);
  if (network->sparse.empty()) {
    throw ConfigError({Problem{options.network, "has no synapses that a rule makes", "",
                               "give connections between neurons in physical units a rule", ""}});
  }
  if (std::filesystem::exists(options.out)) {
    throw ConfigError({Problem{options.out, "exists", "nothing is written over",
                               "remove it, or name another with --out", ""}});
  }
  write_edges(*network, options);
  std::cout << options.out << ": " << network->sparse.size() << " connections\n";
  return kDone;
}

}  // namespace

Command add_export_edges(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("export-edges", "Write the synapses that connection rules make to files");
  command->footer(kExportEdgesFooter);
  auto options = std::make_shared<ExportOptions>();
  command->add_option("NETWORK", options->network, "Network file")->required()->type_name("");
  add_set_option(*command, options->overrides);
  command->add_option("--out", options->out, "File (npz, sonata) or directory (mtx) to write")
      ->required()
      ->type_name("PATH");
  CLI::IsMember formats({"npz", "mtx", "sonata"});
  formats.description("");
  command
      ->add_option("--format", options->format,
                   "npz, mtx (Matrix Market) or sonata (HDF5); default npz")
      ->check(formats)
      ->type_name("npz|mtx|sonata");
  return {command, [options] {
            return export_edges(*options);
          }};
}

}  // namespace rheo
