#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/isa.h"

namespace rheo {

struct DrawKey;
struct Distribution;

/// Random numbers in bulk: ARS4x32-7 (Salmon et al. 2011), seven AES rounds on a 128-bit counter,
/// with AES instructions where the kernels have them and the same bits from tables elsewhere. As
/// with engine/random.h a draw is a pure function of key and counter. Philox (random_words) serves
/// single draws; this serves what is drawn by the million: synapses, and the drive of each step.
struct BulkKey {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

/// The bulk key of a key: one to one, and spread over all bits, so that seeds 1, 2, 3 do not give
/// related keys.
BulkKey bulk_key(const DrawKey& key) noexcept;

/// Blocks of four words for counters (c0_first + i, c1, c2, c3), i = 0 ... n_blocks - 1; the first
/// word of the counter wraps modulo 2^32. Word 0 is the least significant.
using WordsKernel = void (*)(const BulkKey& key, std::uint32_t c0_first, std::uint32_t c1,
                             std::uint32_t c2, std::uint32_t c3, std::size_t n_blocks,
                             std::uint32_t* out /* (n_blocks, 4) */) noexcept;
WordsKernel words_kernel(Isa isa) noexcept;

/// The block of one counter.
std::array<std::uint32_t, 4> bulk_words(const BulkKey& key, std::uint32_t c0, std::uint32_t c1,
                                        std::uint32_t c2, std::uint32_t c3) noexcept;

/// Where a batch stands among the counters of its key. Element i of draw_bulk has the counter
///   (first + i, c1, c2, retry x 2^16 + purpose);
/// two batches of one key that overlap in all four have the same draws.
struct BulkCounter {
  std::uint32_t first = 0;
  std::uint32_t c1 = 0;
  std::uint32_t c2 = 0;
  std::uint16_t purpose = 0;
};

/// Draws from `distribution`, bounds respected: out (n). Element i depends on key and counter
/// (first + i, ...) alone, whatever the batch and the instruction set. Uniform and exponential
/// numbers are steps of 2^-52 apart (before scaling), normal ones reach 8.4 standard deviations
/// (Box and Muller 1958) and are right to 1e-12. A lognormal number saturates at exp(+-708). The
/// float form is the double one, rounded (a bound may be passed by that rounding).
/// Throws ConfigError if `redraw` finds no value within the bounds in 1000 tries.
void draw_bulk(const Distribution& distribution, const BulkKey& key, const BulkCounter& counter,
               Isa isa, std::size_t n, double* out);
void draw_bulk(const Distribution& distribution, const BulkKey& key, const BulkCounter& counter,
               Isa isa, std::size_t n, float* out);

/// floor(word x bound / 2^32): an index in [0, bound), bound >= 1. No index is more than
/// bound / 2^32 more likely than another, relatively; none at all if bound is a power of two.
[[gnu::always_inline]] constexpr std::uint32_t index_from_word(std::uint32_t word,
                                                               std::uint32_t bound) noexcept {
  return static_cast<std::uint32_t>(static_cast<std::uint64_t>(word) * bound >> 32);
}

/// floor(word x bound / 2^64), bound >= 1: the same from 64 bits, with a bias of bound / 2^64.
[[gnu::always_inline]] constexpr std::uint64_t index_from_long_word(std::uint64_t word,
                                                                    std::uint64_t bound) noexcept {
  return static_cast<std::uint64_t>(static_cast<unsigned __int128>(word) * bound >> 64);
}

/// Up to this bound draw_indices takes 32 bits an index, beyond it 64 (bias below 2^-32).
inline constexpr std::uint32_t kShortIndex = 1u << 16;

/// Indices in [0, bound), bound >= 1: out (n). Element i comes from word i % 4 of the block with
/// counter (first + i / 4, c1, c2, purpose) where bound <= kShortIndex, else from the words
/// 2 (i % 2) and 2 (i % 2) + 1 (the upper half) of the block (first + i / 2, c1, c2, purpose).
void draw_indices(const BulkKey& key, const BulkCounter& counter, Isa isa, std::uint32_t bound,
                  std::size_t n, std::uint32_t* out);

// What the kernels are given; callers use the functions above.

/// One batch for a kernel. `kind` is Distribution::Kind as a number.
template <class Real>
struct DrawBatch {
  int kind = 0;
  double a = 0;
  double b = 0;
  double low = 0;    // bounds; -inf and inf where there are none
  double high = 0;   //
  double below = 0;  // uniform: the largest number below b
  bool redraw = false;
  BulkKey key;
  BulkCounter counter;
  std::size_t n = 0;
  Real* out = nullptr;  // (n)
};
/// False: some element found no value within its bounds in kBulkTries tries.
template <class Real>
using DrawKernel = bool (*)(const DrawBatch<Real>&) noexcept;
inline constexpr std::uint32_t kBulkTries = 1000;

template <class Real>
DrawKernel<Real> draw_kernel(Isa isa) noexcept;

}  // namespace rheo
