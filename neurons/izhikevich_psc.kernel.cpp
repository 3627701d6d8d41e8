#include "neurons/izhikevich_psc_kernels.h"
#include "neurons/spike_list.h"

namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

/// The first neuron with an input or a state that is not finite; -1 if there is none. What is lost
/// in v is in u a step later.
template <class Real>
int find_bad(int n, const Real* J, const Real* jump, const Real* u) noexcept {
  for (int i = 0; i < n; ++i) {
    if (!((J[i] * 0 + jump[i] * 0) + u[i] * 0 == 0)) return i;
  }
  return -1;
}

}  // namespace

template <class Real, bool kUniform>
void update_izhikevich_psc(BlockUpdate<Real>& block) noexcept {
  const Real* const* c = block.coefficients;
  Real* __restrict v = static_cast<Real*>(block.state[kIzhVoltage]);
  Real* __restrict u = static_cast<Real*>(block.state[kIzhU]);
  const Real* __restrict J = block.J;
  Real* __restrict jump = block.ports[0];
  alignas(64) std::uint8_t flags[kBlock];
  Real lost = 0;
#pragma omp simd reduction(+ : lost)
  for (int i = 0; i < block.n; ++i) {
    const int k = kUniform ? 0 : i;
    const Real slope =
        ((Real(0.04) * v[i] * v[i] + Real(5) * v[i]) + Real(140)) - u[i] + J[i] * Real(1e12);
    const Real end = v[i] + c[kIzhStep][k] * slope + jump[i];
    const Real recovery = u[i] + c[kIzhRecovery][k] * (c[kIzhCoupling][k] * v[i] - u[i]);
    const bool fires = end >= c[kIzhThreshold][k];
    v[i] = fires ? c[kIzhReset][k] : end;
    u[i] = fires ? recovery + c[kIzhJump][k] : recovery;
    flags[i] = fires;
    lost += (J[i] * 0 + jump[i] * 0) + u[i] * 0;
  }
  block.n_spikes = list_rare_flags(block.n, flags, block.spike_index);
  if (lost != 0) block.bad = find_bad(block.n, J, jump, u);
  for (int i = 0; i < block.n; ++i)
    jump[i] = 0;
}

template void update_izhikevich_psc<double, true>(BlockUpdate<double>&) noexcept;
template void update_izhikevich_psc<double, false>(BlockUpdate<double>&) noexcept;
template void update_izhikevich_psc<float, true>(BlockUpdate<float>&) noexcept;
template void update_izhikevich_psc<float, false>(BlockUpdate<float>&) noexcept;

}  // namespace rheo::RHEO_ISA_NAMESPACE
