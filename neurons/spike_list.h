#pragma once

#include <immintrin.h>

#include <cstdint>
#include <cstring>

// From flags, one byte a neuron (0 or 1), to ascending lists. For kernels: compiled once per
// instruction set, and without branches on single flags, which nobody can predict.
namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

/// Positions of the bits that are set in each of the 256 bytes, and how many they are.
struct BitTable {
  std::uint16_t position[256][8];
  std::uint8_t count[256];

  constexpr BitTable() : position(), count() {
    for (unsigned byte = 0; byte < 256; ++byte) {
      unsigned n = 0;
      for (std::uint16_t bit = 0; bit < 8; ++bit) {
        if ((byte >> bit & 1U) != 0U) position[byte][n++] = bit;
      }
      count[byte] = static_cast<std::uint8_t>(n);
    }
  }
};
constexpr BitTable kBits;

/// Flags of four bytes each -> one byte each.
inline void narrow_flags(int n, const std::int32_t* wide, std::uint8_t* flags) noexcept {
#pragma omp simd
  for (int i = 0; i < n; ++i)
    flags[i] = static_cast<std::uint8_t>(wide[i]);
}

/// Sixteen flags as bits, the first one lowest. By intrinsics that every x86-64 has: in plain C++
/// (multiplications that bring eight bits together) this took twice as long.
inline unsigned bits_of(const std::uint8_t* flags) noexcept {
  __m128i bytes;
  std::memcpy(&bytes, flags, 16);
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_slli_epi16(bytes, 7)));
}

/// Writes the positions of set flags to list (n) and returns how many there are. What follows them
/// in `list` is overwritten, up to n.
inline int list_flags(int n, const std::uint8_t* flags, std::uint16_t* list) noexcept {
  int k = 0;
  int i = 0;
  for (; i + 16 <= n; i += 16) {
    const unsigned bits = bits_of(flags + i);
    for (int half = 0; half < 2; ++half) {
      const unsigned byte = bits >> 8 * half & 255U;
      for (int j = 0; j < 8; ++j) {
        list[k + j] = static_cast<std::uint16_t>(i + 8 * half + kBits.position[byte][j]);
      }
      k += kBits.count[byte];
    }
  }
  for (; i < n; ++i) {
    list[k] = static_cast<std::uint16_t>(i);
    k += flags[i];
  }
  return k;
}

/// The same of 64 flags.
inline std::uint64_t bits_of_64(const std::uint8_t* flags) noexcept {
#if defined(__AVX512BW__)
  const __m512i bytes = _mm512_loadu_si512(flags);
  return _mm512_test_epi8_mask(bytes, bytes);
#else
  std::uint64_t bits = 0;
  for (int k = 0; k < 64; k += 16)
    bits |= std::uint64_t{bits_of(flags + k)} << k;
  return bits;
#endif
}

/// list_flags for flags that are hardly ever set: most of them are passed over 64 at a time.
inline int list_rare_flags(int n, const std::uint8_t* flags, std::uint16_t* list) noexcept {
  int k = 0;
  int i = 0;
  for (; i + 64 <= n; i += 64) {
    for (std::uint64_t bits = bits_of_64(flags + i); bits != 0; bits &= bits - 1)
      list[k++] = static_cast<std::uint16_t>(i + __builtin_ctzll(bits));
  }
  for (; i < n; ++i) {
    if (flags[i] != 0) list[k++] = static_cast<std::uint16_t>(i);
  }
  return k;
}

/// list_flags for flags of which few are set: 16 at a time, one of which may be set without a
/// branch.
inline int list_few_flags(int n, const std::uint8_t* flags, std::uint16_t* list) noexcept {
  int k = 0;
  int i = 0;
  for (; i + 16 <= n; i += 16) {
    unsigned bits = bits_of(flags + i);
    list[k] = static_cast<std::uint16_t>(i + __builtin_ctz(bits | 0x10000U));
    k += bits != 0;
    for (bits &= bits - 1; bits != 0; bits &= bits - 1) {
      list[k] = static_cast<std::uint16_t>(i + __builtin_ctz(bits));
      ++k;
    }
  }
  for (; i < n; ++i) {
    list[k] = static_cast<std::uint16_t>(i);
    k += flags[i];
  }
  return k;
}

}  // namespace

}  // namespace rheo::RHEO_ISA_NAMESPACE
