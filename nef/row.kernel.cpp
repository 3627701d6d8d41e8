// The inner loops of the solvers, compiled once per instruction set (row_kernels.cpp holds the
// table). A tile of rows x vectors is held in registers; its size depends on how many registers
// there are, the order of every single sum does not.
#include "nef/row_kernels.h"

#include <cstdint>

namespace rheo::RHEO_ISA_NAMESPACE {
namespace {

using Lanes = double __attribute__((vector_size(8 * kLanes)));
// As Lanes, at any address of a double.
using LooseLanes = double __attribute__((vector_size(8 * kLanes), aligned(8), may_alias));

#if defined(__AVX512F__)
constexpr std::size_t kTileRows = 4;
constexpr std::size_t kTileVectors = 4;
#elif defined(__AVX2__)
constexpr std::size_t kTileRows = 2;
constexpr std::size_t kTileVectors = 2;
#else
constexpr std::size_t kTileRows = 1;
constexpr std::size_t kTileVectors = 2;
#endif
constexpr std::size_t kTile = kTileRows * kTileVectors;
constexpr std::size_t kRowsOfOne = kTile < kRowGroup ? kTile : kRowGroup;  // with one vector

template <std::size_t kRows, std::size_t kVectors>
void dot_tile(const RowProduct& a, std::size_t row, std::size_t vector) noexcept {
  const double* rows = a.rows + row * a.row_stride;
  const double* vectors = a.vectors + vector * a.vector_stride;
  Lanes sum[kRows][kVectors] = {};
  for (std::size_t k = 0; k < a.length; k += kLanes) {
#pragma GCC unroll 16
    for (std::size_t r = 0; r < kRows; ++r) {
      const Lanes x = *reinterpret_cast<const LooseLanes*>(rows + r * a.row_stride + k);
#pragma GCC unroll 16
      for (std::size_t c = 0; c < kVectors; ++c) {
        sum[r][c] += x * *reinterpret_cast<const LooseLanes*>(vectors + c * a.vector_stride + k);
      }
    }
  }
  for (std::size_t r = 0; r < kRows; ++r) {
    for (std::size_t c = 0; c < kVectors; ++c) {
      const Lanes s = sum[r][c];
      a.products[(row + r) * a.product_stride + vector + c] +=
          ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
    }
  }
}

template <std::size_t kRows, std::size_t kVectors>
void dot_vectors(const RowProduct& a, std::size_t vector) noexcept {
  std::size_t row = 0;
  for (; row + kRows <= a.n_rows; row += kRows)
    dot_tile<kRows, kVectors>(a, row, vector);
  for (; row < a.n_rows; ++row)
    dot_tile<1, kVectors>(a, row, vector);
}

template <std::size_t kVectors>
void add_tile(const RowProduct& a, std::size_t vector) noexcept {
  for (std::size_t k = 0; k < a.length; k += kLanes) {
    Lanes sum[kVectors];
#pragma GCC unroll 16
    for (std::size_t c = 0; c < kVectors; ++c) {
      sum[c] = *reinterpret_cast<const LooseLanes*>(a.sums + (vector + c) * a.vector_stride + k);
    }
    for (std::size_t r = 0; r < a.n_rows; ++r) {
      const Lanes x = *reinterpret_cast<const LooseLanes*>(a.rows + r * a.row_stride + k);
      const double* product = a.products + r * a.product_stride + vector;
#pragma GCC unroll 16
      for (std::size_t c = 0; c < kVectors; ++c)
        sum[c] += x * product[c];
    }
#pragma GCC unroll 16
    for (std::size_t c = 0; c < kVectors; ++c) {
      *reinterpret_cast<LooseLanes*>(a.sums + (vector + c) * a.vector_stride + k) = sum[c];
    }
  }
}

/// RowExtent of every kLanes-th element.
struct Extents {
  using Counts = std::int64_t __attribute__((vector_size(8 * kLanes)));
  Lanes most = Lanes{} - __builtin_inf();
  Lanes magnitude = {};
  Lanes lost = {};     // not 0 where something is not finite
  Counts active = {};  // negative: less one for each element that is not 0

  void take(const Lanes& x) noexcept {
    const Lanes size = x < 0 ? -x : x;
    most = x > most ? x : most;
    magnitude = size > magnitude ? size : magnitude;
    lost += x * 0;
    active += x != 0;  // true is -1
  }
};

}  // namespace

RowExtent extent(const double* row, std::size_t length) noexcept {
  Extents by_lane;
  std::size_t k = 0;
  for (; k + kLanes <= length; k += kLanes) {
    const Lanes x = *reinterpret_cast<const LooseLanes*>(row + k);
    by_lane.take(x);
  }
  std::int64_t active = 0;
  if (k < length) {  // what is left, filled up with its last element
    Lanes rest;
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      rest[lane] = row[k + lane < length ? k + lane : length - 1];
    by_lane.take(rest);
    const auto filled = static_cast<std::int64_t>(k + kLanes - length);
    active -= row[length - 1] != 0 ? filled : 0;
  }
  RowExtent all{-__builtin_inf(), 0, 0};
  double lost = 0;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const double most = by_lane.most[lane];
    const double magnitude = by_lane.magnitude[lane];
    all.most = most > all.most ? most : all.most;
    all.magnitude = magnitude > all.magnitude ? magnitude : all.magnitude;
    lost += by_lane.lost[lane];
    active -= by_lane.active[lane];
  }
  if (lost != 0) all.magnitude = __builtin_inf();
  all.active = static_cast<std::size_t>(active);
  return all;
}

void dot_rows(const RowProduct& a) noexcept {
  std::size_t vector = 0;
  for (; vector + kTileVectors <= a.n_vectors; vector += kTileVectors)
    dot_vectors<kTileRows, kTileVectors>(a, vector);
  for (; vector < a.n_vectors; ++vector)
    dot_vectors<kRowsOfOne, 1>(a, vector);
}

void add_rows(const RowProduct& a) noexcept {
  std::size_t vector = 0;
  for (; vector + 4 <= a.n_vectors; vector += 4)
    add_tile<4>(a, vector);
  for (; vector + 2 <= a.n_vectors; vector += 2)
    add_tile<2>(a, vector);
  for (; vector < a.n_vectors; ++vector)
    add_tile<1>(a, vector);
}

}  // namespace rheo::RHEO_ISA_NAMESPACE
