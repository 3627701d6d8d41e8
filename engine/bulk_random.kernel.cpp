// Random numbers in bulk, compiled once per instruction set (bulk_random.cpp holds the tables).
#include "engine/bulk_random.h"
#include "engine/ars.h"
#include "engine/kernel_math.h"

namespace rheo::RHEO_ISA_NAMESPACE {
namespace {

constexpr std::size_t kChunk = 256;  // elements whose words stay in the first cache

// Distribution::Kind as numbers; bulk_random.cpp asserts them.
constexpr int kUniform = 0;
constexpr int kNormal = 1;
constexpr int kLognormal = 2;

/// Box and Muller (1958), in two loops, each with a shorter chain of operations to wait for than
/// one would have. The angle is a quarter turn less something, so that sine does.
inline void normal(double mean, double deviation, std::size_t n, const std::uint64_t* words,
                   double* x) noexcept {
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i)
    x[i] = -2.0 * log_plus(above_zero(words[2 * i]), 0.0);
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i) {
    const double turns = 0.25 - __builtin_fabs(below_one(words[2 * i + 1]) - 0.5);
    x[i] = mean + deviation * (__builtin_sqrt(x[i]) * sine_of_turns(turns));
  }
}

/// One value an element from its two words.
template <class Batch>
void transform(const Batch& a, std::size_t n, const std::uint64_t* words, double* x) noexcept {
  const double first = a.a;
  const double second = a.b;
  switch (a.kind) {
    case kUniform: {
      const double below = a.below;
#pragma omp simd
      for (std::size_t i = 0; i < n; ++i) {
        const double y = first + (second - first) * below_one(words[2 * i]);
        x[i] = y < below ? y : below;  // rounding may reach b
      }
      break;
    }
    case kNormal:
      normal(first, second, n, words, x);
      break;
    case kLognormal:
      normal(first, second, n, words, x);
#pragma omp simd
      for (std::size_t i = 0; i < n; ++i)
        x[i] = exp_bounded(x[i]);
      break;
    default:
#pragma omp simd
      for (std::size_t i = 0; i < n; ++i)
        x[i] = -first * log_plus(above_zero(words[2 * i]), 0.0);
  }
}

/// Draws again for those of the chunk (first, n) that lie out of bounds.
template <class Batch>
bool draw_again(const Batch& a, std::uint32_t first, std::size_t n, std::uint64_t* words,
                double* x) noexcept {
  std::uint16_t rest[kChunk];
  double y[kChunk];
  std::size_t n_rest = 0;
  for (std::size_t i = 0; i < n; ++i) {
    rest[n_rest] = static_cast<std::uint16_t>(i);
    n_rest += x[i] >= a.low && x[i] <= a.high ? 0 : 1;
  }
  for (std::uint32_t retry = 1; n_rest > 0; ++retry) {
    if (retry == kBulkTries) return false;
    const Ars ars(a.key, a.counter.c1, a.counter.c2, retry << 16 | a.counter.purpose);
    for (std::size_t j = 0; j < n_rest; ++j)
      ars.one(first + rest[j], words + 2 * j);
    transform(a, n_rest, words, y);
    std::size_t kept = 0;
    for (std::size_t j = 0; j < n_rest; ++j) {
      x[rest[j]] = y[j];
      rest[kept] = rest[j];
      kept += y[j] >= a.low && y[j] <= a.high ? 0 : 1;
    }
    n_rest = kept;
  }
  return true;
}

template <class Real>
bool draw(const DrawBatch<Real>& a) noexcept {
  const Ars ars(a.key, a.counter.c1, a.counter.c2, a.counter.purpose);
  const bool bounded = a.low > -__builtin_inf() || a.high < __builtin_inf();
  alignas(64) std::uint64_t words[2 * kChunk];
  alignas(64) double x[kChunk];
  for (std::size_t done = 0; done < a.n; done += kChunk) {
    const std::size_t n = a.n - done < kChunk ? a.n - done : kChunk;
    const std::uint32_t first = a.counter.first + static_cast<std::uint32_t>(done);
    ars.groups<kArsGroup>(first, n, words);
    transform(a, n, words, x);
    if (bounded && a.redraw && !draw_again(a, first, n, words, x)) return false;
    Real* __restrict out = a.out + done;
    if (bounded && !a.redraw) {
#pragma omp simd
      for (std::size_t i = 0; i < n; ++i) {
        const double y = x[i] < a.low ? a.low : x[i];
        out[i] = static_cast<Real>(y > a.high ? a.high : y);
      }
    } else {
#pragma omp simd
      for (std::size_t i = 0; i < n; ++i)
        out[i] = static_cast<Real>(x[i]);
    }
  }
  return true;
}

}  // namespace

void words(const BulkKey& key, std::uint32_t c0_first, std::uint32_t c1, std::uint32_t c2,
           std::uint32_t c3, std::size_t n_blocks, std::uint32_t* out) noexcept {
  const Ars ars(key, c1, c2, c3);
  const std::size_t whole = n_blocks / kArsGroup * kArsGroup;
  ars.groups<kArsGroup>(c0_first, whole, out);
  for (std::size_t i = whole; i < n_blocks; ++i)
    ars.one(c0_first + static_cast<std::uint32_t>(i), out + 4 * i);
}

bool draw_double(const DrawBatch<double>& a) noexcept {
  return draw(a);
}
bool draw_single(const DrawBatch<float>& a) noexcept {
  return draw(a);
}

}  // namespace rheo::RHEO_ISA_NAMESPACE
