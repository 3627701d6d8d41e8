#pragma once

#include <cstddef>

#include "engine/isa.h"

namespace rheo {

/// Lanes of a sum: element k of a row goes to lane k mod 8, on every instruction set, so that all
/// give the same bits. Rows are padded with zeros to a multiple of it.
inline constexpr std::size_t kLanes = 8;

/// Rows that callers hand over together, so that they stay in the cache between the way there and
/// the way back.
inline constexpr std::size_t kRowGroup = 8;

/// Rows of a matrix and a few vectors along its columns. `length` is a multiple of kLanes.
struct RowProduct {
  const double* rows = nullptr;  // (n_rows, row_stride)
  std::size_t n_rows = 0;
  std::size_t row_stride = 0;
  const double* vectors = nullptr;  // (n_vectors, vector_stride)
  std::size_t n_vectors = 0;
  std::size_t vector_stride = 0;
  std::size_t length = 0;
  double* products = nullptr;  // (n_rows, product_stride)
  std::size_t product_stride = 0;
  double* sums = nullptr;  // (n_vectors, vector_stride)
};
using RowKernel = void (*)(const RowProduct&) noexcept;

/// What there is to know of one row, padding aside.
struct RowExtent {
  double most = 0;         // -infinity for a row of no elements
  double magnitude = 0;    // infinity if an element is not finite
  std::size_t active = 0;  // elements that are not 0
};
using ExtentKernel = RowExtent (*)(const double* row, std::size_t length) noexcept;
ExtentKernel extent_kernel(Isa isa) noexcept;

/// products[r, c] += sum over k of rows[r, k] vectors[c, k].
RowKernel dot_rows_kernel(Isa isa) noexcept;

/// sums[c, k] += rows[r, k] products[r, c], rows in ascending order.
RowKernel add_rows_kernel(Isa isa) noexcept;

}  // namespace rheo
