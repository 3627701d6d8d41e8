#include "neurons/adex_ascent.h"
#include "neurons/grid_spikes.h"

namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

/// The arrays of a block.
template <class Real>
struct Neurons {
  Real* v;
  Real* g_ex;
  Real* g_in;
  Real* w;
  std::int32_t* release;
  Real* move;           // h / C_m, or 0 for who is refractory
  std::uint8_t* fired;  // 1 for who fired in this step, else 0
};

template <class Real, bool kUniform>
void begin(const BlockUpdate<Real>& block, const Neurons<Real>& s) noexcept {
  const auto now = static_cast<std::int32_t>(block.step);
  const Real* step = block.coefficients[kAdexStep];
#pragma omp simd
  for (int i = 0; i < block.n; ++i) {
    s.move[i] = s.release[i] >= now ? Real(0) : step[kUniform ? 0 : i];
    s.fired[i] = 0;
  }
}

/// A sub-step of one neuron from its moment, or nothing and true: where V is on its way to the
/// peak, ascend() takes it in pieces.
template <class Real>
[[gnu::always_inline]] inline bool substep(const Numbers<Real>& q, Real J, Real move, Real& v,
                                           Real& w, Real& g_ex, Real& g_in) noexcept {
  const Moment<Real> m = {v, w, g_ex, g_in};
  const Real rising = upstroke(q, v);
  const Slope<Real> first = slope(q, m, rising, J, move);
  const Moment<Real> end = runge_kutta(
      q, m, first, [&](const Moment<Real>& x) { return slope(q, x, upstroke(q, x.v), J, move); });
  const bool steep = rising > kSteep<Real> * q.upstroke;
  const bool ascends = (end.v >= q.peak) | (steep & (first.v > 0));
  v = ascends ? v : end.v;
  w = ascends ? w : end.w;
  g_ex = ascends ? g_ex : end.g_ex;
  g_in = ascends ? g_in : end.g_in;
  return ascends;
}

/// substep() of neuron i, one of many that differ.
template <class Real>
[[gnu::always_inline]] inline bool own_substep(const Real* const* c, int i, Real J, Real move,
                                               Real& v, Real& w, Real& g_ex, Real& g_in) noexcept {
  return substep(numbers(c, i), J, move, v, w, g_ex, g_in);
}

/// substep() of all.
template <class Real, bool kUniform>
void advance(const BlockUpdate<Real>& block, const Neurons<Real>& s,
             std::uint8_t* __restrict flags) noexcept {
  const Real* const* c = block.coefficients;
  [[maybe_unused]] const Numbers<Real> alike = numbers(c, 0);
  const Real* __restrict J = block.J;
  const Real* __restrict move = s.move;
  Real* __restrict v = s.v;
  Real* __restrict w = s.w;
  Real* __restrict g_ex = s.g_ex;
  Real* __restrict g_in = s.g_in;
  // Structures in the loop itself would be kept in memory, one for each lane.
#pragma omp simd
  for (int i = 0; i < block.n; ++i) {
    const Real current = J[i] * Real(1e12);
    if constexpr (kUniform) {
      flags[i] = substep(alike, current, move[i], v[i], w[i], g_ex[i], g_in[i]);
    } else {
      flags[i] = own_substep(c, i, current, move[i], v[i], w[i], g_ex[i], g_in[i]);
    }
  }
}

/// The whole sub-step in one piece in y, or nothing and true, where that is too long a piece or
/// the peak is near.
template <class Real>
[[gnu::always_inline]] inline bool one_piece(const Numbers<Real>& q, Real J, Real move, Real& v,
                                             Real& w, Real& g_ex, Real& g_in) noexcept {
  const Moment<Real> m = {v, w, g_ex, g_in};
  const Real rising = upstroke(q, v);
  const Slope<Real> first = slope(q, m, rising, J, move);
  const Real speed = first.v * q.steepness;
  const Real y = q.upstroke / rising;
  const bool steep = (rising > kSteep<Real> * q.upstroke) & (speed > 0);
  const bool goes = steep & (speed < kPiece<Real>)&!near_peak(q, y);
  const Moment<Real> end = climb(q, m, first, y, J, move);
  v = goes ? end.v : v;
  w = goes ? end.w : w;
  g_ex = goes ? end.g_ex : g_ex;
  g_in = goes ? end.g_in : g_in;
  return !goes;
}

/// one_piece() of neuron i, one of many that differ.
template <class Real>
[[gnu::always_inline]] inline bool own_piece(const Real* const* c, int i, Real J, Real move,
                                             Real& v, Real& w, Real& g_ex, Real& g_in) noexcept {
  return one_piece(numbers(c, i), J, move, v, w, g_ex, g_in);
}

/// one_piece() of those listed; the list of the others and their number.
template <class Real, bool kUniform>
int climb_all(const BlockUpdate<Real>& block, const Neurons<Real>& s, std::uint16_t* list,
              int n) noexcept {
  const Real* const* c = block.coefficients;
  [[maybe_unused]] const Numbers<Real> alike = numbers(c, 0);
  alignas(64) Real x[6][kBlock];
  alignas(64) std::uint8_t left[kBlock];
  for (int j = 0; j < n; ++j) {
    const int i = list[j];
    x[0][j] = s.v[i];
    x[1][j] = s.w[i];
    x[2][j] = s.g_ex[i];
    x[3][j] = s.g_in[i];
    x[4][j] = block.J[i] * Real(1e12);
    x[5][j] = s.move[i];
  }
#pragma omp simd
  for (int j = 0; j < n; ++j) {
    if constexpr (kUniform) {
      left[j] = one_piece(alike, x[4][j], x[5][j], x[0][j], x[1][j], x[2][j], x[3][j]);
    } else {
      left[j] = own_piece(c, list[j], x[4][j], x[5][j], x[0][j], x[1][j], x[2][j], x[3][j]);
    }
  }
  int others = 0;
  for (int j = 0; j < n; ++j) {
    const int i = list[j];
    s.v[i] = x[0][j];
    s.w[i] = x[1][j];
    s.g_ex[i] = x[2][j];
    s.g_in[i] = x[3][j];
    list[others] = static_cast<std::uint16_t>(i);
    others += left[j];
  }
  return others;
}

