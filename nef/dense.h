#pragma once

#include <cstddef>
#include <vector>

#include "nef/activities.h"

namespace rheo {

/// A dense matrix, column-major, as Eigen has it.
struct Dense {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<double> data;  // (columns, rows)
  Dense(std::size_t r, std::size_t c) : rows(r), columns(c), data(r * c, 0.0) {}
  double& operator()(std::size_t i, std::size_t j) { return data[j * rows + i]; }
  double operator()(std::size_t i, std::size_t j) const { return data[j * rows + i]; }
};

/// Products of all pairs of `n` rows (n, stride): symmetric (n, n), in blocks on `threads` threads.
Dense gram(const double* rows, std::size_t n, std::size_t stride, const SolveResources& resources);

/// Overwrites the lower triangle of G by its Cholesky factor. False if G is singular to working
/// precision or not positive.
bool factor_cholesky(Dense& G);
/// Solves G X = B in place, given the factor of G.
void solve_factored(const Dense& factor, Dense& B);

/// Least squares of the least norm: singular values below rcond times the largest count as 0.
Dense solve_least_norm(const Dense& A, const Dense& B, double rcond);

/// Least squares of full rank, by Householder reflections.
std::vector<double> solve_full_rank(const Dense& A, const std::vector<double>& b);

}  // namespace rheo
