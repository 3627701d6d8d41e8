#include "engine/poisson.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>

namespace rheo {

#define RHEO_DECLARE_POISSON_KERNELS(isa)                        \
  namespace isa {                                                \
  void add_poisson_double(const PoissonBlock<double>&) noexcept; \
  void add_poisson_single(const PoissonBlock<float>&) noexcept;  \
  void count_poisson(const PoissonCounts&) noexcept;             \
  }
RHEO_DECLARE_POISSON_KERNELS(baseline)
RHEO_DECLARE_POISSON_KERNELS(avx2)
RHEO_DECLARE_POISSON_KERNELS(avx512)
#undef RHEO_DECLARE_POISSON_KERNELS

namespace {

/// An unevaluated sum with |low| at most half an ulp of high: about 106 bits (Dekker 1971). The
/// thresholds have 64, and the distribution is as exact as they are.
struct Pair {
  double high = 0;
  double low = 0;
};

/// a + b where |a| >= |b|.
Pair ordered_sum(double a, double b) {
  const double high = a + b;
  return {high, b - (high - a)};
}

Pair sum(double a, double b) {
  const double high = a + b;
  const double part = high - a;
  return {high, (a - (high - part)) + (b - part)};
}

/// The halves of a, 26 bits each.
Pair split(double a) {
  const double scaled = 134217729.0 * a;  // 2^27 + 1
  const double high = scaled - (scaled - a);
  return {high, a - high};
}

Pair product(double a, double b) {
  const double high = a * b;
  const Pair x = split(a);
  const Pair y = split(b);
  return {high, ((x.high * y.high - high) + x.high * y.low + x.low * y.high) + x.low * y.low};
}

Pair plus(Pair a, Pair b) {
  const Pair s = sum(a.high, b.high);
  return ordered_sum(s.high, s.low + (a.low + b.low));
}

Pair times(Pair a, double b) {
  const Pair p = product(a.high, b);
  return ordered_sum(p.high, p.low + a.low * b);
}

Pair over(Pair a, Pair b) {
  const double quotient = a.high / b.high;
  const Pair p = times(b, quotient);
  const double rest = (a.high - p.high) + (a.low - p.low);
  return ordered_sum(quotient, rest / b.high);
}

/// 2^64 p to the nearest; false if that is 2^64 or more. p >= 0.
bool fixed_point(Pair p, std::uint64_t& out) {
  const double high = 0x1p64 * p.high;
  const double whole = std::floor(high);
  const double rest = std::floor((high - whole) + 0x1p64 * p.low + 0.5);
  if (whole >= 0x1p64) {
    if (whole > 0x1p64 || rest >= 0) return false;
    out = 0 - static_cast<std::uint64_t>(-rest);
    return true;
  }
  out = static_cast<std::uint64_t>(whole) +
        static_cast<std::uint64_t>(static_cast<std::int64_t>(rest));
  return true;
}

/// Weights proportional to the probabilities of 0, 1, ..., kSize - 1, that of the mode being 1.
void fill_weights(double mean, Pair* weight) {
  const int mode = static_cast<int>(mean);
  weight[mode] = {1, 0};
  for (int k = mode; k > 0; --k)
    weight[k - 1] = over(times(weight[k], k), {mean, 0});
  for (int k = mode + 1; k < PoissonTable::kSize; ++k)
    weight[k] = over(times(weight[k - 1], mean), {static_cast<double>(k), 0});
}

}  // namespace

PoissonTable make_poisson_table(double mean) {
  assert(mean >= 0 && mean <= kMostSharedMean);
  PoissonTable table;
  std::fill(std::begin(table.upper), std::end(table.upper), PoissonTable::kTop);
  table.mean = mean;
  while (mean / table.parts > kMostTableMean)
    table.parts *= 2;  // a power of two, so that each part's mean is exact
  const double part = mean / table.parts;
  constexpr double kNothing = 0x1p-65;  // no draw of 64 bits tells it from 0
  if (part < kNothing) return table;
  Pair weight[PoissonTable::kSize];
  fill_weights(part, weight);
  Pair total;
  for (int k = PoissonTable::kSize - 1; k >= 0; --k)
    total = plus(total, weight[k]);
  Pair below;
  for (int k = 0; k < PoissonTable::kSize; ++k) {
    below = plus(below, weight[k]);
    std::uint64_t threshold = 0;
    if (!fixed_point(over(below, total), threshold)) break;
    table.threshold[table.n++] = threshold;
    const auto upper = static_cast<int>(threshold >> 48);
    if (upper < 0xffff) table.upper[table.n_upper++] = static_cast<std::int16_t>(upper - 0x8000);
  }
  assert(table.n_upper <= PoissonTable::kMostUpper);
  return table;
}

template <>
AddPoissonKernel<double> add_poisson_kernel<double>(Isa isa) noexcept {
  static constexpr KernelTable<AddPoissonKernel<double>> kTable{
      {baseline::add_poisson_double, avx2::add_poisson_double, avx512::add_poisson_double}};
  return kTable[isa];
}

template <>
AddPoissonKernel<float> add_poisson_kernel<float>(Isa isa) noexcept {
  static constexpr KernelTable<AddPoissonKernel<float>> kTable{
      {baseline::add_poisson_single, avx2::add_poisson_single, avx512::add_poisson_single}};
  return kTable[isa];
}

CountPoissonKernel count_poisson_kernel(Isa isa) noexcept {
  static constexpr KernelTable<CountPoissonKernel> kTable{
      {baseline::count_poisson, avx2::count_poisson, avx512::count_poisson}};
  return kTable[isa];
}

template <class Real>
void add_poisson(const PoissonTable& table, const BulkKey& key, std::uint32_t first,
                 std::int64_t step, int n, Real weight, Isa isa, Real* y) noexcept {
  PoissonBlock<Real> block;
  block.table = &table;
  block.key = key;
  block.first = first;
  block.step = step;
  block.n = n;
  block.weight = &weight;
  block.y = y;
  add_poisson_kernel<Real>(isa)(block);
}
template void add_poisson(const PoissonTable&, const BulkKey&, std::uint32_t, std::int64_t, int,
                          double, Isa, double*) noexcept;
template void add_poisson(const PoissonTable&, const BulkKey&, std::uint32_t, std::int64_t, int,
                          float, Isa, float*) noexcept;

}  // namespace rheo
