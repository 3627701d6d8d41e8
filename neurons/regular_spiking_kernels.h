#pragma once

#include "engine/neuron_model.h"

// The kernel of regular_spiking, compiled once per instruction set (see cmake/targets.cmake).
// Coefficient: dt, one for all. State: voltage.
namespace rheo {

namespace baseline {
template <class Real>
void count_regular_spikes(BlockUpdate<Real>& block, const Real* rates) noexcept;
}  // namespace baseline

namespace avx2 {
template <class Real>
void count_regular_spikes(BlockUpdate<Real>& block, const Real* rates) noexcept;
}  // namespace avx2

namespace avx512 {
template <class Real>
void count_regular_spikes(BlockUpdate<Real>& block, const Real* rates) noexcept;
}  // namespace avx512

}  // namespace rheo
