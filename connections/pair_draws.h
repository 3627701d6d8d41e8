#pragma once

#include <cstddef>
#include <cstdint>

#include "connections/distinct.h"
#include "engine/bulk_random.h"
#include "engine/connection_rule.h"

namespace rheo {

/// The synapses between a block of sources and a block of targets.
struct BlockPair {
  std::size_t source_block = 0;
  std::size_t target_block = 0;
  std::uint64_t number = 0;   // of synapses
  std::size_t n_refused = 0;  // autapses among the pairs
};

/// Uniform pairs within blocks. Pair e has the words 2 (e % 2) and 2 (e % 2) + 1 of the counter
/// (e / 2, target block, source block, retry x 2^16): its source and its target.
class PairDraws {
 public:
  PairDraws(const RuleEnds& ends, EdgeSink& sink);

  /// Pairs may come more than once.
  void with_replacement(const BlockPair& blocks);
  /// Each pair at most once; there must be as many.
  void without_replacement(const BlockPair& blocks);

 private:
  static constexpr std::size_t kBatch = 2048;

  void open(const BlockPair& blocks);
  void draw_words(std::uint64_t first, std::size_t n);
  void draw_again(std::size_t e, std::uint64_t element);
  std::uint32_t index(std::uint64_t element, std::uint16_t retry) const;

  const RuleEnds& ends_;
  EdgeSink& sink_;
  BulkKey key_;
  WordsKernel kernel_;
  DistinctIndices distinct_;
  // Of the block pair at hand:
  std::uint32_t source_block_ = 0;
  std::uint32_t target_block_ = 0;
  std::uint32_t first_source_ = 0;
  std::uint32_t first_target_ = 0;
  std::uint32_t n_sources_ = 0;
  std::uint32_t n_targets_ = 0;
  std::uint32_t words_[2 * kBatch];
  std::uint32_t source_[kBatch];
  std::uint32_t target_[kBatch];
};

}  // namespace rheo
