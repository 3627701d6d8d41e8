#pragma once

#include "engine/neuron_model.h"

// The kernel of lif_rate, compiled once per instruction set (see cmake/targets.cmake).
// Coefficients: J_th, tau_rc, tau_ref, amplitude.
namespace rheo {

namespace baseline {
template <class Real, bool kUniform>
void update_lif_rate(BlockUpdate<Real>& block) noexcept;
}  // namespace baseline

namespace avx2 {
template <class Real, bool kUniform>
void update_lif_rate(BlockUpdate<Real>& block) noexcept;
}  // namespace avx2

namespace avx512 {
template <class Real, bool kUniform>
void update_lif_rate(BlockUpdate<Real>& block) noexcept;
}  // namespace avx512

}  // namespace rheo
