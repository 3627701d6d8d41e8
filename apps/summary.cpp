#include "apps/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "apps/table.h"

namespace rheo {

double percentile(const std::vector<double>& sorted, double q) {
  const double rank = q / 100 * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(rank));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double share = rank - static_cast<double>(below);
  return sorted[below] + (sorted[above] - sorted[below]) * share;
}

RateSummary summarise(const PopulationCount& count, double seconds) {
  RateSummary s;
  s.name = count.name;
  s.spiking = count.spiking;
  s.neurons = count.neurons;
  if (!count.spiking || count.spikes.empty() || !(seconds > 0)) return s;
  std::vector<double> rates;
  rates.reserve(count.spikes.size());
  for (std::int64_t spikes : count.spikes) {
    s.spikes += spikes;
    s.silent += spikes == 0 ? 1 : 0;
    rates.push_back(static_cast<double>(spikes) / seconds);
  }
  std::sort(rates.begin(), rates.end());
  s.mean = static_cast<double>(s.spikes) / seconds / static_cast<double>(s.neurons);
  s.percentile_5 = percentile(rates, 5);
  s.percentile_95 = percentile(rates, 95);
  s.maximum = rates.back();
  return s;
}

std::string rates_table(const std::vector<PopulationCount>& counts, double seconds) {
  if (counts.empty()) return "";
  Table table(
      {"population", "neurons", "mean Hz", "5 % Hz", "95 % Hz", "max Hz", "silent", "spikes"});
  for (const PopulationCount& count : counts) {
    const RateSummary s = summarise(count, seconds);
    const std::string neurons = grouped(static_cast<long long>(s.neurons));
    if (!s.spiking) {
      table.add({s.name, neurons, "-", "-", "-", "-", "-", "no spikes: a rate model"});
      continue;
    }
    table.add({s.name, neurons, fmt::format("{:.2f}", s.mean),
               fmt::format("{:.2f}", s.percentile_5), fmt::format("{:.2f}", s.percentile_95),
               fmt::format("{:.2f}", s.maximum), grouped(static_cast<long long>(s.silent)),
               grouped(s.spikes)});
  }
  return table.text();
}

std::string figures_text(const RunSummary& run, double biological_seconds) {
  std::string phases;
  for (std::size_t p = 0; p < kPhases; ++p) {
    phases += fmt::format("{}{} {}", p == 0 ? "" : ", ", phase_name(static_cast<Phase>(p)),
                          seconds_text(run.phases[p]));
  }
  std::string text;
  text += fmt::format("  synapses             {}\n", grouped(static_cast<long long>(run.synapses)));
  text += fmt::format("  synaptic operations  {}\n",
                      grouped(static_cast<long long>(run.synaptic_operations)));
  text += fmt::format("  build                {}\n", seconds_text(run.build_seconds));
  text += fmt::format("  run                  {} on {} {}, {}\n", seconds_text(run.run_seconds),
                      run.threads, run.threads == 1 ? "thread" : "threads", run.isa);
  text += fmt::format("  phases               {}\n", phases);
  if (biological_seconds > 0) {
    text +=
        fmt::format("  real-time factor     {:.3g} (seconds of work for a second of the network)\n",
                    run.run_seconds / biological_seconds);
  }
  text += fmt::format("  spike_hash           {:016x}\n", run.spike_hash);
  text += fmt::format("  state_hash           {:016x}\n", run.state_hash);
  return text;
}

std::string scores_text(const std::vector<Score>& scores) {
  std::string text;
  for (const Score& s : scores) {
    text += s.count == 0 ? fmt::format("  {:<19}  no presentation was completed\n", s.name)
                         : fmt::format("  {:<19}  {:.4g} ({} of {})\n", s.name, s.value(),
                                       s.correct, s.count);
  }
  return text;
}

}  // namespace rheo
