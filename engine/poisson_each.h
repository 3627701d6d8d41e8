#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "engine/ars.h"
#include "engine/kernel_math.h"
#include "engine/poisson.h"

// Poisson counts of neurons whose means differ. For kernels, which may share no inline function:
// one copy in each file that includes it.
namespace rheo {

namespace {

constexpr std::size_t kPoissonBatch = 64;  // neurons whose words stay in registers or near them

// The last word of the counter.
constexpr std::uint32_t kTableDraw = 0;
constexpr std::uint32_t kTieDraw = 1;
constexpr std::uint32_t kSearchDraw = 2;
constexpr std::uint32_t kFirstRejectionDraw = 3;

/// Below, the search takes less time than a rejection; above, the rejection's constants hold.
constexpr double kSearchMean = 32;

/// The search, by vectors that stay in registers while k counts up.
typedef double SearchReals __attribute__((vector_size(kVectorBytes)));
typedef std::int64_t SearchCounts __attribute__((vector_size(kVectorBytes)));
constexpr std::size_t kSearchVectors = 4;
constexpr std::size_t kSearchGroup = kSearchVectors * kVectorBytes / sizeof(double);
static_assert(kPoissonBatch % kSearchGroup == 0);
constexpr int kLastCount = 128;  // beyond, the terms of a mean of kSearchMean are below 1e-90

struct Reciprocals {
  double of[kLastCount + 1];
};
constexpr Reciprocals make_reciprocals() noexcept {
  Reciprocals r{};
  for (int k = 1; k <= kLastCount; ++k)
    r.of[k] = 1.0 / k;
  return r;
}
constexpr Reciprocals kReciprocals = make_reciprocals();

/// How often u (kSearchGroup) reaches the sum of the first k terms, k = 1, 2, ... `term` holds
/// P(count = 0). Where u lies above every sum because the sums are rounded, terms that no longer
/// count end it.
inline void search(const double* u, const double* mean, const double* term,
                   std::int64_t* count) noexcept {
  constexpr double kNoTerm = 0x1p-60;
  SearchReals U[kSearchVectors];
  SearchReals M[kSearchVectors];
  SearchReals T[kSearchVectors];
  SearchCounts c[kSearchVectors] = {};
  std::memcpy(U, u, sizeof U);
  std::memcpy(M, mean, sizeof M);
  std::memcpy(T, term, sizeof T);
  SearchReals S[kSearchVectors];
  std::memcpy(S, T, sizeof S);
  for (int k = 1; k <= kLastCount; ++k) {
    SearchCounts active = {};
    const double reciprocal = kReciprocals.of[k];
    for (std::size_t v = 0; v < kSearchVectors; ++v) {
      const SearchCounts more = (U[v] >= S[v]) & (T[v] >= kNoTerm);
      c[v] -= more;
      active |= more;
      T[v] *= M[v] * reciprocal;
      S[v] += T[v];
    }
    if (k % 4 != 0) continue;
    std::int64_t lanes[kVectorBytes / sizeof(std::int64_t)];
    std::memcpy(lanes, &active, sizeof lanes);
    std::int64_t any = 0;
    for (std::int64_t lane : lanes)
      any |= lane;
    if (any == 0) break;
  }
  std::memcpy(count, c, sizeof c);
}

/// ln k! - k ln k + k for k < 16.
constexpr double kSmallRest[16] = {
    0.0,
    1.0,
    1.3068528194400547,
    1.4959226032237259,
    1.6328763858683831,
    1.7403021806115441,
    1.828694396641771,
    1.9037903176782212,
    1.9690705693065628,
    2.0268062840554952,
    2.0785616431350585,
    2.1254598450918099,
    2.1683346982058824,
    2.2078222061234453,
    2.2444185681250609,
    2.2785183673077406,
};

/// Transformed rejection (Hoermann 1993, "PTRS") without its squeeze, which would cost vectors more
/// than it saves. mean >= 10. The candidate k, or -1 if it lies outside the counts; height is what
/// its probability must reach.
inline double candidate(double mean, std::uint64_t place, std::uint64_t level,
                        double& height) noexcept {
  constexpr double kMostCount = 2.0 * kMostPoissonMean - 1.0;
  const double b = 0.931 + 2.53 * __builtin_sqrt(mean);
  const double a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const double u = below_one(place) - 0.5;
  const double edge = 0.5 - __builtin_fabs(u);
  const double k = __builtin_floor((2.0 * a / edge + b) * u + mean + 0.43);
  height = above_zero(level) * inverse_alpha / (a / (edge * edge) + b);
  const double least = k >= 0.0 ? k : -1.0;
  return least <= kMostCount ? least : -1.0;
}

/// ln(height / P(k)) for k >= 0; small_rest is kSmallRest of k where k < 16.
/// ln P(k) = -deviance - (ln k! - k ln k + k); the deviance k ln(k / mean) - k + mean without
/// cancellation (Loader 2000), the rest by the table or Stirling's series.
inline double excess(double mean, double k, double height, double small_rest) noexcept {
  const double x = (k - mean) / mean;
  const double ratio = k > 0.0 ? 1.0 + x : 1.0;
  const double lost = k > 0.0 ? x - (ratio - 1.0) : 0.0;
  const double deviance = mean * ((1.0 + x) * log_plus(ratio, lost) - x);
  const double large = k < 16.0 ? 16.0 : k;
  const double r = 1.0 / large;
  const double square = r * r;
  const double series =
      (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - square / 1680) * square) * square) * r;
  const double root = k < 16.0 ? 1.0 : 6.283185307179586 * k;  // squared
  const double rest = k < 16.0 ? small_rest : series;
  return 0.5 * log_plus(height * height * root, 0.0) + rest + deviance;
}

