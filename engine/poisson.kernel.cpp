// Poisson counts, compiled once per instruction set (poisson.cpp holds the tables).
#include "engine/poisson.h"

#ifdef __AVX512BW__
#include <immintrin.h>
#endif

#include "engine/ars.h"
#include "engine/poisson_each.h"

namespace rheo::RHEO_ISA_NAMESPACE {
namespace {

/// Draws of 16 bits, by vectors that stay in registers while the thresholds pass.
constexpr std::size_t kLanes = kVectorBytes / sizeof(std::int16_t);
constexpr std::size_t kVectors = kPoissonBatch / kLanes < 4 ? kPoissonBatch / kLanes : 4;
constexpr std::size_t kGroup = kVectors * kLanes;
constexpr std::size_t kMost = 1024;  // neurons of a call
static_assert(kPoissonBatch % kGroup == 0 && kPoissonBatch == kArsGroup * kPoissonGroup);

/// The number of thresholds below each draw, by their upper 16 bits: count (kGroup), to which it is
/// added if `more`. True if a draw equals a threshold there; tie (kGroup) then tells which.
#ifdef __AVX512BW__
// The lowest threshold that is not below a draw is the only one that it can equal. (On AVX2
// shuffles of bytes put together take longer than comparing with each threshold twice.)
[[gnu::always_inline]] inline bool compare(const PoissonTable& table, const std::int16_t* draw,
                                           bool more, std::int16_t* count,
                                           std::int16_t* tie) noexcept {
  static_assert(PoissonTable::kMostUpper < 2 * kLanes);
  const __m512i one = _mm512_set1_epi16(1);
  __m512i d[kVectors];
  __m512i c[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) {
    d[v] = _mm512_loadu_si512(draw + v * kLanes);
    c[v] = _mm512_setzero_si512();
  }
  for (int k = 0; k < table.n_upper; ++k) {
    const __m512i limit = _mm512_set1_epi16(table.upper[k]);
    for (std::size_t v = 0; v < kVectors; ++v)
      c[v] = _mm512_mask_add_epi16(c[v], _mm512_cmpgt_epi16_mask(d[v], limit), c[v], one);
  }
  const __m512i low = _mm512_loadu_si512(table.upper);
  const __m512i high = _mm512_loadu_si512(table.upper + kLanes);
  __mmask32 e[kVectors];
  __mmask32 any = 0;
  for (std::size_t v = 0; v < kVectors; ++v) {
    e[v] = _mm512_cmpeq_epi16_mask(d[v], _mm512_permutex2var_epi16(low, c[v], high));
    any |= e[v];
    if (more) c[v] = _mm512_add_epi16(c[v], _mm512_loadu_si512(count + v * kLanes));
    _mm512_storeu_si512(count + v * kLanes, c[v]);
  }
  if (any == 0) return false;
  for (std::size_t v = 0; v < kVectors; ++v)
    _mm512_storeu_si512(tie + v * kLanes, _mm512_movm_epi16(e[v]));
  return true;
}

#else
typedef std::int16_t Shorts __attribute__((vector_size(kVectorBytes)));

inline bool compare(const PoissonTable& table, const std::int16_t* draw, bool more,
                    std::int16_t* count, std::int16_t* tie) noexcept {
  Shorts d[kVectors];
  Shorts c[kVectors] = {};
  Shorts e[kVectors];
  std::memcpy(d, draw, sizeof d);
  if (more) std::memcpy(c, count, sizeof c);
  const Shorts top = Shorts{} + PoissonTable::kTop;
  for (std::size_t v = 0; v < kVectors; ++v)
    e[v] = d[v] == top;
  for (int k = 0; k < table.n_upper; ++k) {
    const Shorts limit = Shorts{} + table.upper[k];
    for (std::size_t v = 0; v < kVectors; ++v) {
      c[v] -= d[v] > limit;
      e[v] |= d[v] == limit;
    }
  }
  std::memcpy(count, c, sizeof c);
  Shorts all = e[0];
  for (std::size_t v = 1; v < kVectors; ++v)
    all |= e[v];
  std::uint64_t part[kVectorBytes / sizeof(std::uint64_t)];
  std::memcpy(part, &all, sizeof part);
  std::uint64_t any = 0;
  for (std::uint64_t x : part)
    any |= x;
  if (any == 0) return false;
  std::memcpy(tie, e, sizeof e);
  return true;
}
#endif

/// Adds to the count of a neuron the thresholds that its draw reaches among those with the same
/// upper 16 bits.
[[gnu::noinline]] void refine(const PoissonTable& table, const PoissonPlace& place,
                              std::size_t neuron, std::int16_t draw, std::int16_t* count) noexcept {
  const Ars ars(place.key, place.step_low, place.step_high, kTieDraw);
  std::uint64_t words[2];
  ars.one(place.first + static_cast<std::uint32_t>(neuron), words);
  const auto upper = static_cast<std::uint64_t>(static_cast<std::uint16_t>(draw ^ 0x8000));
  const std::uint64_t u = upper << 48 | words[0] >> 16;
  for (int k = 0; k < table.n; ++k) {
    const bool reached = table.threshold[k] >> 48 == upper && u >= table.threshold[k];
    *count = static_cast<std::int16_t>(*count + (reached ? 1 : 0));
  }
}

/// Counts of n <= kMost neurons with one mean. All words come first: vectors read back sooner than
/// the narrower stores have left the store buffer would wait for them.
inline void count_alike(const PoissonTable& table, PoissonPlace place, std::size_t n,
                        std::int16_t* count) noexcept {
  alignas(64) std::int16_t draw[kMost];
  alignas(64) std::int16_t tie[kGroup];
  for (int part = 0; part < table.parts; ++part) {
    const Ars ars(place.key, place.step_low, place.step_high, kTableDraw);
    ars.groups<kArsGroup * kPoissonGroup>(place.first / kPoissonGroup, n, draw);
    for (std::size_t i = 0; i < n; i += kGroup) {
      if (!compare(table, draw + i, part > 0, count + i, tie)) continue;
      for (std::size_t j = 0; j < kGroup && i + j < n; ++j) {
        if (tie[j] != 0) refine(table, place, i + j, draw[i + j], count + i + j);
      }
    }
    place.step_high += 1u << 16;  // the next part
  }
}

template <class Batch>
PoissonPlace place_of(const Batch& a) noexcept {
  const auto step = static_cast<std::uint64_t>(a.step);
  return {a.key, a.first, static_cast<std::uint32_t>(step), static_cast<std::uint32_t>(step >> 32)};
}

/// y += weight x count.
template <class Real, class Count>
inline void add_counts(const PoissonBlock<Real>& a, std::size_t first, std::size_t n,
                       const Count* count) noexcept {
  Real* __restrict y = a.y + first;
  if (a.one_weight) {
    const Real weight = *a.weight;
#pragma omp simd
    for (std::size_t i = 0; i < n; ++i)
      y[i] += weight * static_cast<Real>(count[i]);
  } else {
    const Real* __restrict weight = a.weight + first;
#pragma omp simd
    for (std::size_t i = 0; i < n; ++i)
      y[i] += weight[i] * static_cast<Real>(count[i]);
  }
}

inline std::size_t batch_size(std::size_t n, std::size_t first) noexcept {
  return n - first < kPoissonBatch ? n - first : kPoissonBatch;
}

template <class Real>
void add(const PoissonBlock<Real>& a) noexcept {
  const auto n = static_cast<std::size_t>(a.n);
  PoissonPlace place = place_of(a);
  if (a.table != nullptr) {
    alignas(64) std::int16_t count[kMost];
    count_alike(*a.table, place, n, count);
    add_counts(a, 0, n, count);
    return;
  }
  for (std::size_t first = 0; first < n; first += kPoissonBatch) {
    const std::size_t part = batch_size(n, first);
    alignas(64) std::int32_t count[kPoissonBatch];
    count_each(place, part, a.mean + first, count);
    add_counts(a, first, part, count);
    place.first += static_cast<std::uint32_t>(kPoissonBatch);
  }
}

}  // namespace

void add_poisson_double(const PoissonBlock<double>& a) noexcept {
  add(a);
}
void add_poisson_single(const PoissonBlock<float>& a) noexcept {
  add(a);
}

void count_poisson(const PoissonCounts& a) noexcept {
  const auto n = static_cast<std::size_t>(a.n);
  PoissonPlace place = place_of(a);
  if (a.table != nullptr) {
    alignas(64) std::int16_t count[kMost];
    count_alike(*a.table, place, n, count);
    for (std::size_t i = 0; i < n; ++i)
      a.out[i] = count[i];
    return;
  }
  for (std::size_t first = 0; first < n; first += kPoissonBatch) {
    count_each(place, batch_size(n, first), a.mean + first, a.out + first);
    place.first += static_cast<std::uint32_t>(kPoissonBatch);
  }
}

}  // namespace rheo::RHEO_ISA_NAMESPACE
