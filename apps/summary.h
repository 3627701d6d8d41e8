#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/simulation.h"
#include "io/manifest.h"

namespace rheo {

/// Firing of one population over a run.
struct RateSummary {
  std::string name;
  bool spiking = true;
  std::size_t neurons = 0;
  double mean = 0;          // Hz
  double percentile_5 = 0;  // Hz, over neurons
  double percentile_95 = 0;
  double maximum = 0;
  std::size_t silent = 0;  // neurons without a spike
  std::int64_t spikes = 0;
};
RateSummary summarise(const PopulationCount& count, double seconds);

/// The q-th percentile (0 to 100) of `sorted`, not empty: linear between the two nearest ranks, as
/// numpy.percentile.
double percentile(const std::vector<double>& sorted, double q);

/// The table of all populations, ended by a newline; empty without populations.
std::string rates_table(const std::vector<PopulationCount>& counts, double seconds);

/// Operations, seconds, hashes of a run of `biological_seconds`: a line each.
std::string figures_text(const RunSummary& run, double biological_seconds);

/// A line for each score; empty without scores.
std::string scores_text(const std::vector<Score>& scores);

}  // namespace rheo
