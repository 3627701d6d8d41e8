#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __AES__
#include <immintrin.h>
#endif

#include "engine/bulk_random.h"
#include "engine/isa.h"

// ARS4x32-7 (Salmon et al. 2011): the counter is added (xor) to the key, then come seven rounds of
// AES (FIPS 197), the last without MixColumns, whose round keys are key + r x (golden ratio,
// sqrt(3) - 1), each half modulo 2^64. For kernels, which may share no inline function: one copy in
// each file that includes it.
namespace rheo {

namespace {

constexpr int kArsRounds = 7;
constexpr std::size_t kArsGroup = 8;  // blocks together, which hides the latency of a round
constexpr std::uint64_t kWeylLow = 0x9e3779b97f4a7c15ULL;
constexpr std::uint64_t kWeylHigh = 0xbb67ae8584caa73bULL;

#ifdef __AES__

/// The generator under one key, and all but the first word of the counter. (Two names, since gcovr
/// takes functions of one name in a file for one.)
class ArsByInstructions {
 public:
  ArsByInstructions(const BulkKey& key, std::uint32_t c1, std::uint32_t c2,
                    std::uint32_t c3) noexcept
      : rest_(_mm_set_epi32(static_cast<int>(c3), static_cast<int>(c2), static_cast<int>(c1), 0)) {
    const __m128i weyl =
        _mm_set_epi64x(static_cast<long long>(kWeylHigh), static_cast<long long>(kWeylLow));
    key_[0] = _mm_set_epi64x(static_cast<long long>(key.high), static_cast<long long>(key.low));
    for (int r = 1; r <= kArsRounds; ++r)
      key_[r] = _mm_add_epi64(key_[r - 1], weyl);
  }

  /// The block of c0: 16 bytes at out.
  void one(std::uint32_t c0, void* out) const noexcept {
    __m128i v = _mm_or_si128(rest_, _mm_cvtsi32_si128(static_cast<int>(c0)));
    v = _mm_xor_si128(v, key_[0]);
    for (int r = 1; r < kArsRounds; ++r)
      v = _mm_aesenc_si128(v, key_[r]);
    v = _mm_aesenclast_si128(v, key_[kArsRounds]);
    _mm_storeu_si128(static_cast<__m128i*>(out), v);
  }

  /// The blocks of c0, c0 + 1, ... for n things, of which a group of 8 blocks serves kServed: whole
  /// groups, each 128 bytes at out.
  template <std::size_t kServed>
  void groups(std::uint32_t c0, std::size_t n, void* out) const noexcept {
    auto* place = static_cast<__m128i*>(out);
#ifdef __AVX512F__
    if (has_wide_aes()) return wide_groups<kServed>(c0, n, place);
#endif
    for (std::size_t i = 0; i < n; i += kServed) {
      group(c0, place);
      c0 += kArsGroup;
      place += kArsGroup;
    }
  }

 private:
  void group(std::uint32_t c0, __m128i* out) const noexcept {
    __m128i v[kArsGroup];
    for (std::size_t i = 0; i < kArsGroup; ++i) {
      const auto word = static_cast<int>(c0 + static_cast<std::uint32_t>(i));
      v[i] = _mm_xor_si128(_mm_or_si128(rest_, _mm_cvtsi32_si128(word)), key_[0]);
    }
    for (int r = 1; r < kArsRounds; ++r) {
      for (__m128i& x : v)
        x = _mm_aesenc_si128(x, key_[r]);
    }
    for (std::size_t i = 0; i < kArsGroup; ++i)
      _mm_storeu_si128(out + i, _mm_aesenclast_si128(v[i], key_[kArsRounds]));
  }

#ifdef __AVX512F__
  /// Four blocks an instruction, two groups at a time to hide the latency.
  template <std::size_t kServed>
  [[gnu::target("vaes"), gnu::noinline]] void wide_groups(std::uint32_t c0, std::size_t n,
                                                          __m128i* out) const noexcept {
    constexpr std::size_t kWide = 4;  // blocks
    constexpr __mmask16 kFirstWords = 0x1111;
    constexpr __mmask16 kAll = 0xffff;  // the form without a mask makes g++ 12 warn
    __m512i key[kArsRounds + 1];
    for (int r = 0; r <= kArsRounds; ++r)
      key[r] = _mm512_maskz_broadcast_i32x4(kAll, key_[r]);
    const __m512i rest = _mm512_maskz_broadcast_i32x4(kAll, rest_);
    const __m512i place = _mm512_set_epi32(0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0);
    for (std::size_t i = 0; i < n; i += 2 * kServed) {
      __m512i v[2 * kArsGroup / kWide];
      for (__m512i& x : v) {
        const __m512i word = _mm512_maskz_set1_epi32(kFirstWords, static_cast<int>(c0));
        x = _mm512_xor_si512(_mm512_or_si512(rest, _mm512_add_epi32(word, place)), key[0]);
        c0 += kWide;
      }
      for (int r = 1; r < kArsRounds; ++r) {
        for (__m512i& x : v)
          x = _mm512_aesenc_epi128(x, key[r]);
      }
      const std::size_t vectors = (i + kServed < n ? 2 : 1) * kArsGroup / kWide;
      for (std::size_t k = 0; k < vectors; ++k)
        _mm512_storeu_si512(out + k * kWide, _mm512_aesenclast_epi128(v[k], key[kArsRounds]));
      out += 2 * kArsGroup;
    }
  }
#endif

