#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "engine/huge_array.h"
#include "engine/neuron_model.h"
#include "engine/recorder.h"

namespace rheo {

/// Who fired in the last step or steps, of one population: ascending (neuron, count), cut into the
/// blocks of the update, each of which writes its own part. The one source for delivery, hashes,
/// probes and rates.
class SpikeLog {
 public:
  /// `multiple`: neurons may fire more than once in a step, so counts are kept. `steps`: how many
  /// steps are kept at least: 1, or twice those between two exchanges, so that a thread may go on
  /// to the next ones while others still read.
  SpikeLog(std::size_t neurons, bool multiple, std::size_t steps = 1)
      : steps_(std::bit_ceil(steps)),
        slot_(block_count(neurons), 0),
        sizes_(slot_.size() * steps_, 0),
        index_(sizes_.size() * kBlock),
        count_(multiple ? index_.size() : 0) {}

  std::size_t n_blocks() const noexcept { return slot_.size(); }

  /// Begins a block's spikes of step `step`; what follows is said of these.
  void open(std::size_t block, std::int64_t step) noexcept {
    slot_[block] = block * steps_ + in_turn(step);
  }
  std::uint16_t* index(std::size_t block) noexcept { return &index_[slot_[block] * kBlock]; }
  std::int32_t* count(std::size_t block) noexcept {
    return count_.empty() ? nullptr : &count_[slot_[block] * kBlock];
  }
  void set_size(std::size_t block, int n) noexcept { sizes_[slot_[block]] = n; }

  /// Spikes of the step that was opened last.
  BlockSpikes block(std::size_t b) const noexcept { return spikes(slot_[b]); }
  /// Spikes of step `step`, one of those that are kept, block by block: visit(block, spikes).
  template <class Visit>
  void for_each_block(std::int64_t step, const Visit& visit) const {
    std::size_t slot = in_turn(step);
    for (std::size_t b = 0; b < slot_.size(); ++b, slot += steps_)
      visit(b, spikes(slot));
  }
  void clear() noexcept { sizes_.assign(sizes_.size(), 0); }

 private:
  std::size_t in_turn(std::int64_t step) const noexcept {
    return static_cast<std::size_t>(step) & (steps_ - 1);
  }
  BlockSpikes spikes(std::size_t slot) const noexcept {
    return {&index_[slot * kBlock], count_.empty() ? nullptr : &count_[slot * kBlock],
            static_cast<std::size_t>(sizes_[slot])};
  }

  std::size_t steps_;                // a power of two
  std::vector<std::size_t> slot_;    // (n_blocks) the one written last
  std::vector<std::int32_t> sizes_;  // (n_blocks, steps)
  HugeVector<std::uint16_t> index_;  // (n_blocks, steps, kBlock)
  HugeVector<std::int32_t> count_;   // (n_blocks, steps, kBlock) or empty
};

}  // namespace rheo
