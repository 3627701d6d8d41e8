#pragma once

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
  struct alignas(64) Piece {
    ArrivalEntry entries[kEntries];
    Piece* next;
  };

 public:
  /// The lists of a step may stay while entries due up to `longest` steps later are added.
  Calendar(std::int64_t longest, std::size_t lanes) : lanes_(lanes) {
    std::size_t slots = 2;
    while (slots <= static_cast<std::size_t>(longest))
      slots *= 2;
    last_slot_ = slots - 1;
    lists_.resize(slots * lanes_);
  }

  void add(std::int64_t step, std::size_t lane, ArrivalEntry entry) {
    List& list = lists_[number(step, lane)];
    if (list.end == list.stop) grow(list);
    *list.end++ = entry;
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
    const List& list = lists_[number(step, lane)];
    return {list.first, list.end};
  }

  void clear(std::int64_t step, std::size_t lane) noexcept { clear(lists_[number(step, lane)]); }
  void clear() noexcept {
    for (List& list : lists_)
      clear(list);
  }

 private:
  struct List {
    ArrivalEntry* end = nullptr;   // of what was added
    ArrivalEntry* stop = nullptr;  // of the last piece
    Piece* first = nullptr;
    Piece* last = nullptr;
  };

  std::size_t number(std::int64_t step, std::size_t lane) const noexcept {
    return (static_cast<std::size_t>(step) & last_slot_) * lanes_ + lane;
  }

  void grow(List& list) {
    if (free_ == nullptr) make_pieces();
    Piece* piece = free_;
    free_ = piece->next;
    (list.first == nullptr ? list.first : list.last->next) = piece;
    list.last = piece;
    list.end = piece->entries;
    list.stop = piece->entries + kEntries;
  }

  void make_pieces() {
    pieces_.push_back(std::make_unique<Piece[]>(kPiecesAtOnce));
    for (std::size_t k = 0; k < kPiecesAtOnce; ++k) {
      pieces_.back()[k].next = free_;
      free_ = &pieces_.back()[k];
    }
  }

  void clear(List& list) noexcept {
    if (list.first == nullptr) return;
    list.last->next = free_;
    free_ = list.first;
    list = {};
  }

  std::size_t lanes_;
  std::size_t last_slot_ = 0;                     // a power of two less 1
  std::vector<List> lists_;                       // (that power of two, ports) by step and port
  std::vector<std::unique_ptr<Piece[]>> pieces_;  // all there are
  Piece* free_ = nullptr;
};

}  // namespace rheo
