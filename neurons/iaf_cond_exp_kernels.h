#pragma once

#include "engine/neuron_model.h"

// The kernels of iaf_cond_exp, each compiled once per instruction set (see cmake/targets.cmake).
namespace rheo {

/// Voltages in mV from E_L, conductances in nS. "Charge" is a conductance times a time over C_m: a
/// number. The nodes are those of Gauss's rule with three points, (1 -+ sqrt(3 / 5)) / 2 and 1 / 2
/// of the step; they follow one another.
enum IafCondExpCoefficient : int {
  kCondLeak,                      // g_L dt / C_m
  kCondLeakLeft,                  // the share of it that is left after each node
  kCondEx = kCondLeakLeft + 3,    // charge of 1 nS of g_ex within the step
  kCondExLeft,                    // after each node
  kCondExNode = kCondExLeft + 3,  // dt / C_m of what 1 nS has become at each node
  kCondIn = kCondExNode + 3,      // the same of g_in
  kCondInLeft,
  kCondInNode = kCondInLeft + 3,
  kCondCurrent = kCondInNode + 3,  // dt / C_m of 1 A, mV
  kCondReversalEx,                 // E_ex - E_L
  kCondReversalIn,                 // E_in - E_L
  kCondDecayEx,                    // exp(-dt / tau_syn_ex)
  kCondDecayIn,                    // exp(-dt / tau_syn_in)
  kCondThreshold,                  // V_th - E_L
  kCondReset,                      // V_reset - E_L
  kCondRefractory,                 // steps, a whole number
  kCondCoefficients
};

/// voltage: a mark while the neuron is refractory (release_mark.h). release_step: the last step in
/// which it is.
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
