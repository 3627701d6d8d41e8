#pragma once

#include "engine/neuron_model.h"

// The kernels of izhikevich_psc, each compiled once per instruction set (see cmake/targets.cmake).
namespace rheo {

/// mV, pA, ms.
enum IzhikevichPscCoefficient : int {
  kIzhStep,       // dt
  kIzhRecovery,   // a dt
  kIzhCoupling,   // b
  kIzhReset,      // c
  kIzhJump,       // d
  kIzhThreshold,  // V_th
  kIzhCoefficients
};

enum IzhikevichPscHeld : std::size_t { kIzhVoltage, kIzhU };

namespace baseline {
template <class Real, bool kUniform>
void update_izhikevich_psc(BlockUpdate<Real>& block) noexcept;
}  // namespace baseline

namespace avx2 {
template <class Real, bool kUniform>
void update_izhikevich_psc(BlockUpdate<Real>& block) noexcept;
}  // namespace avx2

namespace avx512 {
template <class Real, bool kUniform>
void update_izhikevich_psc(BlockUpdate<Real>& block) noexcept;
}  // namespace avx512

}  // namespace rheo
