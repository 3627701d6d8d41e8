#pragma once

#include "engine/neuron_model.h"

// The kernels of rectified_linear and spiking_rectified_linear, compiled once per instruction set
// (see cmake/targets.cmake).
namespace rheo {

namespace baseline {
/// Coefficient: amplitude.
template <class Real, bool kUniform>
void update_rectified_linear(BlockUpdate<Real>& block) noexcept;
/// Coefficient: dt, one for all. State: voltage.
template <class Real>
void update_spiking_rectified_linear(BlockUpdate<Real>& block) noexcept;
}  // namespace baseline

namespace avx2 {
/// Coefficient: amplitude.
template <class Real, bool kUniform>
void update_rectified_linear(BlockUpdate<Real>& block) noexcept;
/// Coefficient: dt, one for all. State: voltage.
template <class Real>
void update_spiking_rectified_linear(BlockUpdate<Real>& block) noexcept;
}  // namespace avx2

namespace avx512 {
/// Coefficient: amplitude.
template <class Real, bool kUniform>
void update_rectified_linear(BlockUpdate<Real>& block) noexcept;
/// Coefficient: dt, one for all. State: voltage.
template <class Real>
void update_spiking_rectified_linear(BlockUpdate<Real>& block) noexcept;
}  // namespace avx512

}  // namespace rheo
