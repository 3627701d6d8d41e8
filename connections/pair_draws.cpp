#include "connections/pair_draws.h"

#include <algorithm>

#include "connections/rule_parts.h"

namespace rheo {

PairDraws::PairDraws(const RuleEnds& ends, EdgeSink& sink)
    : ends_(ends),
      sink_(sink),
      key_(bulk_key(ends.key)),
      kernel_(words_kernel(select_isa())),
      distinct_(kBlock * kBlock) {}

void PairDraws::open(const BlockPair& blocks) {
  source_block_ = static_cast<std::uint32_t>(blocks.source_block);
  target_block_ = static_cast<std::uint32_t>(blocks.target_block);
  first_source_ = static_cast<std::uint32_t>(blocks.source_block * kBlock);
  first_target_ = static_cast<std::uint32_t>(blocks.target_block * kBlock);
  n_sources_ = static_cast<std::uint32_t>(block_size(ends_.n_from, blocks.source_block));
  n_targets_ = static_cast<std::uint32_t>(block_size(ends_.n_to, blocks.target_block));
}

void PairDraws::draw_words(std::uint64_t first, std::size_t n) {
  kernel_(key_, static_cast<std::uint32_t>(first / 2), target_block_, source_block_, 0, (n + 1) / 2,
          words_);
}

void PairDraws::with_replacement(const BlockPair& blocks) {
  open(blocks);
  // Locals, so that the loop is free of aliases.
  const std::uint32_t n_sources = n_sources_;
  const std::uint32_t n_targets = n_targets_;
  const std::uint32_t first_source = first_source_;
  const std::uint32_t first_target = first_target_;
  for (std::uint64_t first = 0; first < blocks.number; first += kBatch) {
    const std::size_t n = std::min<std::uint64_t>(kBatch, blocks.number - first);
    draw_words(first, n);
    for (std::size_t e = 0; e < n; ++e) {
      source_[e] = first_source + index_from_word(words_[2 * e], n_sources);
      target_[e] = first_target + index_from_word(words_[2 * e + 1], n_targets);
    }
    if (blocks.n_refused > 0) {
      for (std::size_t e = 0; e < n; ++e) {
        if (ends_.self[target_[e]] == source_[e]) draw_again(e, first + e);
      }
    }
    sink_.put({n, source_, target_, nullptr});
  }
}

void PairDraws::draw_again(std::size_t e, std::uint64_t element) {
  std::uint16_t retry = 0;
  do {
    const std::uint32_t pair = index(element, ++retry);
    source_[e] = first_source_ + pair / n_targets_;
    target_[e] = first_target_ + pair % n_targets_;
  } while (ends_.self[target_[e]] == source_[e]);
}

std::uint32_t PairDraws::index(std::uint64_t element, std::uint16_t retry) const {
  const auto words = bulk_words(key_, static_cast<std::uint32_t>(element / 2), target_block_,
                                source_block_, std::uint32_t{retry} << 16);
  const std::size_t w = 2 * (element % 2);
  return index_from_word(words[w], n_sources_) * n_targets_ +
         index_from_word(words[w + 1], n_targets_);
}

void PairDraws::without_replacement(const BlockPair& blocks) {
  open(blocks);
  if (blocks.n_refused > 0) {
    for (std::uint32_t t = 0; t < n_targets_; ++t) {
      const std::size_t self = ends_.self[first_target_ + t];
      if (self / kBlock == source_block_) distinct_.refuse((self - first_source_) * n_targets_ + t);
    }
  }
  const std::size_t all = std::size_t{n_sources_} * n_targets_;
  const std::vector<std::uint32_t>& pairs =
      distinct_.draw(all, blocks.number, [&](std::size_t element, std::uint16_t retry) {
        if (retry > 0) return index(element, retry);
        const std::size_t e = element % kBatch;
        if (e == 0) draw_words(element, kBatch);
        return index_from_word(words_[2 * e], n_sources_) * n_targets_ +
               index_from_word(words_[2 * e + 1], n_targets_);
      });
  for (std::size_t first = 0; first < pairs.size(); first += kBatch) {
    const std::size_t n = std::min(kBatch, pairs.size() - first);
    for (std::size_t e = 0; e < n; ++e) {
      source_[e] = first_source_ + pairs[first + e] / n_targets_;
      target_[e] = first_target_ + pairs[first + e] % n_targets_;
    }
    sink_.put({n, source_, target_, nullptr});
  }
}

}  // namespace rheo
