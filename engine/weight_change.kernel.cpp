// Learned weights take up their changes, compiled once per instruction set (weight_change.cpp holds
// the table).
#include "engine/weight_change.h"

namespace rheo::RHEO_ISA_NAMESPACE {
namespace {

constexpr std::size_t kRows = 256;  // of a column, kept as they were while terms are added

std::size_t least(std::size_t a, std::size_t b) noexcept {
  return a < b ? a : b;
}

// Decoders of a one-dimensional value: the columns are neighbours.
void one_row(const WeightChange& a) noexcept {
  const WeightTerm& t = a.terms[0];
  const double row = t.row[0];
  const double* __restrict column = t.column;
  double* __restrict w = a.weights;
  if (t.decay == nullptr) {
#pragma omp simd
    for (std::size_t j = 0; j < a.n_columns; ++j)
      w[j] += row * column[j];
    return;
  }
  const double decay = t.decay[0];
#pragma omp simd
  for (std::size_t j = 0; j < a.n_columns; ++j)
    w[j] += row * column[j] - decay * w[j];
}

void one_term(const WeightChange& a) noexcept {
  const WeightTerm& t = a.terms[0];
  const double* __restrict row = t.row;
  const double* __restrict decay = t.decay;
  for (std::size_t j = 0; j < a.n_columns; ++j) {
    double* __restrict w = a.weights + j * a.stride;
    const double x = t.column[j];
    if (decay == nullptr) {
      if (x == 0) continue;
#pragma omp simd
      for (std::size_t i = 0; i < a.n_rows; ++i)
        w[i] += row[i] * x;
    } else {
#pragma omp simd
      for (std::size_t i = 0; i < a.n_rows; ++i)
        w[i] += row[i] * x - decay[i] * w[i];
    }
  }
}

void add_term(const WeightTerm& t, std::size_t first, std::size_t n, double x,
              const double* __restrict before, double* __restrict w) noexcept {
  const double* __restrict row = t.row + first;
  if (t.decay == nullptr) {
#pragma omp simd
    for (std::size_t i = 0; i < n; ++i)
      w[i] += row[i] * x;
    return;
  }
  const double* __restrict decay = t.decay + first;
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i)
    w[i] += row[i] * x - decay[i] * before[i];
}

}  // namespace

void change_weights(const WeightChange& a) noexcept {
  if (a.n_terms == 0) return;
  if (a.n_terms == 1) {
    if (a.n_rows == 1 && a.stride == 1) {
      one_row(a);
    } else {
      one_term(a);
    }
    return;
  }
  double before[kRows];
  for (std::size_t j = 0; j < a.n_columns; ++j) {
    for (std::size_t first = 0; first < a.n_rows; first += kRows) {
      const std::size_t n = least(kRows, a.n_rows - first);
      double* w = a.weights + j * a.stride + first;
      for (std::size_t i = 0; i < n; ++i)
        before[i] = w[i];
      for (std::size_t t = 0; t < a.n_terms; ++t)
        add_term(a.terms[t], first, n, a.terms[t].column[j], before, w);
    }
  }
}

}  // namespace rheo::RHEO_ISA_NAMESPACE
