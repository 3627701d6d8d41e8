#include "engine/bulk_random.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <string>

#include "engine/error.h"
#include "engine/hash.h"
#include "engine/random.h"
#include "engine/value.h"

namespace rheo {

#define RHEO_DECLARE_BULK_KERNELS(isa)                                                   \
  namespace isa {                                                                        \
  void words(const BulkKey&, std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t, \
             std::size_t, std::uint32_t*) noexcept;                                      \
  bool draw_double(const DrawBatch<double>&) noexcept;                                   \
  bool draw_single(const DrawBatch<float>&) noexcept;                                    \
  }
RHEO_DECLARE_BULK_KERNELS(baseline)
RHEO_DECLARE_BULK_KERNELS(avx2)
RHEO_DECLARE_BULK_KERNELS(avx512)
#undef RHEO_DECLARE_BULK_KERNELS

namespace {

using Kind = Distribution::Kind;
// What the kernels take them for.
static_assert(static_cast<int>(Kind::uniform) == 0 && static_cast<int>(Kind::normal) == 1 &&
              static_cast<int>(Kind::lognormal) == 2 && static_cast<int>(Kind::exponential) == 3);

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string bounds_text(double low, double high) {
  const auto text = [](double x) {
    return std::isinf(x) ? "inf" : std::to_string(x);
  };
  return "[" + std::string(low < 0 && std::isinf(low) ? "-" : "") + text(low) + ", " + text(high) +
         "]";
}

template <class Real>
void draw_into(const Distribution& d, const BulkKey& key, const BulkCounter& counter, Isa isa,
               std::size_t n, Real* out) {
  DrawBatch<Real> batch;
  batch.kind = static_cast<int>(d.kind);
  batch.a = d.a;
  batch.b = d.b;
  batch.low = d.min.value_or(-kInfinity);
  batch.high = d.max.value_or(kInfinity);
  batch.below = d.a < d.b ? std::nextafter(d.b, d.a) : d.b;
  batch.redraw = d.redraw;
  batch.key = key;
  batch.counter = counter;
  batch.n = n;
  batch.out = out;
  if (draw_kernel<Real>(isa)(batch)) return;
  throw ConfigError({Problem{.path = {},
                             .what = "no value within " + bounds_text(batch.low, batch.high) +
                                     " in " + std::to_string(kBulkTries) + " draws",
                             .rule = "the bounds must leave a fair part of the distribution",
                             .remedy = "widen min and max, or use clip instead of redraw",
                             .where = {}}});
}

}  // namespace

BulkKey bulk_key(const DrawKey& key) noexcept {
  // Each half takes part of the other, so that neither a common seed nor a common stream shows.
  constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15ULL;
  const std::uint64_t low = mix64(key.seed ^ mix64(key.stream + kOdd));
  return {low, mix64(key.stream ^ mix64(low + kOdd))};
}

WordsKernel words_kernel(Isa isa) noexcept {
  static constexpr KernelTable<WordsKernel> kTable{{baseline::words, avx2::words, avx512::words}};
  return kTable[isa];
}

template <>
DrawKernel<double> draw_kernel<double>(Isa isa) noexcept {
  static constexpr KernelTable<DrawKernel<double>> kTable{
      {baseline::draw_double, avx2::draw_double, avx512::draw_double}};
  return kTable[isa];
}

template <>
DrawKernel<float> draw_kernel<float>(Isa isa) noexcept {
  static constexpr KernelTable<DrawKernel<float>> kTable{
      {baseline::draw_single, avx2::draw_single, avx512::draw_single}};
  return kTable[isa];
}

std::array<std::uint32_t, 4> bulk_words(const BulkKey& key, std::uint32_t c0, std::uint32_t c1,
                                        std::uint32_t c2, std::uint32_t c3) noexcept {
  std::array<std::uint32_t, 4> out;
  baseline::words(key, c0, c1, c2, c3, 1, out.data());
  return out;
}

void draw_bulk(const Distribution& distribution, const BulkKey& key, const BulkCounter& counter,
               Isa isa, std::size_t n, double* out) {
  draw_into(distribution, key, counter, isa, n, out);
}

void draw_bulk(const Distribution& distribution, const BulkKey& key, const BulkCounter& counter,
               Isa isa, std::size_t n, float* out) {
  draw_into(distribution, key, counter, isa, n, out);
}

void draw_indices(const BulkKey& key, const BulkCounter& counter, Isa isa, std::uint32_t bound,
                  std::size_t n, std::uint32_t* out) {
  assert(bound >= 1);
  constexpr std::size_t kBlocks = 256;
  const WordsKernel words = words_kernel(isa);
  const std::size_t each = bound <= kShortIndex ? 4 : 2;  // indices from a block
  std::uint32_t word[4 * kBlocks];
  for (std::size_t first = 0; first < n; first += each * kBlocks) {
    const std::size_t part = std::min(each * kBlocks, n - first);
    const auto block = static_cast<std::uint32_t>(first / each);
    words(key, counter.first + block, counter.c1, counter.c2, counter.purpose,
          (part + each - 1) / each, word);
    if (each == 4) {
      for (std::size_t i = 0; i < part; ++i)
        out[first + i] = index_from_word(word[i], bound);
    } else {
      for (std::size_t i = 0; i < part; ++i) {
        const std::uint64_t upper = word[2 * i + 1];
        const std::uint64_t index = index_from_long_word(upper << 32 | word[2 * i], bound);
        out[first + i] = static_cast<std::uint32_t>(index);
      }
    }
  }
}

}  // namespace rheo