  __m128i rest_;
  __m128i key_[kArsRounds + 1];
};

using Ars = ArsByInstructions;

#else

/// SubBytes, and SubBytes with MixColumns for a byte in the first row of its column.
struct AesTables {
  std::uint8_t box[256];
  std::uint32_t mixed[256];
};

constexpr std::uint8_t rotate_byte(std::uint8_t x, int n) noexcept {
  return static_cast<std::uint8_t>(x << n | x >> (8 - n));
}

/// x times 2 in the field of AES.
constexpr std::uint8_t twice(std::uint8_t x) noexcept {
  return static_cast<std::uint8_t>(x << 1 ^ ((x & 0x80) != 0 ? 0x1b : 0));
}

constexpr AesTables make_aes_tables() noexcept {
  AesTables t{};
  std::uint8_t p = 1;  // runs over the powers of 3, which are all elements but 0
  std::uint8_t q = 1;  // 1 / p
  do {
    p = static_cast<std::uint8_t>(p ^ twice(p));
    q = static_cast<std::uint8_t>(q ^ q << 1);  // divided by 3
    q = static_cast<std::uint8_t>(q ^ q << 2);
    q = static_cast<std::uint8_t>(q ^ q << 4);
    q = static_cast<std::uint8_t>(q ^ ((q & 0x80) != 0 ? 0x09 : 0));
    const int affine =
        q ^ rotate_byte(q, 1) ^ rotate_byte(q, 2) ^ rotate_byte(q, 3) ^ rotate_byte(q, 4) ^ 0x63;
    t.box[p] = static_cast<std::uint8_t>(affine);
  } while (p != 1);
  t.box[0] = 0x63;
  for (int x = 0; x < 256; ++x) {
    const std::uint32_t s = t.box[x];
    const std::uint32_t s2 = twice(t.box[x]);
    t.mixed[x] = s2 | s << 8 | s << 16 | (s2 ^ s) << 24;
  }
  return t;
}

constexpr AesTables kAes = make_aes_tables();

/// The byte of row `row` that ShiftRows brings to the column: from `row` columns on.
constexpr std::uint32_t shifted_byte(const std::uint32_t* v, int column, int row) noexcept {
  return v[(column + row) % 4] >> (8 * row) & 0xff;
}

constexpr std::uint32_t rotate(std::uint32_t x, int n) noexcept {
  return n == 0 ? x : x << n | x >> (32 - n);
}

/// A round of AES on the columns v (4), row 0 in the lowest byte.
inline void aes_round(std::uint32_t* v, const std::uint32_t* key) noexcept {
  std::uint32_t next[4];
  for (int column = 0; column < 4; ++column) {
    std::uint32_t x = key[column];
    for (int row = 0; row < 4; ++row)
      x ^= rotate(kAes.mixed[shifted_byte(v, column, row)], 8 * row);
    next[column] = x;
  }
  std::memcpy(v, next, sizeof next);
}

/// The last round, without MixColumns.
inline void aes_last_round(std::uint32_t* v, const std::uint32_t* key) noexcept {
  std::uint32_t next[4];
  for (int column = 0; column < 4; ++column) {
    std::uint32_t x = key[column];
    for (int row = 0; row < 4; ++row)
      x ^= static_cast<std::uint32_t>(kAes.box[shifted_byte(v, column, row)]) << (8 * row);
    next[column] = x;
  }
  std::memcpy(v, next, sizeof next);
}

class ArsByTables {
 public:
  ArsByTables(const BulkKey& key, std::uint32_t c1, std::uint32_t c2, std::uint32_t c3) noexcept
      : rest_{0, c1, c2, c3} {
    std::uint64_t low = key.low;
    std::uint64_t high = key.high;
    for (auto& k : key_) {
      k[0] = static_cast<std::uint32_t>(low);
      k[1] = static_cast<std::uint32_t>(low >> 32);
      k[2] = static_cast<std::uint32_t>(high);
      k[3] = static_cast<std::uint32_t>(high >> 32);
      low += kWeylLow;
      high += kWeylHigh;
    }
  }

  void one(std::uint32_t c0, void* out) const noexcept {
    std::uint32_t v[4] = {c0 ^ key_[0][0], rest_[1] ^ key_[0][1], rest_[2] ^ key_[0][2],
                          rest_[3] ^ key_[0][3]};
    for (int r = 1; r < kArsRounds; ++r)
      aes_round(v, key_[r]);
    aes_last_round(v, key_[kArsRounds]);
    std::memcpy(out, v, sizeof v);
  }

  template <std::size_t kServed>
  void groups(std::uint32_t c0, std::size_t n, void* out) const noexcept {
    auto* place = static_cast<unsigned char*>(out);
    for (std::size_t i = 0; i < n; i += kServed) {
      for (std::size_t k = 0; k < kArsGroup; ++k) {
        one(c0++, place);
        place += 16;
      }
    }
  }

 private:
  std::uint32_t rest_[4];
  std::uint32_t key_[kArsRounds + 1][4];
};

using Ars = ArsByTables;

#endif

}  // namespace

}  // namespace rheo
