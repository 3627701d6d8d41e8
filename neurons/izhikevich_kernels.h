#pragma once

#include "engine/neuron_model.h"

// The kernel of izhikevich, compiled once per instruction set (see cmake/targets.cmake).
// Coefficients: 1000 dt, 1000 dt tau_recovery, coupling, reset_voltage, reset_recovery. Held: v, u.
namespace rheo {

namespace baseline {
template <class Real, bool kUniform>
void update_izhikevich(BlockUpdate<Real>& block) noexcept;
}  // namespace baseline

namespace avx2 {
template <class Real, bool kUniform>
void update_izhikevich(BlockUpdate<Real>& block) noexcept;
}  // namespace avx2

namespace avx512 {
template <class Real, bool kUniform>
void update_izhikevich(BlockUpdate<Real>& block) noexcept;
}  // namespace avx512

}  // namespace rheo
