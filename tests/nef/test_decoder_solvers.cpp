// Solvers and samplers as network files reach them: through the catalog.
#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "apps/catalog.h"
#include "nef/sphere.h"

using namespace rheo;

namespace {

constexpr std::size_t kNeurons = 40;
constexpr std::size_t kPoints = 200;

/// Rectified neurons on [-1, 1] with every other encoder turned round; targets: x and x^2.
struct Line {
  std::vector<double> targets = std::vector<double>(kPoints * 2);
  DecodingProblem problem;

  Line() {
    for (std::size_t k = 0; k < kPoints; ++k) {
      targets[2 * k] = x(k);
      targets[2 * k + 1] = x(k) * x(k);
    }
    problem.neurons = kNeurons;
    problem.points = kPoints;
    problem.size = 2;
    problem.targets = targets.data();
    problem.key = {1, 2};
    problem.activities = [](std::size_t first, std::size_t n, double* out) {
      for (std::size_t i = first; i < first + n; ++i) {
        for (std::size_t k = 0; k < kPoints; ++k)
          *out++ = activity(i, k);
      }
    };
  }
  static double x(std::size_t k) { return -1 + 2 * static_cast<double>(k) / (kPoints - 1); }
  static double activity(std::size_t i, std::size_t k) {
    const double intercept = -0.95 + 1.8 * static_cast<double>(i) / kNeurons;
    const double along = i % 2 == 0 ? x(k) : -x(k);
    return 100 * std::max(0.0, along - intercept);
  }
};

}  // namespace

TEST_CASE("solvers: declared in full, defaults as Nengo's") {
  const Catalog catalog = make_catalog();
  std::set<std::string> names;
  for (const auto& entry : catalog.solvers.entries()) {
    const Declaration& d = entry.declaration;
    CAPTURE(d.name);
    names.insert(d.name);
    CHECK(d.kind == ModelKind::solver);
    CHECK(d.summary.size() > 10);
    CHECK_FALSE(d.equations.empty());
    for (const ParameterDeclaration& p : d.parameters) {
      REQUIRE(p.fallback.has_value());
      CHECK(std::get<double>(*p.fallback) == (p.name == "rcond" ? 0.01 : 0.1));
      CHECK(d.shorthand == p.name);
    }
    const auto solver = entry.make(with_defaults({d.name, {}}, d));
    CHECK(solver->declaration().name == d.name);
    CHECK(solver->compositional() == (d.name.rfind("nnls", 0) != 0));
  }
  CHECK(names == std::set<std::string>{"lstsq", "lstsq_l2", "lstsq_l2nz", "lstsq_mult_noise",
                                       "lstsq_noise", "nnls", "nnls_l2"});
}

TEST_CASE("every solver decodes x^2, and says how well") {
  const Catalog catalog = make_catalog();
  const Line line;
  for (const auto& entry : catalog.solvers.entries()) {
    CAPTURE(entry.declaration.name);
    const auto solver = entry.make(with_defaults({entry.declaration.name, {}}, entry.declaration));
    const Decoders decoders = solver->solve(line.problem);
    REQUIRE(decoders.values.size() == kNeurons * 2);
    REQUIRE(decoders.rmse.size() == 2);
    for (std::size_t c : {0U, 1U}) {
      double square = 0;
      for (std::size_t k = 0; k < kPoints; ++k) {
        double decoded = 0;
        for (std::size_t i = 0; i < kNeurons; ++i)
          decoded += Line::activity(i, k) * decoders.values[2 * i + c];
        square += std::pow(decoded - line.targets[2 * k + c], 2) / kPoints;
      }
      CHECK(decoders.rmse[c] == doctest::Approx(std::sqrt(square)).epsilon(1e-9));
    }
    CHECK(decoders.rmse[1] < 0.05);
    CHECK(solver->solve(line.problem).values == decoders.values);
  }
}

TEST_CASE("samplers") {
  const Catalog catalog = make_catalog();
  const DrawKey key = {3, 4};
  const SampleRequest sphere = {.points = 50, .dimensions = 3, .surface = true, .key = key};
  const SampleRequest ball = {.points = 50, .dimensions = 3, .surface = false, .key = key};
  REQUIRE(catalog.samplers.entries().size() == 2);
  CHECK(catalog.samplers.find("scattered")->make(sphere) ==
        scattered_points(50, 3, Region::sphere, key));
  CHECK(catalog.samplers.find("scattered")->make(ball) ==
        scattered_points(50, 3, Region::ball, key));
  CHECK(catalog.samplers.find("uniform")->make(ball) == uniform_points(50, 3, Region::ball, key));
}
