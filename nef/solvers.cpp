#include "nef/solvers.h"

#include <algorithm>
#include <cmath>

#include "engine/error.h"
#include "engine/math.h"
#include "engine/text.h"
#include "nef/dense.h"
#include "nef/nnls.h"

namespace rheo {

namespace {

constexpr double kTwoPi = 6.28318530717958647693;
constexpr std::size_t kDenseMost = 4096;  // unknowns of a singular value decomposition

ConfigError refused(std::string what, std::string rule, std::string remedy) {
  return ConfigError({{.path = "solver",
                       .what = std::move(what),
                       .rule = std::move(rule),
                       .remedy = std::move(remedy),
                       .where = {}}});
}

Activities activities_of(const DecodingTask& task) {
  Activities A(task.neurons, task.targets.points, task.row, task.resources);
  if (A.largest_magnitude() == 0) {
    throw refused("no neuron is active at any evaluation point", "some neuron must fire somewhere",
                  "lower the intercepts, raise the bias, or move the evaluation points");
  }
  if (!std::isfinite(A.largest_magnitude())) {
    throw refused("a neuron's activity at an evaluation point is not finite", "",
                  "check gain, bias and encoders");
  }
  return A;
}

/// A as a dense matrix (points, neurons); refused if its decomposition would take too long.
Dense dense_activities(const Activities& A, const char* solver) {
  const std::size_t side = std::min(A.neurons(), A.points());
  if (side > kDenseMost) {
    throw refused(std::string(solver) + " with " + std::to_string(A.neurons()) + " neurons and " +
                      std::to_string(A.points()) + " evaluation points",
                  "the lesser of the two is at most " + std::to_string(kDenseMost),
                  "use lstsq_l2, which takes any number");
  }
  Dense out(A.points(), A.neurons());
  std::vector<double> scratch;
  for (std::size_t i = 0; i < A.neurons(); ++i)
    std::copy_n(A.rows(i, 1, scratch), A.points(), &out(0, i));
  return out;
}

std::vector<double> column(const PointVectors& Y, std::size_t c) {
  return {Y.column(c), Y.column(c) + Y.points};
}

RidgeSolution finished(std::string method, const Activities& A, const PointVectors& Y,
                       std::vector<double> D) {
  RidgeSolution solution;
  solution.method = std::move(method);
  solution.D = std::move(D);
  assess(A, Y, {}, solution);
  return solution;
}

std::vector<double> squares(double points, std::vector<double> sigma) {
  for (double& s : sigma)
    s = points * s * s;
  return sigma;
}

/// Standard normal number k of a neuron: two from each counter.
void add_noise(const DrawKey& key, std::size_t neuron, double scale, bool multiplicative,
               std::size_t n, double* out) {
  for (std::size_t k = 0; k < n; k += 2) {
    const auto words = random_words(key, neuron, k / 2);
    const double u = 1 - uniform_from_word(words[0]);
    const double radius = scale * std::sqrt(-2 * math::log(u));
    const double angle = kTwoPi * uniform_from_word(words[1]);
    out[k] += radius * math::cos(angle) * (multiplicative ? out[k] : 1);
    if (k + 1 < n) out[k + 1] += radius * math::sin(angle) * (multiplicative ? out[k + 1] : 1);
  }
}

}  // namespace

RidgeSolution solve_l2(const DecodingTask& task, double reg, RidgeMethod method) {
  const Activities A = activities_of(task);
  const auto points = static_cast<double>(A.points());
  return solve_ridge(A, task.targets, squares(points, {reg * A.largest()}), method);
}

RidgeSolution solve_l2_active(const DecodingTask& task, double reg, RidgeMethod method) {
  const Activities A = activities_of(task);
  std::vector<double> sigma(A.neurons());
  for (std::size_t i = 0; i < A.neurons(); ++i)
    sigma[i] = reg * A.largest_magnitude() * std::sqrt(A.active_share()[i]);
  const double largest = *std::max_element(sigma.begin(), sigma.end());
  std::replace(sigma.begin(), sigma.end(), 0.0, largest);
  const auto points = static_cast<double>(A.points());
  return solve_ridge(A, task.targets, squares(points, std::move(sigma)), method);
}

RidgeSolution solve_least_squares(const DecodingTask& task, double rcond) {
  const Activities A = activities_of(task);
  Dense B(A.points(), task.targets.columns);
  for (std::size_t c = 0; c < B.columns; ++c)
    std::copy_n(task.targets.column(c), A.points(), &B(0, c));
  const Dense X = solve_least_norm(dense_activities(A, "lstsq"), B, rcond);
  std::vector<double> D(A.neurons() * B.columns);
  for (std::size_t i = 0; i < A.neurons(); ++i) {
    for (std::size_t c = 0; c < B.columns; ++c)
      D[i * B.columns + c] = X(i, c);
  }
  return finished("singular values", A, task.targets, std::move(D));
}

RidgeSolution solve_with_noise(const DecodingTask& task, double noise, bool multiplicative) {
  DecodingTask clean = task;
  clean.resources.memory = 0;  // needed twice only: for the largest activity, and for the errors
  const Activities A = activities_of(clean);
  const double scale = multiplicative ? noise : noise * A.largest_magnitude();
  DecodingTask noisy = task;
  noisy.row = [&](std::size_t neuron, double* out) {
    task.row(neuron, out);
    add_noise(task.key, neuron, scale, multiplicative, task.targets.points, out);
  };
  RidgeSolution solution =
      solve_ridge(activities_of(noisy), task.targets, {0.0}, RidgeMethod::direct);
  assess(A, task.targets, {}, solution);
  return solution;
}

RidgeSolution solve_nnls(const DecodingTask& task) {
  const Activities A = activities_of(task);
  const Dense dense = dense_activities(A, "nnls");
  const std::size_t columns = task.targets.columns;
  std::vector<double> D(A.neurons() * columns);
  for (std::size_t c = 0; c < columns; ++c) {
    const std::vector<double> x = solve_not_negative(dense, column(task.targets, c));
    for (std::size_t i = 0; i < A.neurons(); ++i)
      D[i * columns + c] = x[i];
  }
  return finished("active set", A, task.targets, std::move(D));
}

RidgeSolution solve_nnls_l2(const DecodingTask& task, double reg) {
  const Activities A = activities_of(task);
  const std::size_t n = A.neurons();
  if (n > kDenseMost) {
    throw refused("nnls_l2 with " + std::to_string(n) + " neurons",
                  "at most " + std::to_string(kDenseMost), "use lstsq_l2, which takes any number");
  }
  PointVectors Y = task.targets;
  for (double& y : Y.data)
    y = std::max(y, 0.0);
  std::vector<double> scratch;
  Dense G = gram(A.rows(0, n, scratch), n, A.stride(), A.resources());
  const double sigma = reg * A.largest();
  for (std::size_t i = 0; i < n; ++i)
    G(i, i) += static_cast<double>(A.points()) * sigma * sigma;
  const std::vector<double> A_Y = A.times_vectors(Y);
  std::vector<double> D(n * Y.columns);
  std::vector<double> b(n);
  for (std::size_t c = 0; c < Y.columns; ++c) {
    for (std::size_t i = 0; i < n; ++i)
      b[i] = A_Y[i * Y.columns + c];
    const std::vector<double> x = solve_not_negative(G, b);
    for (std::size_t i = 0; i < n; ++i)
      D[i * Y.columns + c] = x[i];
  }
  return finished("active set", A, task.targets, std::move(D));
}

}  // namespace rheo
