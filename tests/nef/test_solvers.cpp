#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/error.h"
#include "nef/solvers.h"
#include "nef/sphere.h"
#include "neurons/lif.h"
#include "tests/support/population_driver.h"

using namespace rheo;

namespace {

using Matrix = std::vector<std::vector<double>>;

PointVectors points_of(const Matrix& rows) {
  PointVectors out(rows.size(), rows[0].size());
  for (std::size_t k = 0; k < rows.size(); ++k) {
    for (std::size_t c = 0; c < rows[k].size(); ++c)
      out.column(c)[k] = rows[k][c];
  }
  return out;
}

/// A: (points, neurons).
DecodingTask task_of(const Matrix& A, const Matrix& Y, int threads = 1, Isa isa = Isa::baseline) {
  DecodingTask task;
  task.neurons = A[0].size();
  task.row = [A](std::size_t i, double* out) {
    for (std::size_t k = 0; k < A.size(); ++k)
      out[k] = A[k][i];
  };
  task.targets = points_of(Y);
  task.key = draw_key(1, "connection", "c", "solver");
  task.resources.threads = threads;
  task.resources.isa = isa;
  return task;
}

/// LIF neurons of random encoders and tuning at `m` scattered points; targets: the point, and its
/// first coordinate squared.
DecodingTask lif_task(std::size_t n, std::size_t m, std::size_t d) {
  static const auto model = make_lif({"lif", {{"within_step", std::string("exact")}}});
  const ParameterSet p = testing::default_parameters(model->declaration(), n);
  const std::vector<double> x = scattered_points(m, d, Region::ball, {1, 1});
  const std::vector<double> e = scattered_points(n, d, Region::sphere, {1, 2});
  DecodingTask task;
  task.neurons = n;
  task.targets = PointVectors(m, d + 1);
  for (std::size_t k = 0; k < m; ++k) {
    for (std::size_t j = 0; j < d; ++j)
      task.targets.column(j)[k] = x[k * d + j];
    task.targets.column(d)[k] = x[k * d] * x[k * d];
  }
  task.row = [=](std::size_t i, double* out) {
    const UniformDraw u{{1, 3}};
    const GainBias g = model->gain_bias(p, i, 200 + 200 * u(2 * i), -1 + 1.9 * u(2 * i + 1));
    for (std::size_t k = 0; k < m; ++k) {
      double along = 0;
      for (std::size_t j = 0; j < d; ++j)
        along += e[i * d + j] * x[k * d + j];
      out[k] = g.gain * along + g.bias;
    }
    model->rates(p, i, out, m, out);
  };
  task.key = {1, 4};
  return task;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  double most = 0;
  double scale = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    most = std::max(most, std::fabs(a[k] - b[k]));
    scale = std::max(scale, std::fabs(b[k]));
  }
  return most / scale;
}

std::vector<double> flat(const Matrix& rows) {
  std::vector<double> out;
  for (const auto& row : rows)
    out.insert(out.end(), row.begin(), row.end());
  return out;
}

double norm(const std::vector<double>& x) {
  double square = 0;
  for (double v : x)
    square += v * v;
  return std::sqrt(square);
}

/// The refusal of `solve`, for its text.
template <class Solve>
std::string refusal(const Solve& solve) {
  try {
    solve();
  } catch (const ConfigError& e) {
    return e.problems()[0].text();
  }
  return "";
}

}  // namespace

TEST_CASE("decoders are Nengo's, to 1e-9") {
  std::ifstream file("tests/reference/nengo/solvers.json");
  const auto golden = nlohmann::json::parse(file);
  const auto task = task_of(golden["A"].get<Matrix>(), golden["Y"].get<Matrix>());
  const auto expect = [](const RidgeSolution& solution, const nlohmann::json& decoders) {
    CHECK(largest_difference(solution.D, flat(decoders.get<Matrix>())) < 1e-9);
  };
  for (RidgeMethod method : {RidgeMethod::direct, RidgeMethod::iterative}) {
    expect(solve_l2(task, 0.1, method), golden["LstsqL2"]);
    expect(solve_l2(task, 0.01, method), golden["LstsqL2_reg001"]);
    expect(solve_l2_active(task, 0.1, method), golden["LstsqL2nz"]);
    const auto& fat = golden["fat"];
    expect(solve_l2(task_of(fat["A"].get<Matrix>(), fat["Y"].get<Matrix>()), 0.1, method),
           fat["LstsqL2"]);
  }
  expect(solve_least_squares(task, 0.01), golden["Lstsq"]);
}

