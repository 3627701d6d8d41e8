#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "engine/synapse_draws.h"
#include "engine/synapse_store.h"

namespace rheo {

/// Sorts the synapses of one source by delay, then class, stably, and cuts them into segments.
template <class Weight>
class SynapseRowSorter {
 public:
  explicit SynapseRowSorter(const SynapseClasses& classes)
      : classes_(classes), n_classes_(static_cast<std::uint32_t>(classes.all().size())) {}

  void clear() noexcept { n_ = 0; }
  std::int64_t longest() const noexcept { return longest_; }

  /// Behind those that were added before.
  void add(std::size_t plan, const SynapseDraws::Values& v, const SynapseRun& run) {
    if (key_.size() < n_ + run.n) {
      key_.resize(2 * (n_ + run.n));
      weight_.resize(key_.size());
      target_.resize(key_.size());
      order_.resize(key_.size());
    }
    std::copy_n(run.target, run.n, target_.begin() + static_cast<std::ptrdiff_t>(n_));
    for (std::uint32_t k = 0; k < run.n; ++k) {
      const double w = v.weight != nullptr   ? static_cast<double>(v.weight[k])
                       : v.listed != nullptr ? v.listed[k]
                                             : v.uniform;
      weight_[n_ + k] = static_cast<Weight>(w);
      const std::uint32_t lag = v.lag == nullptr ? v.uniform_lag : v.lag[k];
      key_[n_ + k] = lag * n_classes_ + classes_.of(plan, w);
    }
    n_ += run.n;
  }

  /// Writes the row as SynapsePartition::packed has it, and appends its segments.
  void finish(std::uint16_t* packed, HugeVector<SynapseSegment>& segments) {
    if (n_ == 0) return;
    sort();
    for (std::uint32_t first = 0; first < n_;) {
      const std::uint32_t key = key_[order_[first]];
      const bool uniform = classes_.all()[key % n_classes_].uniform;
      std::uint32_t end = first;
      for (; end < n_ && end - first < 0xffff && key_[order_[end]] == key; ++end)
        *packed++ = target_[order_[end]];
      if (!uniform) packed = put_weights(packed, first, end);
      const auto lag = static_cast<std::uint16_t>(key / n_classes_);
      longest_ = std::max<std::int64_t>(longest_, lag);
      segments.push_back({lag,
                          {static_cast<std::uint16_t>(end - first),
                           static_cast<std::uint16_t>(key % n_classes_)}});
      first = end;
    }
  }

 private:
  std::uint16_t* put_weights(std::uint16_t* to, std::uint32_t first, std::uint32_t end) const {
    for (std::uint32_t k = first; k < end; ++k) {
      std::memcpy(to, &weight_[order_[k]], sizeof(Weight));
      to += SynapsePartition<Weight>::kWeightUnits;
    }
    return to;
  }

  // Counting where the keys are dense, as those of most rows are.
  void sort() {
    const auto [low, high] = std::minmax_element(key_.begin(), key_.begin() + n_);
    const std::uint32_t range = *high - *low + 1;
    if (range > 4 * n_ + 1024) {
      for (std::uint32_t k = 0; k < n_; ++k)
        order_[k] = k;
      std::stable_sort(order_.begin(), order_.begin() + n_,
                       [this](std::uint32_t a, std::uint32_t b) { return key_[a] < key_[b]; });
      return;
    }
    const std::uint32_t least = *low;
    place_.assign(range + 1, 0);
    for (std::uint32_t k = 0; k < n_; ++k)
      ++place_[key_[k] - least + 1];
    for (std::uint32_t r = 1; r < range; ++r)
      place_[r] += place_[r - 1];
    for (std::uint32_t k = 0; k < n_; ++k)
      order_[place_[key_[k] - least]++] = k;
  }

  const SynapseClasses& classes_;
  std::uint32_t n_classes_;
  std::uint32_t n_ = 0;
  std::int64_t longest_ = 1;
  std::vector<std::uint32_t> key_;  // (n) lag x classes + class
  std::vector<Weight> weight_;
  std::vector<std::uint16_t> target_;
  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> place_;
};

}  // namespace rheo
