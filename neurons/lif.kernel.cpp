#include <cstdint>
#include <cstring>
#include <limits>

#include "engine/math.h"
#include "neurons/lif_kernels.h"
#include "neurons/spike_list.h"

// The update needs neither exp nor log. Where v > J_th at the end of a step, the crossing was at
//   t_s = dt + tau_rc log1p(-z),   z = (v - J_th) / (J - J_th),
// and the release is k steps on with d = (k + 1) dt - tau_ref - t_s of that step to go (k whole, so
// that 0 < d <= dt). All that the release needs of it is
//   1 - exp(-d / tau_rc) = 1 - (1 - z) e = h + e z,   e = exp((tau_ref - k dt) / tau_rc),
// with h = 1 - e: the release_factor: in the step of the release, v goes from 0 to J times that. Of
// the two k that are possible the earlier one holds where it leaves d > 0.
//
// A refractory neuron's v is NaN: it stays NaN in v + (J - v) c, drops out of the comparison with
// J_th like one that fires, and so needs no memory traffic of its own in the first pass.

namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

/// Above this share of neurons that fire, wait or wake, the second pass runs over all of them.
constexpr int kBusyShare = 8;
static_assert(kBlock / kBusyShare % 16 == 0);

/// Steps between two flushes: few enough that v does not pass from kNothing to subnormal numbers
/// unless dt is about as long as tau_rc.
constexpr std::int64_t kFlushEvery = 64;

template <class Real>
constexpr Real kMark = std::numeric_limits<Real>::quiet_NaN();
template <class Real>
constexpr Real kLargest = std::numeric_limits<Real>::max();
/// In units of J_th, see flush().
template <class Real>
constexpr Real kNothing = sizeof(Real) == 8 ? Real(0x1p-900) : Real(0x1p-90);

/// Steps as numbers of the width of Real, so that no mask changes its width.
template <class Real>
struct StepsOf {
  using Type = std::int32_t;
};
template <>
struct StepsOf<double> {
  using Type = double;
};
template <class Real>
using Steps = typename StepsOf<Real>::Type;

/// A coefficient: one for all neurons, or one each.
template <class Real, bool kUniform>
struct Column {
  explicit Column(const Real* values) noexcept : value(*values), each(values) {}
  Real operator[](int i) const noexcept { return kUniform ? value : each[i]; }
  Real value;
  const Real* each;  // (n) unless kUniform
};

/// Neurons side by side: a block, or those of a block that have something to do.
template <class Real>
struct Lanes {
  int n;
  Steps<Real> step;            // from the last multiple of kLifEpoch
  Real* v;                     // (n)
  std::int32_t* release_step;  // (n)
  Real* release_factor;        // (n)
  const Real* J;               // (n)
  const Real* const* coefficients;
};

template <class Real>
Lanes<Real> lanes_of(const BlockUpdate<Real>& block) noexcept {
  return {block.n,
          static_cast<Steps<Real>>(block.step % kLifEpoch),
          static_cast<Real*>(block.state[kVoltage]),
          static_cast<std::int32_t*>(block.state[kReleaseStep]),
          static_cast<Real*>(block.state[kReleaseFactor]),
          block.J,
          block.coefficients};
}

/// The coefficients by name.
template <class Real, bool kUniform>
struct Coefficients {
  explicit Coefficients(const Lanes<Real>& x) noexcept
      : J_th(x.coefficients[kThreshold]),
        c(x.coefficients[kIntegration]),
        floor(x.coefficients[kFloor]),
        delay(x.coefficients[kDelay]),
        early_h(x.coefficients[kEarlyH]),
        early_e(x.coefficients[kEarlyE]),
        late_h(x.coefficients[kLateH]),
        late_e(x.coefficients[kLateE]) {}
  Column<Real, kUniform> J_th, c, floor, delay, early_h, early_e, late_h, late_e;
};

template <class Real>
Real magnitude(Real value) noexcept {
  return sizeof(Real) == 8 ? static_cast<Real>(__builtin_fabs(value))
                           : static_cast<Real>(__builtin_fabsf(static_cast<float>(value)));
}

/// Sets to 0 what has decayed so far that it would soon be a subnormal number, with which many CPUs
/// are slow.
template <class Real, bool kUniform>
[[gnu::noinline]] void flush(const Lanes<Real>& x) noexcept {
  const Column<Real, kUniform> J_th(x.coefficients[kThreshold]);
  Real* __restrict v = x.v;
#pragma omp simd
  for (int i = 0; i < x.n; ++i) {
    v[i] = magnitude(v[i]) <= kNothing<Real> * J_th[i] ? Real(0) : v[i];
  }
}

/// Steps are counted from the last multiple of kLifEpoch; what is held is moved to the next one.
template <class Real>
[[gnu::noinline]] void begin_epoch(const Lanes<Real>& x) noexcept {
  constexpr std::int32_t kLeast = std::numeric_limits<std::int32_t>::min() + kLifEpoch;
  for (int i = 0; i < x.n; ++i) {
    const std::int32_t release = x.release_step[i];
    x.release_step[i] = (release < kLeast ? kLeast : release) - kLifEpoch;
  }
}

