#pragma once

#include "engine/neuron_model.h"

// The kernel of adaptive_lif_rate, compiled once per instruction set (see cmake/targets.cmake).
// Coefficients: those of lif_rate, then dt / tau_n and inc_n dt / tau_n. Held: n.
namespace rheo {

namespace baseline {
template <class Real, bool kUniform>
void update_adaptive_lif_rate(BlockUpdate<Real>& block) noexcept;
}  // namespace baseline

namespace avx2 {
template <class Real, bool kUniform>
void update_adaptive_lif_rate(BlockUpdate<Real>& block) noexcept;
}  // namespace avx2

namespace avx512 {
template <class Real, bool kUniform>
void update_adaptive_lif_rate(BlockUpdate<Real>& block) noexcept;
}  // namespace avx512

}  // namespace rheo
