#pragma once

#include <cstdint>
#include <vector>

#include "engine/neuron_model.h"
#include "engine/recorder.h"

namespace rheo {

/// Who fired in the last step, of one population: ascending (neuron, count), cut into the blocks
/// of the update, each of which writes its own part. The one source for delivery, hashes, probes
/// and rates.
class SpikeLog {
 public:
  /// `multiple`: neurons may fire more than once in a step, so counts are kept.
  SpikeLog(std::size_t neurons, bool multiple)
      : sizes_((neurons + kBlock - 1) / kBlock, 0),
        index_(sizes_.size() * kBlock),
        count_(multiple ? index_.size() : 0) {}

  std::size_t n_blocks() const noexcept { return sizes_.size(); }
  std::uint16_t* index(std::size_t block) noexcept { return &index_[block * kBlock]; }
  std::int32_t* count(std::size_t block) noexcept {
    return count_.empty() ? nullptr : &count_[block * kBlock];
  }
  void set_size(std::size_t block, int n) noexcept { sizes_[block] = n; }

  BlockSpikes block(std::size_t b) const noexcept {
    return {&index_[b * kBlock], count_.empty() ? nullptr : &count_[b * kBlock],
            static_cast<std::size_t>(sizes_[b])};
  }
  void clear() noexcept { sizes_.assign(sizes_.size(), 0); }

 private:
  std::vector<std::int32_t> sizes_;   // (n_blocks)
  std::vector<std::uint16_t> index_;  // (n_blocks, kBlock)
  std::vector<std::int32_t> count_;   // (n_blocks, kBlock) or empty
};

}  // namespace rheo