/// First pass: all neurons, as if none were refractory. Flags those that need a second look: v
/// above J_th, or not a finite number. Returns how many.
template <class Real, bool kUniform>
int integrate(const Lanes<Real>& x, std::uint8_t* __restrict flags) noexcept {
  const Coefficients<Real, kUniform> p(x);
  Real* __restrict v = x.v;
  const Real* __restrict J = x.J;
#pragma omp simd
  for (int i = 0; i < x.n; ++i) {
    const Real end = v[i] + (J[i] - v[i]) * p.c[i];
    flags[i] = !((end >= -kLargest<Real>)&(end <= p.J_th[i]));
    v[i] = end < p.floor[i] ? p.floor[i] : end;
  }
  return count_flags(x.n, flags);
}

/// Second pass over `x`: wakes those whose refractory period ends in this step, lets fire those
/// above J_th. Sets fires[i]; returns nonzero if a number is not finite.
template <class Real, bool kUniform>
int fire(const Lanes<Real>& x, std::int32_t* __restrict fires) noexcept {
  const Coefficients<Real, kUniform> p(x);
  const Steps<Real> now = x.step;
  const Real* __restrict J = x.J;
  Real* __restrict v = x.v;
  Real* __restrict release_factor = x.release_factor;
  std::int32_t* __restrict release_step = x.release_step;
  Real lost = 0;
#pragma omp simd reduction(+ : lost)
  for (int i = 0; i < x.n; ++i) {
    const bool refractory = v[i] != v[i];
    const auto release = static_cast<Steps<Real>>(release_step[i]);
    const Real woken =
        J[i] * release_factor[i] < p.floor[i] ? p.floor[i] : J[i] * release_factor[i];
    const Real end = (refractory & (release == now)) ? woken : v[i];
    const bool crosses = end > p.J_th[i];
    const Real z = (end - p.J_th[i]) / (J[i] - p.J_th[i]);
    const Real early = p.early_h[i] + p.early_e[i] * z;
    const bool late = !(early > 0);
    const auto next = now + static_cast<Steps<Real>>(p.delay[i]) + Steps<Real>(late ? 1 : 0);
    const Real factor = late ? p.late_h[i] + p.late_e[i] * z : early;
    // + 0: else the compiler sees that nothing changes where nobody fires and branches around it.
    release_factor[i] = crosses ? factor : release_factor[i] + 0;
    release_step[i] = static_cast<std::int32_t>(crosses ? next : release);
    v[i] = crosses ? ((late | (p.delay[i] > 0)) ? kMark<Real> : Real(0)) : end;
    fires[i] = static_cast<std::int32_t>(crosses ? Steps<Real>(1) : Steps<Real>(0));
    lost += ((refractory & (release < now)) ? Real(1) : Real(0)) + J[i] * 0;
  }
  return lost == 0 ? 0 : 1;
}

/// Some neurons of a block, brought together.
template <class Real, bool kUniform>
struct Selection {
  static constexpr int kMost = kBlock / kBusyShare;
  Selection(const Lanes<Real>& x, int n_in, const std::uint16_t* list) noexcept : n(n_in) {
    for (int j = 0; j < n; ++j) {
      v[j] = x.v[list[j]];
      J[j] = x.J[list[j]];
      release_step[j] = x.release_step[list[j]];
      release_factor[j] = x.release_factor[list[j]];
    }
    for (int c = 0; c < kLifCoefficients; ++c) {
      coefficients[c] = kUniform ? x.coefficients[c] : own[kUniform ? 0 : c];
      for (int j = 0; !kUniform && j < n; ++j)
        own[kUniform ? 0 : c][j] = x.coefficients[c][list[j]];
    }
  }
  int n;
  alignas(64) Real v[kMost];
  alignas(64) Real J[kMost];
  alignas(64) Real release_factor[kMost];
  alignas(64) std::int32_t release_step[kMost];
  alignas(64) Real own[kUniform ? 1 : kLifCoefficients][kMost];
  const Real* coefficients[kLifCoefficients];
};

/// `fire` for the m neurons of `list` alone.
template <class Real, bool kUniform>
int fire_listed(const Lanes<Real>& x, int m, std::uint16_t* list, std::int32_t* fires) noexcept {
  // Whole vectors: the first neuron, repeated, fills up the last one.
  constexpr int kWidth = 16;
  const int full = (m + kWidth - 1) / kWidth * kWidth;
  for (int j = m; j < full; ++j)
    list[j] = list[0];
  Selection<Real, kUniform> s(x, full, list);
  const int bad = fire<Real, kUniform>(
      {full, x.step, s.v, s.release_step, s.release_factor, s.J, s.coefficients}, fires);
  for (int j = 0; j < m; ++j) {
    x.v[list[j]] = s.v[j];
    x.release_step[list[j]] = s.release_step[j];
    x.release_factor[list[j]] = s.release_factor[j];
  }
  return bad;
}

