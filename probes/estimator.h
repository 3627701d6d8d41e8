#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/recorder.h"
#include "probes/elements.h"

namespace rheo {

/// A stage between a probe that records spikes and its writer: takes spike chunks of one run from
/// step 1 on and hands on the rate of each neuron, in Hz, at steps k, 2k, ... (k = every). A sample
/// leaves as soon as no later spike can change it.
class Estimator : public ChunkSink {
 public:
  /// `elements`: the columns, as indices in the population.
  Estimator(const std::vector<std::uint32_t>& elements, std::int64_t every,
            std::unique_ptr<ChunkSink> next);
  void put(Chunk&& chunk) final;
  void finish(std::int64_t last_step) final;

 protected:
  /// The spikes of one recorded neuron in one step.
  struct Event {
    std::int64_t step = 0;
    std::uint32_t slot = 0;  // which of the recorded neurons, < n_slots()
    std::int32_t count = 0;
  };
  /// In the order (step, neuron).
  virtual void add(const Event& event) = 0;
  /// No more events: hand on everything up to `last_step`.
  virtual void close(std::int64_t last_step) = 0;

  std::size_t n_slots() const noexcept { return map_.n; }
  /// The sample that is due; hand_on moves it forward.
  std::int64_t due() const noexcept { return due_; }
  void hand_on(const std::vector<double>& rates);  // (n_slots)

 private:
  void pass();

  ElementMap map_;
  std::vector<std::int32_t> slot_of_;  // (largest recorded index + 1), -1: not recorded
  std::int64_t every_;
  std::int64_t due_;
  std::unique_ptr<ChunkSink> next_;
  SampleChunk rows_;
};

}  // namespace rheo
