#pragma once

#include "engine/neuron_model.h"
#include "neurons/number_limits.h"

// What the kernels of the adaptive models share: in each file that includes it a copy of its own,
// compiled once per instruction set.
namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

/// The current that is left of J after adaptation: out = J - n. All (count)
template <class Real>
void subtract(int count, const Real* __restrict J, const Real* __restrict n,
              Real* __restrict out) noexcept {
#pragma omp simd
  for (int i = 0; i < count; ++i)
    out[i] = J[i] - n[i];
}

/// 0 for what has decayed to kNothing.
template <class Real>
[[gnu::always_inline]] inline Real without_rest(Real n) noexcept {
  return ((n <= kNothing<Real>)&(n >= -kNothing<Real>)) ? Real(0) : n;
}

}  // namespace

}  // namespace rheo::RHEO_ISA_NAMESPACE
