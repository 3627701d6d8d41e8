#pragma once

#include <cstdint>

#include "engine/neuron_model.h"
#include "neurons/spike_list.h"

// Neurons that may fire several times in a step. For kernels: compiled once per instruction set.
namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

/// What the neurons of a block do in a step, each in its place, as a loop in vectors writes it.
struct CountedSpikes {
  alignas(64) std::int32_t count[kBlock];  // below 0 only under rates below 0
  alignas(64) std::int32_t lost[kBlock];   // 1 where the spikes cannot be counted, else 0

  /// Lists who fired; `any_lost`: whether one of `lost` is set, the first of which is reported.
  template <class Real>
  void list(BlockUpdate<Real>& block, bool any_lost) const noexcept {
    if (any_lost && block.bad < 0) {
      block.bad = 0;
      while (lost[block.bad] == 0)
        ++block.bad;
    }
    alignas(64) std::uint8_t flags[kBlock];
#pragma omp simd
    for (int i = 0; i < block.n; ++i)
      flags[i] = count[i] != 0;
    block.n_spikes = list_flags(block.n, flags, block.spike_index);
    for (int k = 0; k < block.n_spikes; ++k)
      block.spike_count[k] = count[block.spike_index[k]];
  }
};

}  // namespace

}  // namespace rheo::RHEO_ISA_NAMESPACE
