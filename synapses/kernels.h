#pragma once

#include "engine/synapse_model.h"

namespace rheo {

/// The recurrences of this folder (formulas: synapses/filters.kernel.cpp).
enum class Recurrence {
  lowpass,  // y = a y + (1 - a) u
  alpha,    // two of these in a row
  linear,   // X = A X + B u, then y = C X; where D is not 0 y = C X + D u, then X = A X + B u
  taps      // y = sum of h_i u[n - i]
};

/// Largest order of a linear recurrence: each element holds y and the vector X (order).
inline constexpr std::size_t kMaxOrder = 64;

// Each compiled once per instruction set (see cmake/targets.cmake).
namespace baseline {
template <class Real>
FilterKernel<Real> filter_kernel(Recurrence recurrence) noexcept;
}  // namespace baseline
namespace avx2 {
template <class Real>
FilterKernel<Real> filter_kernel(Recurrence recurrence) noexcept;
}  // namespace avx2
namespace avx512 {
template <class Real>
FilterKernel<Real> filter_kernel(Recurrence recurrence) noexcept;
}  // namespace avx512

}  // namespace rheo
