#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/network.h"
#include "engine/simulation.h"
#include "io/manifest.h"
#include "io/probe_writer.h"

namespace rheo {

struct ResultOptions {
  bool overwrite = false;
  ResultFormat format = ResultFormat::csv;
  std::string network_text;             // the resolved network, for the manifest
  std::size_t queue_bytes = 64U << 20;  // what may wait for the disk before the run waits
};

/// A results directory while a run fills it: manifest.yaml and one file for each probe, written by
/// a thread of its own (docs/results.md).
///
///   Results results("results/x", spec, network, catalog, options);   // status: running
///   Simulation simulation(...);        // dies first: it holds the sinks
///   results.connect(simulation);
///   simulation.run(steps);
///   simulation.finish();
///   results.finish(summarise(simulation, build_seconds), RunStatus::complete);
class Results {
 public:
  /// Throws ConfigError where the directory exists and may not be replaced, OutputError where it
  /// cannot be written.
  Results(const std::filesystem::path& path, const NetworkSpec& spec, const Network& network,
          const Catalog& catalog, const ResultOptions& options = {});
  /// Without finish before: closes the files; the manifest says failed.
  ~Results();
  Results(const Results&) = delete;
  Results& operator=(const Results&) = delete;

  void connect(Simulation& simulation);
  /// Where the chunks of the probe `name` go. put and finish of it throw OutputError once writing
  /// has failed.
  ChunkSink& sink(const std::string& name);

  /// Waits for the writer, closes all files, computes the scores, writes the manifest. Throws
  /// OutputError if anything could not be written, unless `status` is failed: then an error is
  /// under way already.
  void finish(const RunSummary& summary, RunStatus status);

  /// Known after finish.
  const std::vector<Score>& scores() const noexcept;
  /// The directory, as given.
  const std::string& path() const noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rheo