/// What the counts of a batch are drawn with.
struct PoissonPlace {
  BulkKey key;
  std::uint32_t first;  // neuron
  std::uint32_t step_low;
  std::uint32_t step_high;
};

/// Counts of the neurons `index` (n) of the batch, by rejection.
inline void count_by_rejection(const PoissonPlace& place, std::uint8_t* index, std::size_t n,
                               const double* mean, std::int32_t* out) noexcept {
  constexpr std::uint32_t kTries = 256;  // one candidate in four is rejected, at most
  alignas(64) std::uint64_t words[2 * kPoissonBatch];
  alignas(64) double means[kPoissonBatch];
  alignas(64) double k[kPoissonBatch];
  alignas(64) double height[kPoissonBatch];
  alignas(64) double rest[kPoissonBatch];
  for (std::size_t j = 0; j < n; ++j)
    out[index[j]] = static_cast<std::int32_t>(mean[index[j]]);
  for (std::uint32_t retry = 0; n > 0 && retry < kTries; ++retry) {
    const Ars ars(place.key, place.step_low, place.step_high, kFirstRejectionDraw + retry);
    for (std::size_t j = 0; j < n; ++j) {
      ars.one(place.first + index[j], words + 2 * j);
      means[j] = mean[index[j]];
    }
#pragma omp simd
    for (std::size_t j = 0; j < n; ++j)
      k[j] = candidate(means[j], words[2 * j], words[2 * j + 1], height[j]);
    for (std::size_t j = 0; j < n; ++j)
      rest[j] = k[j] >= 0.0 && k[j] < 16.0 ? kSmallRest[static_cast<int>(k[j])] : 0.0;
#pragma omp simd
    for (std::size_t j = 0; j < n; ++j) {
      const double possible = k[j] >= 0.0 ? k[j] : 0.0;
      const double above = excess(means[j], possible, height[j], rest[j]);
      k[j] = above <= 0.0 ? k[j] : -1.0;
    }
    std::size_t kept = 0;
    for (std::size_t j = 0; j < n; ++j) {
      const std::uint8_t i = index[j];
      const bool taken = k[j] >= 0.0;
      out[i] = taken ? static_cast<std::int32_t>(k[j]) : out[i];
      index[kept] = i;
      kept += taken ? 0 : 1;
    }
    n = kept;
  }
}

/// Counts of a batch of n <= kPoissonBatch neurons with the means given.
inline void count_each(const PoissonPlace& place, std::size_t n, const double* mean,
                       std::int32_t* out) noexcept {
  alignas(64) std::uint64_t words[kPoissonBatch];
  alignas(64) double u[kPoissonBatch];
  alignas(64) double small[kPoissonBatch] = {};  // means; 0 for others
  alignas(64) double term[kPoissonBatch];
  alignas(64) std::int64_t count[kPoissonBatch];
  std::uint8_t large[kPoissonBatch];
  std::size_t n_large = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const bool by_search = mean[i] < kSearchMean;
    small[i] = by_search ? mean[i] : 0.0;
    large[n_large] = static_cast<std::uint8_t>(i);
    n_large += by_search ? 0 : 1;
  }
  if (n_large < n) {
    const Ars ars(place.key, place.step_low, place.step_high, kSearchDraw);
    ars.groups<2 * kArsGroup>(place.first / 2, kPoissonBatch, words);
#pragma omp simd
    for (std::size_t i = 0; i < kPoissonBatch; ++i) {
      u[i] = below_one(words[i]);
      term[i] = exp_bounded(-small[i]);
    }
    for (std::size_t i = 0; i < n; i += kSearchGroup)
      search(u + i, small + i, term + i, count + i);
    for (std::size_t i = 0; i < n; ++i)
      out[i] = static_cast<std::int32_t>(count[i]);
  }
  count_by_rejection(place, large, n_large, mean, out);
}

}  // namespace

}  // namespace rheo