TEST_CASE("conjugate gradients and Cholesky agree, and report their residual") {
  for (const auto& sizes : {std::pair{500U, 1000U}, std::pair{600U, 250U}}) {
    const unsigned n = sizes.first;
    const unsigned m = sizes.second;
    const DecodingTask task = lif_task(n, m, 2);
    for (double reg : {0.1, 0.01}) {
      CAPTURE(n);
      CAPTURE(reg);
      const RidgeSolution direct = solve_l2(task, reg, RidgeMethod::direct);
      const RidgeSolution iterative = solve_l2(task, reg, RidgeMethod::iterative);
      CHECK(direct.method == "cholesky");
      CHECK(iterative.method == "conjugate gradients");
      CHECK(iterative.iterations > 3);
      CHECK(iterative.iterations < 200);
      CHECK(direct.relative_residual < 1e-11);
      CHECK(iterative.relative_residual < 1e-10);
      CHECK(largest_difference(iterative.D, direct.D) < 1e-7);
      CHECK(largest_difference(iterative.errors, direct.errors) < 1e-7);
    }
    CHECK(largest_difference(solve_l2_active(task, 0.1, RidgeMethod::iterative).D,
                             solve_l2_active(task, 0.1, RidgeMethod::direct).D) < 1e-7);
  }
}

TEST_CASE("the residual that is reported is that of the normal equations") {
  DecodingTask task = lif_task(40, 100, 1);
  const Activities A(task.neurons, 100, task.row, task.resources);
  const std::vector<double> penalty = {100 * 0.01 * A.largest() * A.largest()};
  RidgeSolution solution = solve_ridge(A, task.targets, penalty);
  CHECK(solution.relative_residual < 1e-12);
  for (double& d : solution.D)
    d *= 1.001;  // (A^T A + R) D is then 0.001 A^T Y too large
  assess(A, task.targets, penalty, solution);
  CHECK(solution.relative_residual == doctest::Approx(1e-3).epsilon(1e-6));
}

TEST_CASE("the same bits for any number of threads, on every instruction set, kept or computed") {
  DecodingTask task = lif_task(300, 700, 2);
  for (RidgeMethod method : {RidgeMethod::direct, RidgeMethod::iterative}) {
    task.resources = {};
    const std::vector<double> expected = solve_l2(task, 0.1, method).D;
    for (Isa isa : {Isa::baseline, Isa::avx2, Isa::avx512}) {
      if (!isa_available(isa)) continue;
      for (int threads : {1, 2, 5}) {
        task.resources.isa = isa;
        task.resources.threads = threads;
        CHECK(solve_l2(task, 0.1, method).D == expected);
      }
    }
    task.resources.memory = 0;
    CHECK(solve_l2(task, 0.1, method).D == expected);
  }
}

TEST_CASE("targets that are zero, repeated or depend on one another") {
  DecodingTask task = lif_task(300, 600, 1);  // x, x^2
  const RidgeSolution plain = solve_l2(task, 0.1, RidgeMethod::iterative);
  PointVectors Y(600, 5);
  for (std::size_t k = 0; k < 600; ++k) {
    const double x = task.targets.column(0)[k];
    Y.column(1)[k] = x;
    Y.column(2)[k] = x;
    Y.column(3)[k] = task.targets.column(1)[k];
    Y.column(4)[k] = 3 * x - 2 * x * x;
  }
  task.targets = Y;
  const RidgeSolution solution = solve_l2(task, 0.1, RidgeMethod::iterative);
  std::vector<double> difference;
  for (std::size_t i = 0; i < 300; ++i) {
    const double* D = &solution.D[i * 5];
    const double* P = &plain.D[i * 2];
    REQUIRE(D[0] == 0);
    for (double d : {D[1] - P[0], D[2] - P[0], D[3] - P[1], D[4] - 3 * P[0] + 2 * P[1]})
      difference.push_back(d);
  }
  CHECK(norm(difference) < 1e-8 * norm(plain.D));
  task.targets = PointVectors(600, 2);
  CHECK(norm(solve_l2(task, 0.1, RidgeMethod::iterative).D) == 0);
  CHECK(norm(solve_l2(task, 0.1, RidgeMethod::direct).D) == 0);
}

TEST_CASE("what there is to know of activities: the largest, and who is silent where") {
  for (const std::size_t m : {1U, 7U, 8U, 9U, 21U}) {
    for (Isa isa : {Isa::baseline, Isa::avx2, Isa::avx512}) {
      if (!isa_available(isa)) continue;
      CAPTURE(m);
      SolveResources resources;
      resources.isa = isa;
      double odd = -3;  // what the last point of neuron 1 gives
      const auto row = [&](std::size_t i, double* out) {
        for (std::size_t k = 0; k < m; ++k)
          out[k] = i == 0 ? (k == 0 ? 2 : 0) : (k + 1 < m ? -1 : odd);
      };
      const Activities two(2, m, row, resources);
      CHECK(two.largest() == 2);
      CHECK(two.largest_magnitude() == 3);
      CHECK(two.active_share() == std::vector<double>{1.0 / static_cast<double>(m), 1.0});
      const auto negative = [&](std::size_t, double* out) {
        row(1, out);
      };
      CHECK(Activities(1, m, negative, resources).largest() == (m == 1 ? -3 : -1));
      for (const double bad : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
        odd = bad;
        CHECK(Activities(2, m, row, resources).largest_magnitude() == HUGE_VAL);
      }
    }
  }
}

