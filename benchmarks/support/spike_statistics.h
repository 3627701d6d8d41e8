#pragma once

#include <cstdint>
#include <vector>

#include "engine/recorder.h"

namespace rheo {

/// How a population fires, from its spikes as they are recorded.
class SpikeStatistics final : public ChunkSink {
 public:
  /// Spikes up to `first_step` do not count.
  SpikeStatistics(std::size_t neurons, double dt, std::int64_t first_step);

  void put(Chunk&& chunk) override;
  void finish(std::int64_t last_step) override { last_step_ = last_step; }

  /// Spikes a neuron and second. After finish.
  double rate() const;
  /// Coefficient of variation of the inter-spike intervals of a neuron, mean over the neurons that
  /// have at least two; NaN where there are none.
  double cv() const;
  /// Variance of the number of spikes of the first 1000 neurons in bins of 3 ms over its mean: 1
  /// where they fire independently.
  double synchrony() const;

 private:
  struct Neuron {
    std::int64_t last = -1;  // step
    double intervals = 0;
    double sum = 0;          // of intervals, steps
    double sum_squares = 0;  // of intervals
  };
  void add(std::int64_t step, std::uint32_t neuron, std::int32_t count);

  double dt_;
  std::int64_t first_step_;
  std::int64_t last_step_ = 0;
  std::int64_t bin_steps_;
  std::vector<Neuron> neurons_;
  std::vector<double> bins_;
  double spikes_ = 0;
};

}  // namespace rheo