/// The sub-step of those listed. V_reset and w + b hold from the moment of a spike. A step has one
/// spike: who reaches the peak once more waits there.
template <class Real, bool kUniform>
void fire(const BlockUpdate<Real>& block, const Neurons<Real>& s, const std::uint16_t* list,
          int n) noexcept {
  const Real* const* c = block.coefficients;
  for (int j = 0; j < n; ++j) {
    const int i = list[j];
    const int k = kUniform ? 0 : i;
    Ascent<Real> x = {.q = numbers(c, k),
                      .rate_ex = c[kAdexRateEx][k],
                      .rate_in = c[kAdexRateIn][k],
                      .J = block.J[i] * Real(1e12),
                      .move = s.move[i],
                      .m = {s.v[i], s.w[i], s.g_ex[i], s.g_in[i]},
                      .rest = 1};
    while (ascend(x)) {
      const bool waits = s.fired[i] != 0;
      x.m.v = waits ? x.q.peak : c[kAdexReset][k];
      x.m.w += waits ? Real(0) : c[kAdexJump][k];
      if (!waits && c[kAdexRefractory][k] > 0) s.move[i] = 0;
      x.move = waits ? Real(0) : s.move[i];
      s.fired[i] = 1;
      if (!(x.rest > 0)) break;
    }
    s.v[i] = x.m.v;
    s.w[i] = x.m.w;
    s.g_ex[i] = x.m.g_ex;
    s.g_in[i] = x.m.g_in;
  }
}

/// What arrives; not 0 if some number is not finite.
template <class Real>
Real receive(const BlockUpdate<Real>& block, const Neurons<Real>& s) noexcept {
  Real* __restrict ex = block.ports[0];
  Real* __restrict in = block.ports[1];
  Real* __restrict g_ex = s.g_ex;
  Real* __restrict g_in = s.g_in;
  const Real* __restrict v = s.v;
  const Real* __restrict w = s.w;
  const Real* __restrict J = block.J;
  Real lost = 0;
#pragma omp simd reduction(+ : lost)
  for (int i = 0; i < block.n; ++i) {
    g_ex[i] += ex[i] < 0 ? -ex[i] : ex[i];
    g_in[i] += in[i] < 0 ? -in[i] : in[i];
    ex[i] = 0;
    in[i] = 0;
    lost += (v[i] * 0 + w[i] * 0) + (g_ex[i] * 0 + g_in[i] * 0) + J[i] * 0;
  }
  return lost;
}

/// The first neuron with a number that is not finite.
template <class Real>
int find_bad(const BlockUpdate<Real>& block, const Neurons<Real>& s) noexcept {
  for (int i = 0; i < block.n; ++i) {
    const Real sum = (s.v[i] * 0 + s.w[i] * 0) + (s.g_ex[i] * 0 + s.g_in[i] * 0);
    if (!(sum + block.J[i] * 0 == 0)) return i;
  }
  return -1;
}

}  // namespace

template <class Real, bool kUniform>
void update_adex(BlockUpdate<Real>& block) noexcept {
  alignas(64) Real move[kBlock];
  alignas(64) std::uint8_t fired[kBlock];
  alignas(64) std::uint8_t flags[kBlock];
  std::uint16_t list[kBlock];
  const auto real = [&](std::size_t held) {
    return static_cast<Real*>(block.state[held]);
  };
  auto* release = static_cast<std::int32_t*>(block.state[kAdexRelease]);
  const Neurons<Real> s = {
      real(kAdexVoltage), real(kAdexGex), real(kAdexGin), real(kAdexW), release, move, fired};
  if (block.step % kFlushEvery == 0) {
    for (Real* held : {s.v, s.g_ex, s.g_in, s.w})
      flush(block.n, held);
  }
  begin<Real, kUniform>(block, s);
  const int substeps = static_cast<int>(block.coefficients[kAdexSubsteps][0]);
  for (int k = 0; k < substeps; ++k) {
    advance<Real, kUniform>(block, s, flags);
    const int n = list_rare_flags(block.n, flags, list);
    if (n == 0) continue;
    fire<Real, kUniform>(block, s, list, climb_all<Real, kUniform>(block, s, list, n));
  }
  const Real lost = receive(block, s);
  block.n_spikes = list_rare_flags(block.n, fired, block.spike_index);
  for (int j = 0; j < block.n_spikes; ++j) {
    const int i = block.spike_index[j];
    const Real steps = block.coefficients[kAdexRefractory][kUniform ? 0 : i];
    release[i] = last_refractory_step(block.step, static_cast<std::int32_t>(steps));
  }
  if (lost != 0) block.bad = find_bad(block, s);
}

template void update_adex<double, true>(BlockUpdate<double>&) noexcept;
template void update_adex<double, false>(BlockUpdate<double>&) noexcept;
template void update_adex<float, true>(BlockUpdate<float>&) noexcept;
template void update_adex<float, false>(BlockUpdate<float>&) noexcept;

}  // namespace rheo::RHEO_ISA_NAMESPACE
