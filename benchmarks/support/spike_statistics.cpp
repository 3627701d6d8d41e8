#include "benchmarks/support/spike_statistics.h"

#include <algorithm>
#include <cmath>
#include <variant>

namespace rheo {

namespace {

constexpr double kBin = 3e-3;  // s
constexpr std::uint32_t kCounted = 1000;

}  // namespace

SpikeStatistics::SpikeStatistics(std::size_t neurons, double dt, std::int64_t first_step)
    : dt_(dt),
      first_step_(first_step),
      bin_steps_(std::max<std::int64_t>(1, std::llround(kBin / dt))),
      neurons_(neurons) {}

void SpikeStatistics::put(Chunk&& chunk) {
  const auto& spikes = std::get<SpikeChunk>(chunk);
  for (std::size_t k = 0; k < spikes.step.size(); ++k) {
    if (spikes.step[k] > first_step_) add(spikes.step[k], spikes.neuron[k], spikes.count[k]);
  }
}

void SpikeStatistics::add(std::int64_t step, std::uint32_t neuron, std::int32_t count) {
  spikes_ += count;
  Neuron& n = neurons_[neuron];
  if (n.last >= 0) {
    const auto interval = static_cast<double>(step - n.last);
    n.intervals += 1;
    n.sum += interval;
    n.sum_squares += interval * interval;
  }
  n.last = step;
  if (neuron >= kCounted) return;
  const auto bin = static_cast<std::size_t>((step - first_step_ - 1) / bin_steps_);
  if (bin >= bins_.size()) bins_.resize(bin + 1, 0.0);
  bins_[bin] += count;
}

double SpikeStatistics::rate() const {
  return spikes_ / static_cast<double>(neurons_.size()) /
         (static_cast<double>(last_step_ - first_step_) * dt_);
}

double SpikeStatistics::cv() const {
  double sum = 0;
  double with = 0;
  for (const Neuron& n : neurons_) {
    if (n.intervals < 2) continue;
    const double mean = n.sum / n.intervals;
    const double variance = std::max(0.0, n.sum_squares / n.intervals - mean * mean);
    sum += std::sqrt(variance) / mean;
    with += 1;
  }
  return with > 0 ? sum / with : std::nan("");
}

double SpikeStatistics::synchrony() const {
  const std::int64_t whole_bins = (last_step_ - first_step_) / bin_steps_;
  const auto bins = static_cast<double>(whole_bins);
  double sum = 0;
  double sum_squares = 0;
  for (double n : bins_) {
    sum += n;
    sum_squares += n * n;
  }
  const double mean = sum / bins;
  return mean > 0 ? (sum_squares / bins - mean * mean) / mean : std::nan("");
}

}  // namespace rheo
