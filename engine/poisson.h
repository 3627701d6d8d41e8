#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/bulk_random.h"
#include "engine/isa.h"

namespace rheo {

/// Poisson counts, one a neuron and step: the sum of many independent sources that fire at random.
/// The count of neuron i in step k is a pure function of (key, i, k): batches may be cut anywhere
/// at multiples of kPoissonGroup neurons. Kernels take at most 1024 neurons (a block) at a time.
///
/// Counters under the key, which is for nothing else: (i / 8, step, step >> 32 | part << 16, 0) for
/// the 16-bit draws of a table and (i, ..., 1) for their ties; (i / 2, step, step >> 32, 2) and
/// (i, step, step >> 32, 3 + retry) where means differ.
inline constexpr std::uint32_t kPoissonGroup = 8;
inline constexpr std::int64_t kMostPoissonStep = std::int64_t{1} << 48;

/// The largest mean that one table holds; a table of a larger mean is drawn from `parts` times and
/// added up, each time with mean / parts.
inline constexpr double kMostTableMean = 32;
/// The largest mean of a PoissonTable (8 parts). Beyond, means go the way of means that differ.
inline constexpr double kMostSharedMean = 256;
/// The largest mean that is counted at all.
inline constexpr double kMostPoissonMean = 0x1p30;

/// The distribution function of one mean, for a population in which it is the same for all neurons.
/// With a uniform draw u of 64 bits the count is the number of thresholds t with u >= t: exact to
/// 2^-64. Kernels compare the upper 16 bits of u, and ask for the other 48 only where they are
/// equal to those of a threshold.
struct PoissonTable {
  static constexpr int kSize = 128;
  static constexpr int kMostUpper = 63;  // of kMostTableMean
  static constexpr std::int16_t kTop = 0x7fff;
  double mean = 0;  // of the sum of all parts
  int parts = 1;
  int n = 0;                            // thresholds
  int n_upper = 0;                      // those below 0xffff of the upper 16 bits, <= kMostUpper
  std::uint64_t threshold[kSize] = {};  // (n) 2^64 P(count <= k), rounded
  // (n_upper) upper 16 bits - 2^15; then kTop, which those have that are not among them
  std::int16_t upper[kSize] = {};
};

/// The table of a mean in [0, kMostSharedMean].
PoissonTable make_poisson_table(double mean);

/// y[i] += weight x count of neuron first + i, i = 0 ... n - 1.
///
/// Means of their own go by adding up probabilities below 32, by transformed rejection (Hoermann
/// 1993) above: exact up to the rounding of doubles, 2^-52. The draws are others than with a table.
template <class Real>
struct PoissonBlock {
  const PoissonTable* table = nullptr;  // one mean for all, or null:
  const double* mean = nullptr;         // (n) each its own, 0 <= mean <= kMostPoissonMean
  BulkKey key;
  std::uint32_t first = 0;  // multiple of kPoissonGroup
  std::int64_t step = 0;    // 0 <= step < kMostPoissonStep
  int n = 0;                // <= 1024
  bool one_weight = true;
  const Real* weight = nullptr;  // (1) or (n)
  Real* y = nullptr;             // (n)
};
template <class Real>
using AddPoissonKernel = void (*)(const PoissonBlock<Real>&) noexcept;
template <class Real>
AddPoissonKernel<Real> add_poisson_kernel(Isa isa) noexcept;

/// The counts themselves: out (n) for the neurons first ... first + n - 1. Either `table` or
/// `mean` as in PoissonBlock.
struct PoissonCounts {
  const PoissonTable* table = nullptr;
  const double* mean = nullptr;  // (n)
  BulkKey key;
  std::uint32_t first = 0;  // multiple of kPoissonGroup
  std::int64_t step = 0;
  int n = 0;                    // <= 1024
  std::int32_t* out = nullptr;  // (n)
};
using CountPoissonKernel = void (*)(const PoissonCounts&) noexcept;
CountPoissonKernel count_poisson_kernel(Isa isa) noexcept;

/// The kernel above for a block with one mean and one weight.
template <class Real>
void add_poisson(const PoissonTable& table, const BulkKey& key, std::uint32_t first,
                 std::int64_t step, int n, Real weight, Isa isa, Real* y) noexcept;

}  // namespace rheo
