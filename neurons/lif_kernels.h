#pragma once

#include "engine/neuron_model.h"

// The kernels of lif, each compiled once per instruction set (see cmake/targets.cmake).
namespace rheo {

/// What the kernels need of a neuron, from its parameters and dt. A neuron that fires at t_s (from
/// the start of the step) is released tau_ref later, `kDelay` or `kDelay` + 1 steps on; the two
/// pairs (h, e) belong to these: see lif.kernel.cpp.
enum LifCoefficient : int {
  kThreshold,    // J_th
  kIntegration,  // 1 - exp(-dt / tau_rc)
  kFloor,        // min_voltage
  kDelay,        // floor(tau_ref / dt), a whole number
  kEarlyH,       // 1 - exp((tau_ref - kDelay dt) / tau_rc)
  kEarlyE,       // exp((tau_ref - kDelay dt) / tau_rc)
  kLateH,        // the same for kDelay + 1
  kLateE,
  kPeriod,  // tau_ref / tau_rc
  kLifCoefficients
};

/// What is held of a neuron.
///   voltage: v; while the neuron is refractory at the end of a step, a NaN that names the step of
///   the release (release_mark.h)
///   release_step: int32, the step in which the last refractory period ends, counted from the last
///   multiple of kLifEpoch
///   release_factor: 1 - exp(-d / tau_rc), d = the part of that step that comes after the release
constexpr std::int32_t kLifEpoch = std::int32_t{1} << 30;         // steps
constexpr std::int32_t kLifLongestDelay = std::int32_t{1} << 22;  // steps; marks tell no more apart
enum LifHeld : std::size_t { kVoltage, kReleaseStep, kReleaseFactor, kLifHeld };

namespace baseline {
template <class Real, bool kUniform>
void update_lif(BlockUpdate<Real>& block) noexcept;
}  // namespace baseline

namespace avx2 {
template <class Real, bool kUniform>
void update_lif(BlockUpdate<Real>& block) noexcept;
}  // namespace avx2

namespace avx512 {
template <class Real, bool kUniform>
void update_lif(BlockUpdate<Real>& block) noexcept;
}  // namespace avx512

}  // namespace rheo
