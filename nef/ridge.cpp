#include "nef/ridge.h"

#include <algorithm>
#include <cmath>

#include "engine/error.h"
#include "nef/dense.h"
#include "nef/row_kernels.h"

namespace rheo {

namespace {

// Measured: below so many unknowns a column, Cholesky is the faster.
constexpr std::size_t kDirectPerColumn = 120;
constexpr std::size_t kDirectLeast = 256;
constexpr std::size_t kDirectMost = 4096;

ConfigError singular() {
  return ConfigError(
      {{.path = "solver",
        .what = "the activities of the neurons depend linearly on one another at the evaluation "
                "points",
        .rule = "without a penalty they must be independent",
        .remedy = "use lstsq_l2 with reg > 0, or lstsq; or give more evaluation points",
        .where = {}}});
}

Dense columns_of(const std::vector<double>& rows, std::size_t n, std::size_t columns) {
  Dense out(n, columns);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t c = 0; c < columns; ++c)
      out(i, c) = rows[i * columns + c];
  }
  return out;
}

std::vector<double> rows_of(const Dense& a) {
  std::vector<double> out(a.rows * a.columns);
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t c = 0; c < a.columns; ++c)
      out[i * a.columns + c] = a(i, c);
  }
  return out;
}

double penalty_of(const std::vector<double>& penalty, std::size_t i) {
  return penalty[penalty.size() == 1 ? 0 : i];
}

std::vector<double> primal(const Activities& A, const PointVectors& Y,
                           const std::vector<double>& penalty) {
  std::vector<double> scratch;
  const double* rows = A.rows(0, A.neurons(), scratch);
  Dense G = gram(rows, A.neurons(), A.stride(), A.resources());
  for (std::size_t i = 0; i < A.neurons(); ++i)
    G(i, i) += penalty_of(penalty, i);
  Dense B = columns_of(A.times_vectors(Y), A.neurons(), Y.columns);
  if (!factor_cholesky(G)) throw singular();
  solve_factored(G, B);
  return rows_of(B);
}

/// D = R^-1 A^T (A R^-1 A^T + I)^-1 Y, or with no penalty the D of least norm, A^T (A A^T)^-1 Y.
std::vector<double> dual(const Activities& A, const PointVectors& Y,
                         const std::vector<double>& penalty) {
  const bool free = penalty.size() == 1 && penalty[0] == 0;
  const auto root = [&](std::size_t i) {
    return free ? 1.0 : 1 / std::sqrt(penalty_of(penalty, i));
  };
  // Rows are points here: the matrix turned round, a neuron's column times its root.
  const std::size_t stride = (A.neurons() + kLanes - 1) / kLanes * kLanes;
  std::vector<double> turned(A.points() * stride, 0.0);
  std::vector<double> scratch;
  for (std::size_t i = 0; i < A.neurons(); ++i) {
    const double* row = A.rows(i, 1, scratch);
    for (std::size_t k = 0; k < A.points(); ++k)
      turned[k * stride + i] = root(i) * row[k];
  }
  Dense G = gram(turned.data(), A.points(), stride, A.resources());
  for (std::size_t k = 0; k < A.points(); ++k)
    G(k, k) += free ? 0 : 1;
  Dense B(A.points(), Y.columns);
  for (std::size_t c = 0; c < Y.columns; ++c)
    std::copy_n(Y.column(c), A.points(), &B(0, c));
  if (!factor_cholesky(G)) throw singular();
  solve_factored(G, B);
  PointVectors Z(A.points(), Y.columns);
  for (std::size_t c = 0; c < Y.columns; ++c)
    std::copy_n(&B(0, c), A.points(), Z.column(c));
  std::vector<double> D = A.times_vectors(Z);
  for (std::size_t k = 0; k < D.size(); ++k)
    D[k] *= root(k / Y.columns) * root(k / Y.columns);
  return D;
}

}  // namespace

void assess(const Activities& A, const PointVectors& Y, const std::vector<double>& penalty,
            RidgeSolution& solution) {
  const std::size_t columns = Y.columns;
  // Errors and targets side by side, so that one pass over A serves both.
  PointVectors both(Y.points, 2 * columns);
  const PointVectors decoded = A.decoded(solution.D, columns);
  solution.errors.assign(columns, 0.0);
  for (std::size_t c = 0; c < columns; ++c) {
    for (std::size_t k = 0; k < Y.points; ++k) {
      const double error = Y.column(c)[k] - decoded.column(c)[k];
      both.column(c)[k] = error;
      both.column(columns + c)[k] = Y.column(c)[k];
      solution.errors[c] += error * error;
    }
    solution.errors[c] = std::sqrt(solution.errors[c] / static_cast<double>(Y.points));
  }
  if (penalty.empty()) return;
  const std::vector<double> products = A.times_vectors(both);  // (neurons, 2 columns)
  double left = 0;
  double whole = 0;
  for (std::size_t i = 0; i < A.neurons(); ++i) {
    for (std::size_t c = 0; c < columns; ++c) {
      const double gradient = products[i * 2 * columns + c];
      const double target = products[(i * 2 + 1) * columns + c];
      const double r = gradient - penalty_of(penalty, i) * solution.D[i * columns + c];
      left += r * r;
      whole += target * target;
    }
  }
  solution.relative_residual = whole > 0 ? std::sqrt(left / whole) : 0;
}

std::vector<double> solve_ridge_directly(const Activities& A, const PointVectors& Y,
                                         const std::vector<double>& penalty) {
  return A.neurons() <= A.points() ? primal(A, Y, penalty) : dual(A, Y, penalty);
}

RidgeSolution solve_ridge(const Activities& A, const PointVectors& Y,
                          const std::vector<double>& penalty, RidgeMethod method) {
  const std::size_t side = std::min(A.neurons(), A.points());
  const bool free = *std::min_element(penalty.begin(), penalty.end()) == 0;
  if (method == RidgeMethod::by_size) {
    const std::size_t most = std::clamp(kDirectPerColumn * Y.columns, kDirectLeast, kDirectMost);
    method = free || side <= most ? RidgeMethod::direct : RidgeMethod::iterative;
  }
  RidgeSolution solution;
  if (method == RidgeMethod::direct) {
    solution.method = "cholesky";
    solution.D = solve_ridge_directly(A, Y, penalty);
  } else {
    solution.method = "conjugate gradients";
    solution.D = solve_ridge_iteratively(A, Y, penalty, solution.iterations);
  }
  assess(A, Y, penalty, solution);
  return solution;
}

}  // namespace rheo
