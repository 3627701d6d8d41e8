#pragma once

#include "engine/neuron_model.h"

// The kernels of iaf_psc_delta, each compiled once per instruction set (see cmake/targets.cmake).
namespace rheo {

/// Voltages in mV from E_L.
enum IafPscDeltaCoefficient : int {
  kDeltaLeak,        // exp(-dt / tau_m)
  kDeltaCurrent,     // mV that 1 A adds
  kDeltaThreshold,   // V_th - E_L
  kDeltaReset,       // V_reset - E_L
  kDeltaRefractory,  // steps, a whole number
  kDeltaCoefficients
};

/// voltage: a mark while the neuron is refractory (release_mark.h). release_step: the last step in
/// which it is.
enum IafPscDeltaHeld : std::size_t { kDeltaVoltage, kDeltaRelease, kDeltaHeld };

namespace baseline {
template <class Real, bool kUniform>
void update_iaf_psc_delta(BlockUpdate<Real>& block) noexcept;
}  // namespace baseline

namespace avx2 {
template <class Real, bool kUniform>
void update_iaf_psc_delta(BlockUpdate<Real>& block) noexcept;
}  // namespace avx2

namespace avx512 {
template <class Real, bool kUniform>
void update_iaf_psc_delta(BlockUpdate<Real>& block) noexcept;
}  // namespace avx512

}  // namespace rheo
