#include "neurons/column.h"
#include "neurons/izhikevich_kernels.h"
#include "neurons/spike_list.h"

namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

/// Inhibition below this does not count: it would throw v far below any reset.
template <class Real>
constexpr Real kLowestCurrent = Real(-30);
template <class Real>
constexpr Real kPeak = Real(30);

/// The first neuron whose current or state is not finite; -1 if there is none.
template <class Real>
int find_bad(int n, const Real* J, const Real* u) noexcept {
  for (int i = 0; i < n; ++i) {
    if (!(J[i] * 0 + u[i] * 0 == 0)) return i;
  }
  return -1;
}

}  // namespace

template <class Real, bool kUniform>
void update_izhikevich(BlockUpdate<Real>& block) noexcept {
  const Column<Real, kUniform> step(block.coefficients[0]);      // 1000 dt
  const Column<Real, kUniform> a(block.coefficients[1]);         // 1000 dt tau_recovery
  const Column<Real, kUniform> coupling(block.coefficients[2]);  // b
  const Column<Real, kUniform> reset_v(block.coefficients[3]);   // c
  const Column<Real, kUniform> reset_u(block.coefficients[4]);   // d
  const Real* __restrict J = block.J;
  Real* __restrict v = static_cast<Real*>(block.state[0]);
  Real* __restrict u = static_cast<Real*>(block.state[1]);
  alignas(64) std::uint8_t flags[kBlock];
  Real lost = 0;
#pragma omp simd reduction(+ : lost)
  for (int i = 0; i < block.n; ++i) {
    const Real current = J[i] < kLowestCurrent<Real> ? kLowestCurrent<Real> : J[i];
    const Real slope = ((Real(0.04) * v[i] * v[i] + Real(5) * v[i]) + Real(140)) - u[i] + current;
    const Real end = v[i] + step[i] * slope;
    const bool fires = end >= kPeak<Real>;
    const Real after = fires ? reset_v[i] : end;
    const Real recovery = u[i] + a[i] * (coupling[i] * after - u[i]);
    v[i] = after;
    u[i] = fires ? recovery + reset_u[i] : recovery;
    flags[i] = fires;
    lost += J[i] * 0 + u[i] * 0;
  }
  block.n_spikes = list_flags(block.n, flags, block.spike_index);
  if (lost != 0) block.bad = find_bad(block.n, J, u);
}

template void update_izhikevich<double, true>(BlockUpdate<double>&) noexcept;
template void update_izhikevich<double, false>(BlockUpdate<double>&) noexcept;
template void update_izhikevich<float, true>(BlockUpdate<float>&) noexcept;
template void update_izhikevich<float, false>(BlockUpdate<float>&) noexcept;

}  // namespace rheo::RHEO_ISA_NAMESPACE
