#include "neurons/column.h"
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
  const Real* const* all = block.coefficients;
  const Column<Real, kUniform> step(all[kIzhStep]);
  const Column<Real, kUniform> a(all[kIzhRecovery]);
  const Column<Real, kUniform> b(all[kIzhCoupling]);
  const Column<Real, kUniform> threshold(all[kIzhThreshold]);
  const Column<Real, kUniform> reset_v(all[kIzhReset]);
  const Column<Real, kUniform> reset_u(all[kIzhJump]);
  Real* __restrict v = static_cast<Real*>(block.state[kIzhVoltage]);
  Real* __restrict u = static_cast<Real*>(block.state[kIzhU]);
  const Real* __restrict J = block.J;
  Real* __restrict jump = block.ports[0];
  alignas(64) std::uint8_t flags[kBlock];
  Real lost = 0;
#pragma omp simd reduction(+ : lost)
  for (int i = 0; i < block.n; ++i) {
    const Real slope =
        ((Real(0.04) * v[i] * v[i] + Real(5) * v[i]) + Real(140)) - u[i] + J[i] * Real(1e12);
    const Real end = v[i] + step[i] * slope + jump[i];
    const Real recovery = u[i] + a[i] * (b[i] * v[i] - u[i]);
    const bool fires = end >= threshold[i];
    v[i] = fires ? reset_v[i] : end;
    u[i] = fires ? recovery + reset_u[i] : recovery;
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
