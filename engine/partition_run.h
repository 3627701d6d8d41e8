#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "engine/arrivals.h"
#include "engine/calendar.h"

namespace rheo {

template <class Real, class Weight>
class PartitionOf final : public PartitionRun {
 public:
  using Store = SynapsePartition<Weight>;

  PartitionOf(Store store, const SynapseClasses& classes, std::vector<SpikingSource> sources,
              std::vector<Real*> lanes, std::size_t n_direct)
      : store_(std::move(store)),
        sources_(std::move(sources)),
        lanes_(std::move(lanes)),
        n_direct_(n_direct),
        calendar_(store_.longest, lanes_.size()) {
    for (const SynapseClass& c : classes.all()) {
      classes_.push_back({c.lane, c.uniform, Store::units(c.uniform), static_cast<Real>(c.weight)});
    }
  }

  void deliver(std::int64_t step) noexcept override {
    settle();
    delivered_ = step;
    deliver_to(0, n_direct_);
  }

  void settle() noexcept override { deliver_to(n_direct_, lanes_.size()); }

  void collect(std::int64_t step) override {
    list_spikes(step);
    const std::size_t n = fired_.size();
    for (std::size_t k = 0; k < std::min(n, kRowsAhead); ++k)
      prefetch_row(fired_[k].source);
    for (std::size_t k = 0; k < n; ++k) {
      if (k + kRowsAhead < n) prefetch_row(fired_[k + kRowsAhead].source);
      if (fired_[k].spikes == 1) {
        enter(fired_[k].source, step);
      } else {
        enter_counted(fired_[k].source, fired_[k].spikes, step);
      }
    }
  }

  void reset() noexcept override {
    calendar_.clear();
    delivered_ = 0;
    events_ = 0;
  }
  std::uint64_t synapses() const noexcept override { return store_.synapses; }
  std::uint64_t events() const noexcept override { return events_; }

 private:
  static constexpr std::uint16_t kCounted = 0x8000;
  // A core has far fewer lines on their way to its first cache than to its second; so a segment,
  // which is a few lines, is called from memory to the second, from where it is read as a stream.
  static constexpr std::size_t kAhead = 12;                // entries
  static constexpr int kFirstCache = 3, kSecondCache = 2;  // of __builtin_prefetch
  static constexpr std::size_t kRowsAhead = 4;             // sources
  static constexpr std::size_t kLine = 64;                 // bytes

  struct Class {
    std::uint8_t lane;
    bool uniform;
    std::uint32_t units;  // of a synapse
    Real weight;
  };

  // One lane at a time: the sums of one more likely stay in the caches.
  void deliver_to(std::size_t first_lane, std::size_t end_lane) noexcept {
    for (std::size_t lane = first_lane; lane < end_lane; ++lane) {
      add_all(lanes_[lane], calendar_.read(delivered_, lane));
      calendar_.clear(delivered_, lane);
    }
  }

  void add_all(Real* y, Calendar::Reader entries) noexcept {
    Calendar::Reader ahead = entries;
    for (std::size_t k = 0; k < kAhead && !ahead.done(); ++k)
      prefetch(ahead.next());
    while (!entries.done()) {
      if (!ahead.done()) prefetch(ahead.next());
      const ArrivalEntry& entry = entries.next();
      events_ += entry.group.count;
      if ((entry.group.of & kCounted) != 0U) {
        add_counted(y, entry, static_cast<std::int32_t>(entries.next().at));
        if (!ahead.done()) ahead.next();  // or the lead would melt away
      } else {
        add(y, entry);
      }
    }
  }

  // Inlined by force: g++ 12 takes a function that only prefetches for one without effect and
  // drops the calls.
  template <int kCache>
  [[gnu::always_inline]] static void prefetch_lines(const void* from, std::size_t bytes) noexcept {
    const char* p = static_cast<const char*>(from);
    for (std::size_t at = 0; at < bytes; at += kLine)
      __builtin_prefetch(p + at, 0, kCache);
    if (bytes > 0) __builtin_prefetch(p + bytes - 1, 0, kCache);
  }

  // A whole segment, as far as the hardware would not follow by itself.
  [[gnu::always_inline]] void prefetch(const ArrivalEntry& e) const noexcept {
    constexpr std::size_t kMost = 4096;  // bytes
    const std::size_t units = std::size_t{e.group.count} * classes_[e.group.of & ~kCounted].units;
    prefetch_lines<kSecondCache>(store_.packed.data() + e.at,
                                 std::min(units * sizeof(std::uint16_t), kMost));
  }

