// Dense algebra: our blocked product, and what Eigen does with it. Eigen runs on one thread, at the
// baseline instruction set and with fixed cache sizes, so that its sums have one order everywhere.
#define EIGEN_DONT_PARALLELIZE
#include "nef/dense.h"

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <Eigen/SVD>
#include <algorithm>
#include <limits>
#include <utility>

#include "nef/row_kernels.h"

namespace rheo {

namespace {

using Map = Eigen::Map<Eigen::MatrixXd>;
using ConstMap = Eigen::Map<const Eigen::MatrixXd>;

constexpr std::size_t kTile = 64;     // rows of a tile of the product
constexpr std::size_t kDepth = 1024;  // two tiles of rows so deep stay in the cache

Eigen::Index index(std::size_t n) {
  return static_cast<Eigen::Index>(n);
}

ConstMap view(const Dense& a) {
  return {a.data.data(), index(a.rows), index(a.columns)};
}

void fix_cache_sizes() {
  // Eigen cuts its products by the sizes of this machine's caches; the cuts decide the bits.
  static const bool done = [] {
    Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 4 << 20);
    return true;
  }();
  (void)done;
}

void gram_tile(const double* rows, std::size_t n, std::size_t stride, std::size_t first,
               std::size_t second, RowKernel dot, Dense& G) {
  const std::size_t n_first = std::min(kTile, n - first);
  const std::size_t n_second = std::min(kTile, n - second);
  std::vector<double> tile(n_first * n_second, 0.0);
  for (std::size_t k = 0; k < stride; k += kDepth) {
    dot({rows + first * stride + k, n_first, stride, rows + second * stride + k, n_second, stride,
         std::min(kDepth, stride - k), tile.data(), n_second, nullptr});
  }
  for (std::size_t i = 0; i < n_first; ++i) {
    for (std::size_t j = 0; j < n_second; ++j) {
      G(first + i, second + j) = tile[i * n_second + j];
      G(second + j, first + i) = tile[i * n_second + j];
    }
  }
}

}  // namespace

Dense gram(const double* rows, std::size_t n, std::size_t stride, const SolveResources& resources) {
  Dense G(n, n);
  std::vector<std::pair<std::size_t, std::size_t>> tiles;
  for (std::size_t first = 0; first < n; first += kTile) {
    for (std::size_t second = 0; second <= first; second += kTile)
      tiles.emplace_back(first, second);
  }
  const RowKernel dot = dot_rows_kernel(resources.isa);
  const int n_tiles = static_cast<int>(tiles.size());
#pragma omp parallel for schedule(dynamic, 1) num_threads(resources.threads)
  for (int t = 0; t < n_tiles; ++t) {
    const auto& [first, second] = tiles[static_cast<std::size_t>(t)];
    gram_tile(rows, n, stride, first, second, dot, G);
  }
  return G;
}

bool factor_cholesky(Dense& G) {
  fix_cache_sizes();
  const double scale = view(G).diagonal().maxCoeff();
  Map matrix(G.data.data(), index(G.rows), index(G.columns));
  const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> factor(matrix);
  if (factor.info() != Eigen::Success) return false;
  const double least = matrix.diagonal().minCoeff();
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  return least * least > kEpsilon * static_cast<double>(G.rows) * scale;
}

void solve_factored(const Dense& factor, Dense& B) {
  fix_cache_sizes();
  Map rhs(B.data.data(), index(B.rows), index(B.columns));
  view(factor).triangularView<Eigen::Lower>().solveInPlace(rhs);
  view(factor).transpose().triangularView<Eigen::Upper>().solveInPlace(rhs);
}

Dense solve_least_norm(const Dense& A, const Dense& B, double rcond) {
  fix_cache_sizes();
  Eigen::BDCSVD<Eigen::MatrixXd> svd(view(A), Eigen::ComputeThinU | Eigen::ComputeThinV);
  svd.setThreshold(rcond);
  Dense X(A.columns, B.columns);
  Map(X.data.data(), index(X.rows), index(X.columns)) = svd.solve(view(B));
  return X;
}

std::vector<double> solve_full_rank(const Dense& A, const std::vector<double>& b) {
  fix_cache_sizes();
  const Eigen::Map<const Eigen::VectorXd> rhs(b.data(), index(b.size()));
  const Eigen::VectorXd x = Eigen::HouseholderQR<Eigen::MatrixXd>(view(A)).solve(rhs);
  return {x.data(), x.data() + x.size()};
}

}  // namespace rheo
