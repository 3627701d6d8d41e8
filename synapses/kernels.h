#pragma once

#include "engine/synapse_model.h"

// The synapses' kernels, each compiled once per instruction set (see cmake/targets.cmake).
namespace rheo {

namespace baseline {
template <class Real>
void advance_lowpass(const FilterBlock<Real>& block) noexcept;
template <class Real>
void advance_alpha(const FilterBlock<Real>& block) noexcept;
}  // namespace baseline

namespace avx2 {
template <class Real>
void advance_lowpass(const FilterBlock<Real>& block) noexcept;
template <class Real>
void advance_alpha(const FilterBlock<Real>& block) noexcept;
}  // namespace avx2

namespace avx512 {
template <class Real>
void advance_lowpass(const FilterBlock<Real>& block) noexcept;
template <class Real>
void advance_alpha(const FilterBlock<Real>& block) noexcept;
}  // namespace avx512

}  // namespace rheo