TEST_CASE("errors are what decoding leaves, and shrink with more neurons") {
  const RidgeSolution few = solve_l2(lif_task(30, 500, 1), 0.1);
  const RidgeSolution many = solve_l2(lif_task(400, 1000, 1), 0.1);
  REQUIRE(few.errors.size() == 2);
  CHECK(few.errors[0] < 0.1);
  CHECK(many.errors[0] < few.errors[0] / 2);
  CHECK(many.errors[1] < few.errors[1] / 2);
}

TEST_CASE("noise in the activities: drawn from the key, and like a penalty in effect") {
  const DecodingTask task = lif_task(50, 2000, 1);
  for (bool multiplicative : {false, true}) {
    const RidgeSolution a = solve_with_noise(task, 0.1, multiplicative);
    CHECK(a.D == solve_with_noise(task, 0.1, multiplicative).D);
    DecodingTask other = task;
    other.key = {2, 4};
    CHECK(a.D != solve_with_noise(other, 0.1, multiplicative).D);
    CHECK(a.errors[0] < 0.1);
  }
  // E (A + N)^T (A + N) = A^T A + m sigma^2 I: what solve_l2 solves.
  const RidgeSolution ridge = solve_l2(task, 0.1);
  const RidgeSolution noisy = solve_with_noise(task, 0.1, false);
  std::vector<double> difference = noisy.D;
  for (std::size_t k = 0; k < difference.size(); ++k)
    difference[k] -= ridge.D[k];
  CHECK(norm(difference) < 0.3 * norm(ridge.D));
  CHECK(norm(solve_with_noise(lif_task(60, 20, 1), 0.1, false).D) > 0);  // more neurons than points
}

TEST_CASE("nnls: not negative, and no change of sign allowed would be better") {
  DecodingTask task = lif_task(40, 300, 1);
  const Activities A(40, 300, task.row, {});
  const RidgeSolution solution = solve_nnls(task);
  const PointVectors decoded = A.decoded(solution.D, 2);
  PointVectors error(300, 2);
  for (std::size_t k = 0; k < error.data.size(); ++k)
    error.data[k] = task.targets.data[k] - decoded.data[k];
  const std::vector<double> gradient = A.times_vectors(error);
  const std::vector<double> scale = A.times_vectors(task.targets);
  std::size_t positive = 0;
  for (std::size_t k = 0; k < solution.D.size(); ++k) {
    REQUIRE(solution.D[k] >= 0);
    REQUIRE(gradient[k] <= 1e-9 * norm(scale));
    if (solution.D[k] == 0) continue;
    REQUIRE(std::fabs(gradient[k]) <= 1e-9 * norm(scale));
    ++positive;
  }
  CHECK(positive > 2);
  CHECK(positive < solution.D.size());
  const RidgeSolution smooth = solve_nnls_l2(task, 0.1);
  CHECK(*std::min_element(smooth.D.begin(), smooth.D.end()) == 0);
  CHECK(smooth.errors[1] < 0.1);  // x^2 is not negative
}

TEST_CASE("nnls: a hand-made case") {
  // The second column alone would be best at -1; the first then takes 1.5 = (1 + 2) / 2.
  const auto task = task_of({{1, 1}, {1, 2}, {0, 1}}, {{1}, {2}, {-3}});
  CHECK(largest_difference(solve_nnls(task).D, {1.5, 0}) < 1e-14);
}

TEST_CASE("what cannot be solved is refused, with a remedy") {
  const Matrix Y = {{1}, {2}, {3}};
  const auto silent = task_of({{0, 0}, {0, 0}, {0, 0}}, Y);
  const auto twins = task_of({{1, 1}, {2, 2}, {3, 3}}, Y);
  const auto infinite = task_of({{1, HUGE_VAL}, {2, 1}, {3, 4}}, Y);
  CHECK(refusal([&] { solve_l2(silent, 0.1); }).find("lower the intercepts") != std::string::npos);
  CHECK(refusal([&] { solve_nnls(silent); }).find("no neuron is active") != std::string::npos);
  CHECK(refusal([&] { solve_l2(twins, 0); }).find("reg > 0") != std::string::npos);
  CHECK(refusal([&] { solve_l2(infinite, 0.1); }).find("not finite") != std::string::npos);
  CHECK(refusal([&] { solve_least_squares(twins, 0.01); }).empty());
}
