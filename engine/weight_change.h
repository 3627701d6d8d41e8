#pragma once

#include <cstddef>

#include "engine/isa.h"

namespace rheo {

/// One rule's part in the change of a matrix W:
///   delta[i, j] = row[i] column[j] - decay[i] W[i, j].
struct WeightTerm {
  const double* row = nullptr;     // (n_rows)
  const double* decay = nullptr;   // (n_rows); null: none
  const double* column = nullptr;  // (n_columns)
};

/// W = (W + delta of the first term) + delta of the second ..., each delta from the W before. W
/// stands by columns, `stride` apart.
struct WeightChange {
  double* weights = nullptr;
  std::size_t n_rows = 0;
  std::size_t n_columns = 0;
  std::size_t stride = 0;
  const WeightTerm* terms = nullptr;  // (n_terms)
  std::size_t n_terms = 0;
};
using WeightChangeKernel = void (*)(const WeightChange&) noexcept;

WeightChangeKernel weight_change_kernel(Isa isa) noexcept;

}  // namespace rheo
