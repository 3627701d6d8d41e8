#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

namespace rheo {

/// Spikes as events, ascending in (step, neuron).
struct SpikeChunk {
  std::vector<std::int64_t> step;     // (n)
  std::vector<std::uint32_t> neuron;  // (n) index in the population
  std::vector<std::int32_t> count;    // (n) spikes of that neuron in that step
};

/// Sampled values, ascending in step.
struct SampleChunk {
  std::size_t width = 0;
  std::vector<std::int64_t> step;  // (n)
  std::vector<double> values;      // (n, width)
};
using Chunk = std::variant<SpikeChunk, SampleChunk>;

/// Where a probe's chunks go; called from one thread at a time, in order of time.
class ChunkSink {
 public:
  virtual ~ChunkSink() = default;
  virtual void put(Chunk&& chunk) = 0;
  /// No more chunks; `last_step` is the last step that was run.
  virtual void finish(std::int64_t last_step) = 0;
};

/// The spikes of one block in the step that just ended.
struct BlockSpikes {
  const std::uint16_t* index = nullptr;  // (n) ascending, from the block's first neuron
  const std::int32_t* count = nullptr;   // (n), or null: one each
  std::size_t n = 0;
};

/// What the engine lets a probe see at the end of a step: a vector of values or the spikes of a
/// population, cut into the same blocks as the update, so that recording a block needs no other.
class ProbeSource {
 public:
  virtual ~ProbeSource() = default;
  virtual std::size_t size() const noexcept = 0;  // elements (neurons)
  std::size_t n_blocks() const noexcept;
  /// Values of elements first ... first + n - 1 at the end of this step. Spiking populations:
  /// amplitude x count / dt.
  virtual void values(std::int64_t step, std::size_t first, std::size_t n, double* out) const = 0;
  /// Spikes of this step; empty for what does not spike.
  virtual BlockSpikes spikes(std::size_t block) const noexcept = 0;
};

/// The run-time side of a probe: looks at the end of each step, keeps typed chunks, hands them on.
/// `record` is a block task: called once a block and step, by whichever thread owns the block.
class Recorder {
 public:
  virtual ~Recorder() = default;
  virtual std::size_t n_blocks() const noexcept = 0;
  virtual void record(std::size_t block, std::int64_t step) noexcept = 0;
  /// Hands over what was gathered since the last call; one thread, all blocks at the same step.
  virtual void flush(ChunkSink& sink) = 0;
  /// Back to before the first step.
  virtual void reset() = 0;
};

}  // namespace rheo
