// Block conjugate gradients on the dual of the ridge system, (A R^-1 A^T + I) Z = Y.
//
// The residual is kept as Q S with orthonormal Q (Dubrulle 2001, "Retooling the method of block
// conjugate gradients", BCGrQ), so that columns that depend on one another or converge at different
// times do no harm: such a direction is dropped from Q.
#include <algorithm>
#include <cmath>

#include "nef/preconditioner.h"
#include "nef/ridge.h"
#include "nef/row_kernels.h"

namespace rheo {

namespace {

constexpr std::size_t kColumns = 8;   // solved for together
constexpr double kTolerance = 1e-11;  // of the dual residual, per column
// Neurons that stand for all in the preconditioner. 5000 neurons, 10,000 points, 4 dimensions: 33
// passes instead of 73; 100,000 neurons, 1000 points, 1 dimension: 24 instead of 262.
constexpr std::size_t kSampleMost = 1000;
constexpr int kMaxIterations = 4000;
constexpr double kDependent = 1e-14;  // what is left of a column that depends on those before it

/// A small matrix, row-major.
struct Small {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<double> data;  // (rows, columns)
  Small(std::size_t r, std::size_t c) : rows(r), columns(c), data(r * c, 0.0) {}
  double& operator()(std::size_t i, std::size_t j) { return data[i * columns + j]; }
  double operator()(std::size_t i, std::size_t j) const { return data[i * columns + j]; }
};

Small product(const Small& a, const Small& b) {
  Small out(a.rows, b.columns);
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t k = 0; k < a.columns; ++k) {
      for (std::size_t j = 0; j < b.columns; ++j)
        out(i, j) += a(i, k) * b(k, j);
    }
  }
  return out;
}

/// Solves T X = B for a symmetric positive definite T by Cholesky; false if it is not.
bool solve_small(Small T, Small& B) {
  const std::size_t n = T.rows;
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < j; ++k) {
      for (std::size_t i = j; i < n; ++i)
        T(i, j) -= T(i, k) * T(j, k);
    }
    if (!(T(j, j) > 0)) return false;
    const double root = std::sqrt(T(j, j));
    for (std::size_t i = j; i < n; ++i)
      T(i, j) /= root;
  }
  for (std::size_t c = 0; c < B.columns; ++c) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < i; ++k)
        B(i, c) -= T(i, k) * B(k, c);
      B(i, c) /= T(i, i);
    }
    for (std::size_t i = n; i-- > 0;) {
      for (std::size_t k = i + 1; k < n; ++k)
        B(i, c) -= T(k, i) * B(k, c);
      B(i, c) /= T(i, i);
    }
  }
  return true;
}

/// a_i . b_j of all columns.
Small dots(const PointVectors& a, const PointVectors& b, Isa isa) {
  Small out(a.columns, b.columns);
  dot_rows_kernel(isa)({a.data.data(), a.columns, a.stride, b.data.data(), b.columns, b.stride,
                        a.stride, out.data.data(), b.columns, nullptr});
  return out;
}

/// to += from M, M (from.columns, to.columns).
void add_product(const PointVectors& from, const Small& M, PointVectors& to, Isa isa) {
  add_rows_kernel(isa)({from.data.data(), from.columns, from.stride, nullptr, to.columns, to.stride,
                        to.stride, const_cast<double*>(M.data.data()), M.columns, to.data.data()});
}

double dot(const double* a, const double* b, std::size_t length, Isa isa) {
  double sum = 0;
  dot_rows_kernel(isa)({a, 1, length, b, 1, length, length, &sum, 1, nullptr});
  return sum;
}

void subtract(double factor, const double* x, double* y, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k)
    y[k] -= factor * x[k];
}

/// V = Q zeta, Q orthonormal in the inner product of M^-1, by modified Gram-Schmidt, each column
/// twice. `M_V` is M^-1 V. V becomes Q and M_V M^-1 Q, without the columns that depend on those
/// before them; returns zeta (columns of Q, columns of V).
Small orthonormalise(PointVectors& V, PointVectors& M_V, Isa isa) {
  const std::size_t n = V.stride;
  Small zeta(V.columns, V.columns);
  std::size_t kept = 0;
  for (std::size_t j = 0; j < V.columns; ++j) {
    double* v = V.column(kept);
    double* M_v = M_V.column(kept);
    if (kept != j) {
      std::copy_n(V.column(j), n, v);
      std::copy_n(M_V.column(j), n, M_v);
    }
    const double before = std::sqrt(dot(v, M_v, n, isa));
    for (int twice = 0; twice < 2; ++twice) {
      for (std::size_t i = 0; i < kept; ++i) {
        const double along = dot(M_V.column(i), v, n, isa);
        zeta(i, j) += along;
        subtract(along, V.column(i), v, n);
        subtract(along, M_V.column(i), M_v, n);
      }
    }
    const double norm = std::sqrt(dot(v, M_v, n, isa));
    if (!(norm > kDependent * before)) continue;  // NaN too: nothing is left but rounding
    for (std::size_t k = 0; k < n; ++k) {
      v[k] /= norm;
      M_v[k] /= norm;
    }
    zeta(kept, j) = norm;
    ++kept;
  }
  zeta.rows = kept;
  zeta.data.resize(kept * zeta.columns);
  for (PointVectors* vectors : {&V, &M_V}) {
    vectors->columns = kept;
    vectors->data.resize(kept * n);
  }
  return zeta;
}

