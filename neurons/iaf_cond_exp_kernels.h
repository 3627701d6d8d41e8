#pragma once

#include "engine/neuron_model.h"

// The kernels of iaf_cond_exp, each compiled once per instruction set (see cmake/targets.cmake).
namespace rheo {

/// Voltages in mV from E_L, conductances in nS. "Charge" is a conductance times a time over C_m: a
/// number. The nodes are those of Gauss's rule with two points, (3 -+ sqrt(3)) / 6 of the step.
enum IafCondExpCoefficient : int {
  kCondLeak,       // g_L dt / C_m
  kCondLeakLeft1,  // the share of it that is left after the first node
  kCondLeakLeft2,  // after the second
  kCondEx,         // charge of 1 nS of g_ex within the step
  kCondExLeft1,    // after the first node
  kCondExLeft2,    // after the second
  kCondExNode1,    // dt / C_m of what 1 nS has become at the first node
  kCondExNode2,    // at the second
  kCondIn,         // the same of g_in
  kCondInLeft1,
  kCondInLeft2,
  kCondInNode1,
  kCondInNode2,
  kCondCurrent,     // dt / C_m of 1 A, mV
  kCondReversalEx,  // E_ex - E_L
  kCondReversalIn,  // E_in - E_L
  kCondDecayEx,     // exp(-dt / tau_syn_ex)
  kCondDecayIn,     // exp(-dt / tau_syn_in)
  kCondThreshold,   // V_th - E_L
  kCondReset,       // V_reset - E_L
  kCondRefractory,  // steps, a whole number
  kCondCoefficients
};

/// voltage: NaN while the neuron is refractory. release_step: the last step in which it is.
enum IafCondExpHeld : std::size_t { kCondVoltage, kCondGex, kCondGin, kCondRelease };

namespace baseline {
template <class Real, bool kUniform>
void update_iaf_cond_exp(BlockUpdate<Real>& block) noexcept;
}  // namespace baseline

namespace avx2 {
template <class Real, bool kUniform>
void update_iaf_cond_exp(BlockUpdate<Real>& block) noexcept;
}  // namespace avx2

namespace avx512 {
template <class Real, bool kUniform>
void update_iaf_cond_exp(BlockUpdate<Real>& block) noexcept;
}  // namespace avx512

}  // namespace rheo
