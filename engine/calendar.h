#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/synapse_store.h"

namespace rheo {

/// A segment on its way.
struct ArrivalEntry {
  std::uint32_t at = 0;  // of SynapsePartition::packed
  ClassCount group;      // `of` has a bit more: the next entry's `at` says how many spikes
};

/// Entries by the step in which they are due, and by lane, each list in the order in which they
/// came. Lists are chains of pieces, and those that were read last are filled next: they are still
/// in the near caches, which memory of the list's own would have left since it was due before.
class Calendar {
  static constexpr std::size_t kEntries = 63;
  static constexpr std::size_t kPiecesAtOnce = 128;
  // Aligned to its size, so that a place tells whether it is behind the last entry of a piece.
  struct alignas(512) Piece {
    ArrivalEntry entries[kEntries];
    Piece* next;
  };
  static_assert(sizeof(Piece) == (kEntries + 1) * sizeof(ArrivalEntry));

 public:
  /// The lists of a step may stay while entries due up to `longest` steps later are added.
  Calendar(std::int64_t longest, std::size_t lanes)
      : slots_(std::bit_ceil(static_cast<std::size_t>(longest) + 1)),
        none_(std::make_unique<Piece>()),
        ends_(slots_ * lanes, none_->entries + kEntries),
        chains_(ends_.size()) {}

  void add(std::int64_t step, std::size_t lane, ArrivalEntry entry) {
    const std::size_t list = number(step, lane);
    if (full(ends_[list])) grow(list);
    *ends_[list]++ = entry;
  }

  /// Goes through one list.
  class Reader {
   public:
    bool done() const noexcept { return next_ == end_; }
    const ArrivalEntry& next() noexcept {
      if (next_ == piece_->entries + kEntries) {
        piece_ = piece_->next;
        next_ = piece_->entries;
      }
      return *next_++;
    }

   private:
    friend class Calendar;
    Reader(const Piece* first, const ArrivalEntry* end)
        : piece_(first), next_(first == nullptr ? end : first->entries), end_(end) {}
    const Piece* piece_;
    const ArrivalEntry* next_;
    const ArrivalEntry* end_;
  };
  Reader read(std::int64_t step, std::size_t lane) const noexcept {
    const std::size_t list = number(step, lane);
    return {chains_[list].first, ends_[list]};
  }

  void clear(std::int64_t step, std::size_t lane) noexcept { clear(number(step, lane)); }
  void clear() noexcept {
    for (std::size_t list = 0; list < chains_.size(); ++list)
      clear(list);
  }

 private:
  struct Chain {
    Piece* first = nullptr;
    Piece* last = nullptr;
  };

  std::size_t number(std::int64_t step, std::size_t lane) const noexcept {
    return lane * slots_ + (static_cast<std::size_t>(step) & (slots_ - 1));
  }

  static bool full(const ArrivalEntry* end) noexcept {
    return reinterpret_cast<std::uintptr_t>(end) % sizeof(Piece) == kEntries * sizeof(ArrivalEntry);
  }

  [[gnu::noinline]] void grow(std::size_t list) {
    if (free_ == nullptr) make_pieces();
    Piece* piece = free_;
    free_ = piece->next;
    Chain& chain = chains_[list];
    (chain.first == nullptr ? chain.first : chain.last->next) = piece;
    chain.last = piece;
    ends_[list] = piece->entries;
  }

  void make_pieces() {
    pieces_.push_back(std::make_unique<Piece[]>(kPiecesAtOnce));
    for (std::size_t k = 0; k < kPiecesAtOnce; ++k) {
      pieces_.back()[k].next = free_;
      free_ = &pieces_.back()[k];
    }
  }

  void clear(std::size_t list) noexcept {
    Chain& chain = chains_[list];
    if (chain.first == nullptr) return;
    chain.last->next = free_;
    free_ = chain.first;
    chain = {};
    ends_[list] = none_->entries + kEntries;
  }

  std::size_t slots_;                             // a power of two
  std::unique_ptr<Piece> none_;                   // where lists without a piece end
  std::vector<ArrivalEntry*> ends_;               // (lanes, slots) of what was added
  std::vector<Chain> chains_;                     // (lanes, slots)
  std::vector<std::unique_ptr<Piece[]>> pieces_;  // all there are
  Piece* free_ = nullptr;
};

}  // namespace rheo
