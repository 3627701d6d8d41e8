#pragma once

#include "engine/neuron_model.h"

// The kernels of iaf_psc_exp, each compiled once per instruction set (see cmake/targets.cmake).
namespace rheo {

/// Voltages in mV from E_L, currents in pA but for J, which is in A.
enum IafPscExpCoefficient : int {
  kIafLeak,        // exp(-dt / tau_m)
  kIafExcitatory,  // mV that 1 pA of I_syn_ex adds
  kIafInhibitory,  // the same of I_syn_in
  kIafCurrent,     // mV that 1 A adds
  kIafDecayEx,     // exp(-dt / tau_syn_ex)
  kIafDecayIn,     // exp(-dt / tau_syn_in)
  kIafThreshold,   // V_th - E_L
  kIafReset,       // V_reset - E_L
  kIafRefractory,  // steps, a whole number
  kIafCoefficients
};

/// voltage: a mark while the neuron is refractory (release_mark.h). release_step: the last step in
/// which it is.
enum IafPscExpHeld : std::size_t { kIafVoltage, kIafIex, kIafIin, kIafRelease, kIafHeld };

namespace baseline {
template <class Real, bool kUniform>
void update_iaf_psc_exp(BlockUpdate<Real>& block) noexcept;
}  // namespace baseline

namespace avx2 {
template <class Real, bool kUniform>
void update_iaf_psc_exp(BlockUpdate<Real>& block) noexcept;
}  // namespace avx2

namespace avx512 {
template <class Real, bool kUniform>
void update_iaf_psc_exp(BlockUpdate<Real>& block) noexcept;
}  // namespace avx512

}  // namespace rheo