/// Whether each column of Q S is at most as long as its limit.
bool small_enough(const PointVectors& Q, const Small& S, const std::vector<double>& limits,
                  Isa isa) {
  const Small Q_Q = dots(Q, Q, isa);
  const Small Q_Q_S = product(Q_Q, S);
  for (std::size_t c = 0; c < S.columns; ++c) {
    double square = 0;
    for (std::size_t i = 0; i < S.rows; ++i)
      square += S(i, c) * Q_Q_S(i, c);
    if (square > limits[c] * limits[c]) return false;
  }
  return true;
}

Small transposed(const Small& a) {
  Small out(a.columns, a.rows);
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t j = 0; j < a.columns; ++j)
      out(j, i) = a(i, j);
  }
  return out;
}

Small identity(std::size_t n) {
  Small out(n, n);
  for (std::size_t i = 0; i < n; ++i)
    out(i, i) = 1;
  return out;
}

void negate(Small& a) {
  for (double& x : a.data)
    x = -x;
}

/// Z that solves (A diag(weight) A^T + I) Z = R, until the residual's columns are as short as
/// `limits`. Returns the passes over A.
int improve(const Activities& A, const std::vector<double>& weight, const Preconditioner& M,
            PointVectors Q, const std::vector<double>& limits, PointVectors& Z) {
  const Isa isa = A.resources().isa;
  PointVectors M_Q = M.inverse_times(Q);
  Small S = orthonormalise(Q, M_Q, isa);
  PointVectors P = M_Q;
  int passes = 0;
  while (P.columns > 0 && !small_enough(Q, S, limits, isa) && passes < kMaxIterations) {
    PointVectors G;
    A.there_and_back(P, weight, G);
    for (std::size_t k = 0; k < G.data.size(); ++k)
      G.data[k] += P.data[k];
    ++passes;
    Small step = identity(P.columns);
    if (!solve_small(dots(P, G, isa), step)) break;  // nothing left but rounding
    add_product(P, product(step, S), Z, isa);
    negate(step);
    add_product(G, step, Q, isa);
    M_Q = M.inverse_times(Q);
    const Small zeta = orthonormalise(Q, M_Q, isa);
    S = product(zeta, S);
    PointVectors next = M_Q;
    add_product(P, transposed(zeta), next, isa);
    P = std::move(next);
  }
  return passes;
}

PointVectors columns_of(const PointVectors& Y, std::size_t first, std::size_t n) {
  PointVectors part(Y.points, n);
  std::copy_n(Y.column(first), n * Y.stride, part.data.data());
  return part;
}

/// R^-1 for every neuron.
std::vector<double> inverse(const std::vector<double>& penalty, std::size_t neurons) {
  std::vector<double> weight(neurons);
  for (std::size_t i = 0; i < neurons; ++i)
    weight[i] = 1 / penalty[penalty.size() == 1 ? 0 : i];
  return weight;
}

}  // namespace

std::vector<double> solve_ridge_iteratively(const Activities& A, const PointVectors& Y,
                                            const std::vector<double>& penalty, int& iterations) {
  const std::vector<double> weight = inverse(penalty, A.neurons());  // (neurons)
  const Preconditioner M(A, weight, std::min(A.neurons() / 5, kSampleMost));
  std::vector<double> D(A.neurons() * Y.columns, 0.0);
  iterations = 0;
  for (std::size_t first = 0; first < Y.columns; first += kColumns) {
    const std::size_t n = std::min(kColumns, Y.columns - first);
    const PointVectors part = columns_of(Y, first, n);
    std::vector<double> limits(n);
    for (std::size_t c = 0; c < n; ++c)
      limits[c] = kTolerance *
                  std::sqrt(dot(part.column(c), part.column(c), part.stride, A.resources().isa));
    PointVectors Z(Y.points, n);
    iterations += improve(A, weight, M, part, limits, Z);
    const std::vector<double> W = A.times_vectors(Z);
    for (std::size_t i = 0; i < A.neurons(); ++i) {
      for (std::size_t c = 0; c < n; ++c)
        D[i * Y.columns + first + c] = weight[i] * W[i * n + c];
    }
  }
  return D;
}

}  // namespace rheo
