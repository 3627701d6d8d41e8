#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#include "engine/math.h"
#include "neurons/lif_lanes.h"
#include "neurons/number_limits.h"
#include "neurons/spike_list.h"

// The update needs neither exp nor log. Where v > J_th at the end of a step, the crossing was at
//   t_s = dt + tau_rc log1p(-z),   z = (v - J_th) / (J - J_th),
// and the release is k steps on with d = (k + 1) dt - tau_ref - t_s of that step to go (k whole, so
// that 0 < d <= dt). All that the release needs of it is
//   1 - exp(-d / tau_rc) = 1 - (1 - z) e = h + e z,   e = exp((tau_ref - k dt) / tau_rc),
// with h = 1 - e: the release_factor: in the step of the release, v goes from 0 to J times that. Of
// the two k that are possible the earlier one holds where it leaves d > 0.
//
// A refractory neuron's v is a NaN that says in its lower bits when it is released: it stays the
// same in v + (J - v) c, drops out of the comparison with J_th like one that fires, and needs no
// memory of its own until then.
//
// A quiet block is integrated first, as if nobody were refractory; those that this leaves above
// J_th or NaN are looked at again by a list. A busy block goes through all that in one pass. Both
// leave v - J_th in v of those that fire, with a list of them, and the same bits in everything
// else. What is left to do for a spike is done four at a time, since it needs six more
// coefficients.

namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

/// A block is busy where more than one neuron in this many is refractory.
constexpr int kBusyShare = 24;

template <class Real>
Real magnitude(Real value) noexcept {
  return sizeof(Real) == 8 ? static_cast<Real>(__builtin_fabs(value))
                           : static_cast<Real>(__builtin_fabsf(static_cast<float>(value)));
}

/// Sets to 0 what has decayed to kNothing of J_th.
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

/// First pass over a quiet block: all neurons, as if none were refractory. Flags those that need a
/// second look: v above J_th, or not a finite number.
template <class Real, bool kUniform>
void integrate(const Lanes<Real>& x, std::uint8_t* __restrict flags) noexcept {
  const Coefficients<Real, kUniform> p(x.coefficients);
  Real* __restrict v = x.v;
  const Real* __restrict J = x.J;
#pragma omp simd
  for (int i = 0; i < x.n; ++i) {
    const Real end = v[i] + (J[i] - v[i]) * p.c[i];
    flags[i] = !((end >= -kLargest<Real>)&(end <= p.J_th[i]));
    v[i] = end < p.floor[i] ? p.floor[i] : end;
  }
}

/// a where `first`, else b: without a branch, which nobody could predict.
template <class Real>
[[gnu::always_inline]] inline Real pick(bool first, Real a, Real b) noexcept {
  using Bits = std::make_unsigned_t<Mask<Real>>;
  const Bits mask = Bits(0) - static_cast<Bits>(first);
  return __builtin_bit_cast(Real, static_cast<Bits>((__builtin_bit_cast(Bits, a) & mask) |
                                                    (__builtin_bit_cast(Bits, b) & ~mask)));
}

/// Whether so many are refractory that one pass over all of the block is cheaper than `integrate`
/// and a second look. An estimate from a cache line of every eight: both have the same bits.
template <class Real>
bool busy(const Lanes<Real>& x) noexcept {
  constexpr int kLine = 64 / static_cast<int>(sizeof(Real));
  constexpr int kShare = 8;
  using Reals [[gnu::vector_size(64)]] = Real;
  using Masks [[gnu::vector_size(64)]] = Mask<Real>;
  Masks sum = {};
  for (int i = 0; i + kLine <= x.n; i += kShare * kLine) {
    Reals v;
    std::memcpy(&v, x.v + i, sizeof v);
    sum += v != v;  // -1 where it is NaN
  }
  Mask<Real> refractory = 0;
  for (int k = 0; k < kLine; ++k)
    refractory -= sum[k];
  return refractory * (kShare * kBusyShare) > x.n;
}

/// The one pass over a busy block: integrates, wakes those whose refractory period ends in this
/// step, and sets fires[i] where v is then above J_th; v[i] becomes by how much. Returns nonzero if
/// a number is not finite. (`bad` is no `omp simd` reduction: g++ 12 keeps those in memory, which
/// makes each round wait for the one before.)
template <class Real, bool kUniform>
int integrate_and_wake(const Lanes<Real>& x, std::int32_t* __restrict fires) noexcept {
  const Coefficients<Real, kUniform> p(x.coefficients);
  const Mask<Real> released = mark<Real>(x.step);
  const Real* __restrict J = x.J;
  Real* __restrict v = x.v;
  const Real* __restrict release_factor = x.release_factor;
  Mask<Real> bad = 0;
  for (int i = 0; i < x.n; ++i) {
    const bool lost = (v[i] != v[i]) & (bits(v[i]) < 0);
    const Real woken = J[i] * release_factor[i];
    const Real further = v[i] + (J[i] - v[i]) * p.c[i];
    const Real charged = bits(v[i]) == released ? woken : further;
    const bool crosses = charged > p.J_th[i];
    const Real end = charged < p.floor[i] ? p.floor[i] : charged;
    v[i] = crosses ? charged - p.J_th[i] : end;
    fires[i] = static_cast<std::int32_t>(crosses ? Flag<Real>(1) : Flag<Real>(0));
    bad |= (lost | !(J[i] * 0 == 0)) ? Mask<Real>(1) : Mask<Real>(0);
  }
  return bad == 0 ? 0 : 1;
}

