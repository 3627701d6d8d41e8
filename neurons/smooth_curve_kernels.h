#pragma once

#include "engine/neuron_model.h"

// The kernels of sigmoid and tanh, compiled once per instruction set (see cmake/targets.cmake).
// Coefficient: 1 / tau_ref.
namespace rheo {

namespace baseline {
template <class Real, bool kUniform>
void update_sigmoid(BlockUpdate<Real>& block) noexcept;
template <class Real, bool kUniform>
void update_tanh(BlockUpdate<Real>& block) noexcept;
}  // namespace baseline

namespace avx2 {
template <class Real, bool kUniform>
void update_sigmoid(BlockUpdate<Real>& block) noexcept;
template <class Real, bool kUniform>
void update_tanh(BlockUpdate<Real>& block) noexcept;
}  // namespace avx2

namespace avx512 {
template <class Real, bool kUniform>
void update_sigmoid(BlockUpdate<Real>& block) noexcept;
template <class Real, bool kUniform>
void update_tanh(BlockUpdate<Real>& block) noexcept;
}  // namespace avx512

}  // namespace rheo
