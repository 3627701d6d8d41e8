#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/recorder.h"
#include "probes/elements.h"

namespace rheo {

/// Spikes as events (step, neuron, count), ascending in (step, neuron); under a subset of neurons
/// the index in the population stays.
class SpikeRecorder final : public Recorder {
 public:
  SpikeRecorder(std::unique_ptr<ProbeSource> source, const std::vector<std::uint32_t>& elements);
  std::size_t n_blocks() const noexcept override { return blocks_.size(); }
  void record(std::size_t block, std::int64_t step) noexcept override;
  void flush(ChunkSink& sink) override;
  void reset() override;

 private:
  struct Event {
    std::int64_t step;
    std::uint32_t neuron;
    std::int32_t count;
  };
  /// Written by one thread in a step: blocks of different threads share no cache line.
  struct alignas(64) Block {
    std::uint32_t first = 0;
    bool none = false;                 // no neuron of this block is recorded
    std::vector<std::uint8_t> wanted;  // (neurons of the block); empty: all
    std::vector<Event> events;         // ascending in (step, neuron)
  };
  std::size_t merge();

  std::unique_ptr<ProbeSource> source_;
  std::vector<Block> blocks_;
  std::vector<Event> merged_;        // (events since the last flush)
  std::vector<std::size_t> cursor_;  // (steps between the first and the last event)
};

}  // namespace rheo