/// The first neuron whose current or state is not finite; -1 if there is none.
template <class Real>
int find_bad(const Lanes<Real>& x) noexcept {
  for (int i = 0; i < x.n; ++i) {
    const bool lost = x.v[i] != x.v[i] && x.release_step[i] < static_cast<std::int32_t>(x.step);
    if (lost || !(magnitude(x.J[i]) <= kLargest<Real>)) return i;
  }
  return -1;
}

/// What became of a neuron that was released in the step in which it fired.
struct Rest {
  std::int32_t spikes;  // further ones; -1: more than a step can count
  std::int32_t k;       // steps to the release after the last of them
  double factor;        // its release_factor
};

/// The rest of the step that `factor` stands for, under constant J: further spikes at intervals of
/// T = tau_ref + tau_rc log1p(J_th / (J - J_th)). Times in units of tau_rc, in double precision
/// for both: it is rare.
Rest fire_on(double J, double J_th, double tau_ref, double c, double factor) noexcept {
  if (!(J * factor > J_th)) return {0, 0, factor};
  const double charging = math::log1p(J_th / (J - J_th));  // from 0 to J_th
  const double left = -math::log1p(-factor);
  const double T = tau_ref + charging;
  const double intervals = (left - charging) / T;
  if (!(intervals < 0x1p30)) return {-1, 0, factor};
  const std::int32_t spikes = 1 + static_cast<std::int32_t>(intervals > 0 ? intervals : 0.0);
  const double after = left - spikes * T;  // from the last release to the end of the step
  if (after >= 0) return {spikes, 0, -math::expm1(-after)};
  return {spikes, 1, -math::expm1(math::log1p(-c) - after)};
}

/// Further spikes of one neuron that has fired in this step; -1 if they cannot be counted: it is
/// then marked so that find_bad names it.
template <class Real>
std::int32_t fire_again(const Lanes<Real>& one) noexcept {
  if (*one.release_step > one.step) return 0;
  const Real* const* c = one.coefficients;
  const double J = *one.J;
  const Rest rest = fire_on(J, *c[kThreshold], *c[kPeriod], *c[kIntegration], *one.release_factor);
  *one.release_step += rest.spikes < 0 ? -1 : rest.k;
  *one.release_factor = static_cast<Real>(rest.factor);
  const Real v = *one.J * *one.release_factor;
  const bool refractory = rest.k > 0 || rest.spikes < 0;
  *one.v = refractory ? kMark<Real> : v < *c[kThreshold] ? v : *c[kThreshold];
  return rest.spikes;
}

/// `fire` for the m neurons of `list`, where a release may fall into the step of the spike.
/// Writes who fired and how often into `block`.
template <class Real, bool kUniform>
int fire_exactly(const Lanes<Real>& x, int m, const std::uint16_t* list,
                 BlockUpdate<Real>& block) noexcept {
  std::int32_t fires = 0;
  int bad = 0;
  for (int j = 0; j < m; ++j) {
    const int i = list[j];
    const Real* c[kLifCoefficients];
    for (int k = 0; k < kLifCoefficients; ++k)
      c[k] = x.coefficients[k] + (kUniform ? 0 : i);
    const Lanes<Real> one = {1,       x.step, x.v + i, x.release_step + i, x.release_factor + i,
                             x.J + i, c};
    bad |= fire<Real, true>(one, &fires);
    if (fires == 0) continue;
    const std::int32_t further = fire_again(one);
    bad |= further < 0;
    block.spike_index[block.n_spikes] = static_cast<std::uint16_t>(i);
    block.spike_count[block.n_spikes] = 1 + further;
    block.n_spikes += further < 0 ? 0 : 1;
  }
  return bad;
}

}  // namespace

template <class Real, bool kUniform>
void update_lif(BlockUpdate<Real>& block) noexcept {
  const Lanes<Real> all = lanes_of(block);
  alignas(64) std::uint8_t flags[kBlock];
  alignas(64) std::int32_t fires[kBlock];
  std::uint16_t list[kBlock];
  if (block.step % kLifEpoch == 0) begin_epoch(all);
  if (block.step % kFlushEvery == 0) flush<Real, kUniform>(all);
  const int flagged = integrate<Real, kUniform>(all, flags);
  block.n_spikes = 0;
  int bad = 0;
  if (block.spike_count != nullptr) {
    bad = fire_exactly<Real, kUniform>(all, list_flags(block.n, flags, list), list, block);
  } else if (flagged > block.n / kBusyShare) {
    bad = fire<Real, kUniform>(all, fires);
    narrow_flags(block.n, fires, flags);
    block.n_spikes = list_flags(block.n, flags, block.spike_index);
  } else if (flagged > 0) {
    list_few_flags(block.n, flags, list);
    bad = fire_listed<Real, kUniform>(all, flagged, list, fires);
    block.n_spikes = keep_flagged(flagged, fires, list, block.spike_index);
  }
  if (bad != 0) block.bad = find_bad(all);
}

template void update_lif<double, true>(BlockUpdate<double>&) noexcept;
template void update_lif<double, false>(BlockUpdate<double>&) noexcept;
template void update_lif<float, true>(BlockUpdate<float>&) noexcept;
template void update_lif<float, false>(BlockUpdate<float>&) noexcept;

}  // namespace rheo::RHEO_ISA_NAMESPACE
