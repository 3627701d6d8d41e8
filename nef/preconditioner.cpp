#include "nef/preconditioner.h"

#include <algorithm>
#include <cmath>

#include "engine/random.h"

namespace rheo {

Preconditioner::Preconditioner(const Activities& A, const std::vector<double>& weight,
                               std::size_t sample)
    : factor_(0, 0) {
  if (sample == 0) return;
  const std::size_t neurons = A.neurons();
  const double share = static_cast<double>(neurons) / static_cast<double>(sample);
  // Drawn, not every so-and-so-many-th: encoders may alternate.
  const UniformDraw draw{draw_key(0, "solver", "preconditioner", "sample")};
  SolveResources resources = A.resources();
  resources.memory = 8 * (sample + 1) * A.stride();
  const auto row = [&](std::size_t j, double* out) {
    const auto i = static_cast<std::size_t>(share * (static_cast<double>(j) + draw(j)));
    const std::size_t neuron = std::min(i, neurons - 1);
    std::vector<double> scratch;
    const double* from = A.rows(neuron, 1, scratch);
    const double factor = std::sqrt(share * weight[neuron]);
    for (std::size_t k = 0; k < A.points(); ++k)
      out[k] = factor * from[k];
  };
  sample_ = std::make_unique<Activities>(sample, A.points(), row, resources);
  std::vector<double> scratch;
  factor_ = gram(sample_->rows(0, sample, scratch), sample, sample_->stride(), resources);
  for (std::size_t j = 0; j < sample; ++j)
    factor_(j, j) += 1;
  factor_cholesky(factor_);  // I + a square: its least eigenvalue is 1
}

PointVectors Preconditioner::inverse_times(const PointVectors& V) const {
  const std::size_t n = factor_.rows;
  if (n == 0) return V;
  const std::vector<double> W = sample_->times_vectors(V);
  Dense B(n, V.columns);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t c = 0; c < V.columns; ++c)
      B(j, c) = W[j * V.columns + c];
  }
  solve_factored(factor_, B);
  std::vector<double> D(n * V.columns);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t c = 0; c < V.columns; ++c)
      D[j * V.columns + c] = -B(j, c);
  }
  PointVectors out = sample_->decoded(D, V.columns);
  for (std::size_t k = 0; k < out.data.size(); ++k)
    out.data[k] += V.data[k];
  return out;
}

}  // namespace rheo
