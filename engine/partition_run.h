#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/arrivals.h"

namespace rheo {

/// A segment on its way.
struct ArrivalEntry {
  std::uint32_t target = 0;
  std::uint32_t weight = 0;
  std::uint16_t count = 0;
  std::uint16_t of = 0;  // class; with kCounted, the next entry's `target` says how many spikes
};

template <class Real, class Weight>
class PartitionOf final : public PartitionRun {
 public:
  PartitionOf(SynapsePartition<Weight> store, const SynapseClasses& classes,
              std::vector<SpikingSource> sources, std::vector<Real*> ports)
      : store_(std::move(store)), sources_(std::move(sources)), ports_(std::move(ports)) {
    for (const SynapseClass& c : classes.all()) {
      classes_.push_back({c.port, c.uniform, static_cast<Real>(c.weight)});
      own_weight_.push_back(c.uniform ? 0U : ~0U);
    }
    std::size_t slots = 2;
    while (slots <= static_cast<std::size_t>(store_.longest))
      slots *= 2;
    last_slot_ = slots - 1;
    calendar_.resize(slots * ports_.size());
  }

  void deliver(std::int64_t step) noexcept override {
    delivered_ = step;
    for (std::size_t port = 0; port < ports_.size(); ++port)
      deliver_to(ports_[port], due(step, port));
  }

  void collect(std::int64_t step) override {
    list_spikes(step);
    const std::size_t n = fired_.size();
    for (std::size_t k = 0; k < n; ++k) {
      if (k + 2 * kRowsAhead < n)
        __builtin_prefetch(&store_.rows[fired_[k + 2 * kRowsAhead].source]);
      if (k + kRowsAhead < n) prefetch_row(fired_[k + kRowsAhead].source);
      enter(fired_[k].source, fired_[k].spikes, step);
    }
  }

  void reset() noexcept override {
    for (Entries& entries : calendar_)
      entries.clear();
    delivered_ = 0;
    events_ = 0;
  }
  std::uint64_t synapses() const noexcept override { return store_.targets.size(); }
  std::uint64_t events() const noexcept override { return events_; }

 private:
  static constexpr std::uint16_t kCounted = 0x8000;
  // A core has far fewer lines on their way to its first cache than to its second; so a segment,
  // which is a few lines, is called from memory to the second, and from there when nearly due.
  static constexpr std::size_t kAhead = 16;                // entries
  static constexpr std::size_t kNear = 3;                  // entries
  static constexpr int kFirstCache = 3, kSecondCache = 2;  // of __builtin_prefetch
  static constexpr std::size_t kRowsAhead = 4;             // sources
  static constexpr std::size_t kLine = 64;                 // bytes

  using Entries = std::vector<ArrivalEntry>;
  struct Class {
    std::uint8_t port;
    bool uniform;
    Real weight;
  };

  Entries& due(std::int64_t step, std::size_t port) noexcept {
    return calendar_[(static_cast<std::size_t>(step) & last_slot_) * ports_.size() + port];
  }

