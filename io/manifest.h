#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/network.h"
#include "engine/simulation.h"
#include "io/scores.h"

namespace rheo {

enum class RunStatus { running, complete, interrupted, failed };
std::string status_name(RunStatus status);

/// What a run came to, as far as it got.
struct RunSummary {
  std::int64_t steps = 0;
  std::uint64_t spike_hash = 0;
  std::uint64_t state_hash = 0;
  std::uint64_t synaptic_operations = 0;
  std::uint64_t synapses = 0;
  double build_seconds = 0;
  double run_seconds = 0;
  std::array<double, kPhases> phases{};  // s in each verb of the step
  int threads = 0;
  std::string thread_choice;  // why so many
  std::string isa;
  std::vector<PopulationCount> counts;
  std::vector<LearnedArray> learned;
};

/// The file of what was learned.
inline constexpr const char* kLearnedName = "learned.npz";

/// The summary of what `simulation` has run so far.
RunSummary summarise(const Simulation& simulation, double build_seconds);

/// One probe's entry.
struct ManifestProbe {
  std::string name;
  std::string of;
  std::string record;
  std::string file;
  std::string kind;  // spikes or samples
  std::int64_t rows = 0;
  std::vector<std::string> columns;
};

/// Everything that stands in a manifest.
struct Manifest {
  RunStatus status = RunStatus::running;
  std::string started;  // UTC
  std::size_t neurons = 0;
  std::size_t synapses = 0;
  double dt = 0;
  std::uint64_t seed = 0;
  Precision precision = Precision::double_;
  std::vector<std::string> warnings;
  std::vector<DecodingReport> decodings;
  std::vector<ManifestProbe> probes;
  std::string network;                // resolved, as YAML text
  std::optional<RunSummary> summary;  // once there is one
  std::vector<Score> scores;          // with the summary
};

/// The text of manifest.yaml: keys as docs/results.md lists them.
std::string manifest_text(const Manifest& manifest);

/// Now, in UTC: "2030-01-31T12:00:00Z".
std::string utc_now();

}  // namespace rheo
