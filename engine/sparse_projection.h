#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

#include "engine/projection.h"

namespace rheo {

/// A matrix of which few entries are there. For each block of targets the sources that reach it and
/// their weights, so that a spike finds its part by a search among these.
template <class Real>
class Sparse final : public Projection<Real> {
 public:
  Sparse(const ProjectionPlan& plan, std::size_t target_size, const SourceView<Real>& source)
      : source_(source), parts_(block_count(target_size)) {
    for (std::size_t k = 0; k < plan.from_elements.size(); ++k) {
      const std::uint32_t from = plan.from_elements[k];
      const std::uint32_t to = plan.to_elements[k];
      Part& part = parts_[to / kBlock];
      if (part.sources.empty() || part.sources.back() != from) {
        part.sources.push_back(from);
        part.begin.push_back(static_cast<std::uint32_t>(part.target.size()));
      }
      part.target.push_back(static_cast<std::uint16_t>(to % kBlock));
      part.weight.push_back(static_cast<Real>(plan.weights[k]));
    }
    for (Part& part : parts_)
      part.begin.push_back(static_cast<std::uint32_t>(part.target.size()));
  }

  std::uint64_t deliver(std::size_t block, Real* y) const noexcept override {
    const Part& part = parts_[block];
    if (part.sources.empty()) return 0;
    return source_.dense != nullptr ? deliver_dense(part, y) : deliver_spikes(part, y);
  }

 private:
  struct Part {
    std::vector<std::uint32_t> sources;  // (n) ascending
    std::vector<std::uint32_t> begin;    // (n + 1)
    std::vector<std::uint16_t> target;   // (weights) in the block
    std::vector<Real> weight;            // (weights)
  };

  static std::uint64_t add(const Part& part, std::size_t place, Real value, Real* y) noexcept {
    const std::uint32_t begin = part.begin[place];
    const std::uint32_t end = part.begin[place + 1];
    for (std::uint32_t k = begin; k < end; ++k)
      y[part.target[k]] += part.weight[k] * value;
    return end - begin;
  }

  std::uint64_t deliver_dense(const Part& part, Real* y) const noexcept {
    std::uint64_t used = 0;
    for (std::size_t s = 0; s < part.sources.size(); ++s) {
      const Real u = source_.dense[part.sources[s]];
      if (u != Real(0)) used += add(part, s, u, y);
    }
    return used;
  }

  std::uint64_t deliver_spikes(const Part& part, Real* y) const noexcept {
    std::uint64_t used = 0;
    auto at = part.sources.begin();
    for (std::size_t b = 0; b < source_.spikes->n_blocks(); ++b) {
      const BlockSpikes s = source_.spikes->block(b);
      for (std::size_t k = 0; k < s.n; ++k) {
        const auto neuron = static_cast<std::uint32_t>(b * kBlock + s.index[k]);
        at = std::lower_bound(at, part.sources.end(), neuron);
        if (at == part.sources.end()) return used;
        if (*at != neuron) continue;
        const Real count = s.count == nullptr ? Real(1) : static_cast<Real>(s.count[k]);
        used += add(part, static_cast<std::size_t>(at - part.sources.begin()),
                    count * source_.spike_value[neuron], y);
      }
    }
    return used;
  }

  SourceView<Real> source_;
  std::vector<Part> parts_;  // (blocks of the target)
};

}  // namespace rheo