/// Second pass over a quiet block, the m neurons of `list`: wakes those whose refractory period
/// ends in this step. Returns nonzero if a number is not finite. `woken` has room for m numbers.
/// First who is released, so that the factors of these only are called from far memory, together.
template <class Real, bool kUniform>
int wake_listed(const Lanes<Real>& x, int m, const std::uint16_t* __restrict list,
                std::uint16_t* __restrict woken) noexcept {
  const Column<Real, kUniform> floor(x.coefficients[kFloor]);
  const Mask<Real> released = mark<Real>(x.step);
  int n_woken = 0;
  int lost = 0;
  Real zeros = 0;
  for (int j = 0; j < m; ++j) {
    const int i = list[j];
    const Real v = x.v[i];
    woken[n_woken] = static_cast<std::uint16_t>(i);
    n_woken += bits(v) == released ? 1 : 0;
    lost |= static_cast<int>((v != v) & (bits(v) < 0));
    zeros += x.J[i] * 0;
  }
  for (int j = 0; j < n_woken; ++j) {
    const int i = woken[j];
    const Real charged = x.J[i] * x.release_factor[i];
    x.v[i] = charged < floor[i] ? floor[i] : charged;
  }
  return lost | static_cast<int>(zeros != 0);
}

/// Those of `list` (m) that are above J_th -> out; v becomes by how much. Returns how many.
template <class Real, bool kUniform>
int list_crossing(const Lanes<Real>& x, int m, const std::uint16_t* __restrict list,
                  std::uint16_t* __restrict out) noexcept {
  const Column<Real, kUniform> J_th(x.coefficients[kThreshold]);
  int k = 0;
  for (int j = 0; j < m; ++j) {
    const int i = list[j];
    const Real v = x.v[i];
    const bool crosses = v > J_th[i];
    x.v[i] = pick(crosses, v - J_th[i], v);
    out[k] = static_cast<std::uint16_t>(i);
    k += crosses;
  }
  return k;
}

/// Four numbers, taken together from where they stand. The loads go straight into a vector: by way
/// of an array, each vector would wait for the stores of its elements.
template <class Real>
struct Four {
  using Reals [[gnu::vector_size(4 * sizeof(Real))]] = Real;
  template <class From>
  Four(const From& from, const std::uint16_t* i) noexcept
      : each{from[i[0]], from[i[1]], from[i[2]], from[i[3]]} {}
  Reals each;
};

/// Lets fire the four neurons i[0] ... i[3], of which v is by how much they are above J_th. An
/// index may be there twice.
template <class Real, bool kUniform>
[[gnu::always_inline]] inline void fire_four(const Lanes<Real>& x,
                                             const Coefficients<Real, kUniform>& p,
                                             const std::uint16_t* i) noexcept {
  using Reals = typename Four<Real>::Reals;
  using Whole [[gnu::vector_size(16)]] = std::int32_t;
  using Masks [[gnu::vector_size(4 * sizeof(Real))]] = Mask<Real>;
  const Four<Real> above(x.v, i);
  const Four<Real> J(x.J, i);
  const Four<Real> J_th(p.J_th, i);
  const Four<Real> early_h(p.early_h, i);
  const Four<Real> early_e(p.early_e, i);
  const Four<Real> late_h(p.late_h, i);
  const Four<Real> late_e(p.late_e, i);
  const Four<Real> delay(p.delay, i);
  const Reals z = above.each / (J.each - J_th.each);
  const Reals early = early_h.each + early_e.each * z;
  const Reals late = late_h.each + late_e.each * z;
  const auto in_time = early > 0;
  const Reals factor = in_time ? early : late;
  const Reals steps = delay.each + (in_time ? Reals{} : Reals{} + 1);
  const Whole release = __builtin_convertvector(steps, Whole) + x.step;
  const Masks waits = mark<Real>(0) | (__builtin_convertvector(release, Masks) & kReleaseMarkMask);
  // Cast as a whole: clang takes the bits of one lane for those of the first.
  const Reals v = __builtin_bit_cast(Reals, steps > 0 ? waits : Masks{});
  for (int k = 0; k < 4; ++k) {
    x.v[i[k]] = v[k];
    x.release_factor[i[k]] = factor[k];
    x.release_step[i[k]] = release[k];
  }
}

/// `fire_four` for the m neurons of `list`.
template <class Real, bool kUniform>
void fire(const Lanes<Real>& x, int m, const std::uint16_t* list) noexcept {
  const Coefficients<Real, kUniform> p(x.coefficients);
  int j = 0;
  for (; j + 4 <= m; j += 4)
    fire_four(x, p, list + j);
  if (j == m) return;
  std::uint16_t last[4];
  for (int k = 0; k < 4; ++k)
    last[k] = list[j + k < m ? j + k : j];
  fire_four(x, p, last);
}