  [[gnu::always_inline]] void prefetch_row(std::uint32_t source) const noexcept {
    const SynapseRow* row = &store_.rows[source];
    prefetch_lines<kFirstCache>(store_.segments.data() + row->segment,
                                (row[1].segment - row->segment) * sizeof(SynapseSegment));
  }

  void add(Real* __restrict y, const ArrivalEntry& e) const noexcept {
    const Class& c = classes_[e.group.of];
    const std::uint16_t* __restrict t = store_.packed.data() + e.at;
    if (c.uniform) {
      for (std::size_t i = 0; i < e.group.count; ++i)
        y[t[i]] += c.weight;
      return;
    }
    const std::uint16_t* __restrict w = t + e.group.count;
#pragma GCC unroll 2
    for (std::size_t i = 0; i < e.group.count; ++i)
      y[t[i]] += weight(w, i);
  }

  void add_counted(Real* __restrict y, const ArrivalEntry& e, std::int32_t spikes) const noexcept {
    const Class& c = classes_[e.group.of & ~kCounted];
    const auto count = static_cast<Real>(spikes);
    const std::uint16_t* t = store_.packed.data() + e.at;
    for (std::size_t i = 0; i < e.group.count; ++i)
      y[t[i]] += (c.uniform ? c.weight : weight(t + e.group.count, i)) * count;
  }

  // The weights of a segment stand at any even address.
  static Real weight(const std::uint16_t* from, std::size_t i) noexcept {
    Weight w;
    std::memcpy(&w, from + i * Store::kWeightUnits, sizeof(w));
    return static_cast<Real>(w);
  }

  // All spikes of the step, in the order of the sources.
  void list_spikes(std::int64_t step) {
    fired_.clear();
    for (const SpikingSource& source : sources_) {
      source.log->for_each_block(step, [&](std::size_t b, const BlockSpikes& s) {
        const auto first = static_cast<std::uint32_t>(source.first + b * kBlock);
        for (std::size_t k = 0; k < s.n; ++k) {
          const std::uint32_t n = first + s.index[k];
          fired_.push_back({n, s.count == nullptr ? 1 : s.count[k]});
          __builtin_prefetch(&store_.rows[n]);
        }
      });
    }
  }

  /// visit(lane, due, entry) for each segment of a source.
  template <class Visit>
  [[gnu::always_inline]] void for_each_segment(std::uint32_t source, std::int64_t step,
                                               const Visit& visit) {
    const SynapseRow* row = &store_.rows[source];
    const SynapseSegment* segment = store_.segments.data() + row[0].segment;
    const SynapseSegment* end = store_.segments.data() + row[1].segment;
    std::uint32_t at = row->at;
    for (; segment != end; ++segment) {
      const ClassCount group = segment->group;
      const Class& c = classes_[group.of];
      const std::int64_t due = step + segment->lag;
      assert(due + (c.lane < n_direct_ ? 0 : 1) > delivered_);  // Arrivals::slack, ::late
      visit(c.lane, due, ArrivalEntry{at, group});
      at += group.count * c.units;
    }
  }

  void enter(std::uint32_t source, std::int64_t step) {
    for_each_segment(source, step, [this](std::uint8_t lane, std::int64_t due, ArrivalEntry entry) {
      calendar_.add(due, lane, entry);
    });
  }

  void enter_counted(std::uint32_t source, std::int32_t spikes, std::int64_t step) {
    for_each_segment(source, step, [&](std::uint8_t lane, std::int64_t due, ArrivalEntry entry) {
      entry.group.of |= kCounted;
      calendar_.add(due, lane, entry);
      calendar_.add(due, lane, {static_cast<std::uint32_t>(spikes), {}});
    });
  }

  struct Fired {
    std::uint32_t source;
    std::int32_t spikes;
  };
  Store store_;
  std::vector<Class> classes_;
  std::vector<SpikingSource> sources_;
  std::vector<Real*> lanes_;  // of the partition's first neuron
  std::size_t n_direct_;      // lanes before those that are states
  Calendar calendar_;
  std::vector<Fired> fired_;    // in this step
  std::int64_t delivered_ = 0;  // the last step
  std::uint64_t events_ = 0;
};

}  // namespace rheo
