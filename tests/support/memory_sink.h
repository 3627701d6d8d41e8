#pragma once

#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include "engine/recorder.h"

namespace rheo {

/// Keeps everything that a probe hands over: for tests that look at recordings.
class MemorySink final : public ChunkSink {
 public:
  void put(Chunk&& chunk) override {
    ++chunks;
    if (auto* s = std::get_if<SpikeChunk>(&chunk)) {
      append(spikes.step, s->step);
      append(spikes.neuron, s->neuron);
      append(spikes.count, s->count);
      return;
    }
    auto& s = std::get<SampleChunk>(chunk);
    samples.width = s.width;
    append(samples.step, s.step);
    append(samples.values, s.values);
  }
  void finish(std::int64_t last_step) override { finished_at = last_step; }

  /// Value of `column` in the sample number `row`.
  double at(std::size_t row, std::size_t column) const {
    return samples.values.at(row * samples.width + column);
  }
  std::size_t rows() const noexcept { return samples.step.size(); }

  SpikeChunk spikes;              // all spikes so far
  SampleChunk samples;            // all samples so far
  int chunks = 0;                 // how often put was called
  std::int64_t finished_at = -1;  // -1: not finished

 private:
  template <class T>
  static void append(std::vector<T>& to, const std::vector<T>& from) {
    to.insert(to.end(), from.begin(), from.end());
  }
};

}  // namespace rheo
