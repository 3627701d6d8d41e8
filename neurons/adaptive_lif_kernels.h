#pragma once

#include "engine/neuron_model.h"

// The kernel of adaptive_lif, compiled once per instruction set (see cmake/targets.cmake): that of
// lif under J - n. Coefficients: those of lif, then dt / tau_n and inc_n amplitude / tau_n. Held:
// what lif holds, then n.
namespace rheo {

namespace baseline {
template <class Real, bool kUniform>
void update_adaptive_lif(BlockUpdate<Real>& block) noexcept;
}  // namespace baseline

namespace avx2 {
template <class Real, bool kUniform>
void update_adaptive_lif(BlockUpdate<Real>& block) noexcept;
}  // namespace avx2

namespace avx512 {
template <class Real, bool kUniform>
void update_adaptive_lif(BlockUpdate<Real>& block) noexcept;
}  // namespace avx512

}  // namespace rheo