/// The first neuron whose current or state is not finite; -1 if there is none.
template <class Real>
int find_bad(const Lanes<Real>& x) noexcept {
  for (int i = 0; i < x.n; ++i) {
    const bool lost = x.v[i] != x.v[i] && bits(x.v[i]) < 0;
    if (lost || !is_finite(x.J[i])) return i;
  }
  return -1;
}

/// Asks for what is far in memory and soon needed: the places that the m neurons of `list` are
/// going to write when they fire, v and J (where each neuron has its own) of the next block,
/// and what its released neurons go on with. Inlined by force: g++ 12 drops the call of a function
/// that only prefetches.
template <class Real>
[[gnu::always_inline]] inline void fetch_ahead(const Lanes<Real>& x, int m,
                                               const std::uint16_t* list, int n_next) noexcept {
  constexpr int kLine = 64 / static_cast<int>(sizeof(Real));
  constexpr int kPart = 4 * kLine;
  const Mask<Real> released = mark<Real>(x.step);
  const Real* v = x.v + kBlock;
  alignas(64) std::uint8_t flags[kBlock];
  std::uint16_t woken[kBlock];
  for (int j = 0; j < m; ++j) {
    __builtin_prefetch(x.release_factor + list[j], 1);
    __builtin_prefetch(x.release_step + list[j], 1);
  }
  for (int from = 0; from < n_next; from += kPart) {
    for (int i = from; i < from + kPart; i += kLine) {
      __builtin_prefetch(v + i + 2 * kPart, 1);
      __builtin_prefetch(x.J + i + kBlock, 0, 2);
    }
    const int to = from + kPart < n_next ? from + kPart : n_next;
#pragma omp simd
    for (int i = from; i < to; ++i)
      flags[i] = bits(v[i]) == released;
  }
  const int n_woken = list_few_flags(n_next, flags, woken);
  for (int j = 0; j < n_woken; ++j)
    __builtin_prefetch(x.release_factor + kBlock + woken[j], 1);
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
  *one.release_step += rest.k;
  *one.release_factor = static_cast<Real>(rest.factor);
  const Real v = *one.J * *one.release_factor;
  *one.v = v < *c[kThreshold] ? v : *c[kThreshold];
  if (rest.k > 0) *one.v = __builtin_bit_cast(Real, mark<Real>(*one.release_step));
  if (rest.spikes < 0) *one.v = -std::numeric_limits<Real>::quiet_NaN();
  return rest.spikes;
}

/// Second pass over the m neurons of `list`, where a release may fall into the step of the spike.
/// Writes who fired and how often into `block`.
template <class Real, bool kUniform>
int fire_exactly(const Lanes<Real>& x, int m, const std::uint16_t* list,
                 BlockUpdate<Real>& block) noexcept {
  int bad = 0;
  for (int j = 0; j < m; ++j) {
    const int i = list[j];
    const Real* c[kLifCoefficients];
    for (int k = 0; k < kLifCoefficients; ++k)
      c[k] = x.coefficients[k] + (kUniform ? 0 : i);
    const Lanes<Real> one = {1,       x.step, x.v + i, x.release_step + i, x.release_factor + i,
                             x.J + i, c};
    const std::uint16_t first = 0;
    std::uint16_t fired = 0;
    bad |= wake_listed<Real, true>(one, 1, &first, &fired);
    if (list_crossing<Real, true>(one, 1, &first, &fired) == 0) continue;
    fire<Real, true>(one, 1, &fired);
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
  block.n_spikes = 0;
  int bad = 0;
  if (block.spike_count == nullptr && busy(all)) {
    bad = integrate_and_wake<Real, kUniform>(all, fires);
    narrow_flags(block.n, fires, flags);
    block.n_spikes = list_flags(block.n, flags, block.spike_index);
    fire<Real, kUniform>(all, block.n_spikes, block.spike_index);
  } else {
    integrate<Real, kUniform>(all, flags);
    const int flagged = list_few_flags(block.n, flags, list);
    if (block.spike_count != nullptr) {
      bad = fire_exactly<Real, kUniform>(all, flagged, list, block);
    } else {
      bad = wake_listed<Real, kUniform>(all, flagged, list, block.spike_index);
      block.n_spikes = list_crossing<Real, kUniform>(all, flagged, list, block.spike_index);
      if (block.n_next > 0) fetch_ahead(all, block.n_spikes, block.spike_index, block.n_next);
      fire<Real, kUniform>(all, block.n_spikes, block.spike_index);
    }
  }
  if (bad != 0) block.bad = find_bad(all);
}

template void update_lif<double, true>(BlockUpdate<double>&) noexcept;
template void update_lif<double, false>(BlockUpdate<double>&) noexcept;
template void update_lif<float, true>(BlockUpdate<float>&) noexcept;
template void update_lif<float, false>(BlockUpdate<float>&) noexcept;

}  // namespace rheo::RHEO_ISA_NAMESPACE
