#pragma once

#include "engine/neuron_model.h"

// The kernels of iaf_psc_alpha, each compiled once per instruction set (see cmake/targets.cmake).
namespace rheo {

/// Voltages in mV from E_L, currents in pA but for J, which is in A, their slopes in pA / ms.
enum IafPscAlphaCoefficient : int {
  kAlphaLeak,         // exp(-dt / tau_m)
  kAlphaFromEx,       // mV that 1 pA of I_syn_ex adds
  kAlphaFromSlopeEx,  // mV that 1 pA / ms of its slope adds
  kAlphaFromIn,       // the same of I_syn_in
  kAlphaFromSlopeIn,
  kAlphaCurrent,     // mV that 1 A adds
  kAlphaDecayEx,     // exp(-dt / tau_syn_ex)
  kAlphaDecayIn,     // exp(-dt / tau_syn_in)
  kAlphaRiseEx,      // ms: dt exp(-dt / tau_syn_ex)
  kAlphaRiseIn,      // ms: dt exp(-dt / tau_syn_in)
  kAlphaJumpEx,      // e / tau_syn_ex, 1 / ms: the slope at the start of a pulse with the peak 1
  kAlphaJumpIn,      // e / tau_syn_in
  kAlphaThreshold,   // V_th - E_L
  kAlphaReset,       // V_reset - E_L
  kAlphaRefractory,  // steps, a whole number
  kAlphaCoefficients
};

/// voltage: a mark while the neuron is refractory (release_mark.h). release_step: the last step in
/// which it is.
enum IafPscAlphaHeld : std::size_t {
  kAlphaVoltage,
  kAlphaIex,
  kAlphaIin,
  kAlphaRelease,
  kAlphaSlopeEx,
  kAlphaSlopeIn,
  kAlphaHeld
};

namespace baseline {
template <class Real, bool kUniform>
void update_iaf_psc_alpha(BlockUpdate<Real>& block) noexcept;
}  // namespace baseline

namespace avx2 {
template <class Real, bool kUniform>
void update_iaf_psc_alpha(BlockUpdate<Real>& block) noexcept;
}  // namespace avx2

namespace avx512 {
template <class Real, bool kUniform>
void update_iaf_psc_alpha(BlockUpdate<Real>& block) noexcept;
}  // namespace avx512

}  // namespace rheo
