#include "probes/spike_recorder.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace rheo {

namespace {

/// Events handed on at once, so that a queue behind can bound its memory.
constexpr std::size_t kEventsPerChunk = 1U << 18;

}  // namespace

SpikeRecorder::SpikeRecorder(std::unique_ptr<ProbeSource> source,
                             const std::vector<std::uint32_t>& elements)
    : source_(std::move(source)) {
  const ElementMap map(elements, source_->size());
  blocks_.resize(map.blocks.size());
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    const ElementBlock& from = map.blocks[b];
    blocks_[b].first = static_cast<std::uint32_t>(from.first);
    blocks_[b].none = from.elements.empty();
    if (from.whole()) continue;
    blocks_[b].wanted.assign(from.size, 0);
    for (std::uint32_t e : from.elements)
      blocks_[b].wanted[e - from.first] = 1;
  }
}

void SpikeRecorder::record(std::size_t block, std::int64_t step) noexcept {
  Block& b = blocks_[block];
  if (b.none) return;
  const BlockSpikes spikes = source_->spikes(block);
  for (std::size_t k = 0; k < spikes.n; ++k) {
    const std::uint16_t i = spikes.index[k];
    if (!b.wanted.empty() && b.wanted[i] == 0) continue;
    b.events.push_back({step, b.first + i, spikes.count == nullptr ? 1 : spikes.count[k]});
  }
}

/// All events in `merged_`, by a counting sort over steps: blocks ascend in neurons, so that their
/// order within a step is kept. Returns how many there are.
std::size_t SpikeRecorder::merge() {
  std::int64_t low = std::numeric_limits<std::int64_t>::max();
  std::int64_t high = std::numeric_limits<std::int64_t>::min();
  std::size_t n = 0;
  for (const Block& b : blocks_) {
    if (b.events.empty()) continue;
    low = std::min(low, b.events.front().step);
    high = std::max(high, b.events.back().step);
    n += b.events.size();
  }
  if (n == 0) return 0;
  cursor_.assign(static_cast<std::size_t>(high - low) + 2, 0);
  for (const Block& b : blocks_) {
    for (const Event& e : b.events)
      ++cursor_[static_cast<std::size_t>(e.step - low) + 1];
  }
  for (std::size_t s = 1; s < cursor_.size(); ++s)
    cursor_[s] += cursor_[s - 1];
  merged_.resize(n);
  for (Block& b : blocks_) {
    for (const Event& e : b.events)
      merged_[cursor_[static_cast<std::size_t>(e.step - low)]++] = e;
    b.events.clear();
  }
  return n;
}

void SpikeRecorder::flush(ChunkSink& sink) {
  const std::size_t n = merge();
  for (std::size_t from = 0; from < n; from += kEventsPerChunk) {
    const std::size_t to = std::min(n, from + kEventsPerChunk);
    SpikeChunk chunk;
    chunk.step.reserve(to - from);
    chunk.neuron.reserve(to - from);
    chunk.count.reserve(to - from);
    for (std::size_t k = from; k < to; ++k) {
      chunk.step.push_back(merged_[k].step);
      chunk.neuron.push_back(merged_[k].neuron);
      chunk.count.push_back(merged_[k].count);
    }
    sink.put(std::move(chunk));
  }
}

void SpikeRecorder::reset() {
  for (Block& b : blocks_)
    b.events.clear();
}

}  // namespace rheo
