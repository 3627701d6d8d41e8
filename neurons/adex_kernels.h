#pragma once

#include "engine/neuron_model.h"

// The kernels of adex, each compiled once per instruction set (see cmake/targets.cmake).
namespace rheo {

/// Voltages in mV from E_L, conductances in nS, currents in pA, times in ms.
enum AdexCoefficient : int {
  kAdexStep,        // h / C_m; h = dt / substeps
  kAdexLeak,        // g_L
  kAdexUpstroke,    // g_L Delta_T
  kAdexSteepness,   // 1 / Delta_T
  kAdexThreshold,   // V_th - E_L
  kAdexPeak,        // V_peak - E_L
  kAdexReset,       // V_reset - E_L
  kAdexPeakLeft,    // exp(-(V_peak - V_th) / Delta_T), at least 1e-30
  kAdexReversalEx,  // E_ex - E_L
  kAdexReversalIn,  // E_in - E_L
  kAdexRateEx,      // h / tau_syn_ex
  kAdexRateIn,
  kAdexHalfDecayEx,  // exp(-h / (2 tau_syn_ex))
  kAdexHalfDecayIn,
  kAdexDecayEx,  // exp(-h / tau_syn_ex)
  kAdexDecayIn,
  kAdexAdaptation,  // h / tau_w
  kAdexCoupling,    // a
  kAdexJump,        // b
  kAdexRefractory,  // steps, a whole number
  kAdexSubsteps,    // a whole number, the same for all neurons
  kAdexCoefficients
};

/// release_step: the last step in which the neuron is refractory.
enum AdexHeld : std::size_t { kAdexVoltage, kAdexGex, kAdexGin, kAdexW, kAdexRelease };

namespace baseline {
template <class Real, bool kUniform>
void update_adex(BlockUpdate<Real>& block) noexcept;
}  // namespace baseline

namespace avx2 {
template <class Real, bool kUniform>
void update_adex(BlockUpdate<Real>& block) noexcept;
}  // namespace avx2

namespace avx512 {
template <class Real, bool kUniform>
void update_adex(BlockUpdate<Real>& block) noexcept;
}  // namespace avx512

}  // namespace rheo