  // One port at a time: the sums of one more likely stay in the caches.
  void deliver_to(Real* port, Entries& entries) noexcept {
    const std::size_t n = entries.size();
    for (std::size_t e = 0; e < n; ++e) {
      if (e + kAhead < n) prefetch<kSecondCache>(entries[e + kAhead]);
      if (e + kNear < n) prefetch<kFirstCache>(entries[e + kNear]);
      const ArrivalEntry& entry = entries[e];
      events_ += entry.count;
      if ((entry.of & kCounted) != 0U) {
        add_counted(port, entry, static_cast<std::int32_t>(entries[++e].target));
      } else {
        add(port, entry);
      }
    }
    entries.clear();
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
  template <int kCache>
  [[gnu::always_inline]] void prefetch(const ArrivalEntry& e) const noexcept {
    constexpr std::size_t kMost = 512;  // synapses
    const std::size_t n = std::min<std::size_t>(e.count, kMost);
    prefetch_lines<kCache>(store_.targets.data() + e.target, n * sizeof(std::uint16_t));
    if (classes_[e.of & ~kCounted].uniform) return;
    prefetch_lines<kCache>(store_.weights.data() + e.weight, n * sizeof(Weight));
  }

  [[gnu::always_inline]] void prefetch_row(std::uint32_t source) const noexcept {
    const SynapseRow* row = &store_.rows[source];
    prefetch_lines<kFirstCache>(store_.segments.data() + row->segment,
                                (row[1].segment - row->segment) * sizeof(SynapseSegment));
  }

  void add(Real* __restrict y, const ArrivalEntry& e) const noexcept {
    const Class& c = classes_[e.of];
    const std::uint16_t* __restrict t = store_.targets.data() + e.target;
    if (c.uniform) {
      for (std::size_t i = 0; i < e.count; ++i)
        y[t[i]] += c.weight;
      return;
    }
    const Weight* __restrict w = store_.weights.data() + e.weight;
#pragma GCC unroll 4
    for (std::size_t i = 0; i < e.count; ++i)
      y[t[i]] += static_cast<Real>(w[i]);
  }

  void add_counted(Real* __restrict y, const ArrivalEntry& e, std::int32_t spikes) const noexcept {
    const Class& c = classes_[e.of & ~kCounted];
    const auto count = static_cast<Real>(spikes);
    for (std::size_t i = 0; i < e.count; ++i) {
      const Real w = c.uniform ? c.weight : static_cast<Real>(store_.weights[e.weight + i]);
      y[store_.targets[e.target + i]] += w * count;
    }
  }

  // All spikes of the step, in the order of the sources.
  void list_spikes(std::int64_t step) {
    fired_.clear();
    for (const SpikingSource& source : sources_) {
      for (std::size_t b = 0; b < source.log->n_blocks(); ++b) {
        const BlockSpikes s = source.log->block(b, step);
        const auto first = static_cast<std::uint32_t>(source.first + b * kBlock);
        for (std::size_t k = 0; k < s.n; ++k)
          fired_.push_back({first + s.index[k], s.count == nullptr ? 1 : s.count[k]});
      }
    }
  }

  void enter(std::uint32_t source, std::int32_t spikes, std::int64_t step) {
    const SynapseRow& row = store_.rows[source];
    const SynapseSegment* segment = store_.segments.data() + row.segment;
    const SynapseSegment* end = segment + ((&row)[1].segment - row.segment);
    std::uint32_t target = row.target;
    std::uint32_t weight = row.weight;
    for (; segment != end; ++segment) {
      assert(step + segment->lag > delivered_);  // Arrivals::slack
      Entries& entries = due(step + segment->lag, classes_[segment->of].port);
      if (spikes == 1) {
        entries.push_back({target, weight, segment->count, segment->of});
      } else {
        entries.push_back(
            {target, weight, segment->count, static_cast<std::uint16_t>(segment->of | kCounted)});
        entries.push_back({static_cast<std::uint32_t>(spikes), 0, 0, 0});
      }
      target += segment->count;
      weight += own_weight_[segment->of] & segment->count;
    }
  }

  struct Fired {
    std::uint32_t source;
    std::int32_t spikes;
  };
  SynapsePartition<Weight> store_;
  std::vector<Class> classes_;
  std::vector<std::uint32_t> own_weight_;  // (classes) all bits, or none where it is shared
  std::vector<SpikingSource> sources_;
  std::vector<Real*> ports_;       // (n_ports) of the partition's first neuron
  std::vector<Entries> calendar_;  // (a power of two > longest, n_ports) by step and port
  std::size_t last_slot_ = 0;      // that power of two less 1
  std::vector<Fired> fired_;       // in this step
  std::int64_t delivered_ = 0;     // the last step
  std::uint64_t events_ = 0;
};

}  // namespace rheo
