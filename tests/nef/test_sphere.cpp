#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "engine/math.h"
#include "nef/sphere.h"

using namespace rheo;

namespace {

constexpr double kPi = 3.14159265358979323846;

DrawKey key(std::uint64_t seed) {
  return draw_key(seed, "population", "a", "encoders");
}

double norm(const std::vector<double>& x, std::size_t i, std::size_t d) {
  double square = 0;
  for (std::size_t j = 0; j < d; ++j)
    square += x[i * d + j] * x[i * d + j];
  return std::sqrt(square);
}

/// How far the second moments are from those of the uniform distribution: the largest deviation of
/// mean x_j x_k from `diagonal` (j = k) or 0.
double moment_error(const std::vector<double>& x, std::size_t n, std::size_t d, double diagonal) {
  double worst = 0;
  for (std::size_t j = 0; j < d; ++j) {
    for (std::size_t k = 0; k <= j; ++k) {
      double mean = 0;
      for (std::size_t i = 0; i < n; ++i)
        mean += x[i * d + j] * x[i * d + k];
      mean /= static_cast<double>(n);
      worst = std::max(worst, std::fabs(mean - (j == k ? diagonal : 0)));
    }
  }
  return worst;
}

/// Root mean square, over random half-spaces a x <= b, of the share of points minus the share of
/// the sphere: for d = 3, by Archimedes, that is (1 + b) / 2.
double cap_discrepancy(const std::vector<double>& x, std::size_t n) {
  const std::size_t caps = 200;
  const std::vector<double> normals = uniform_points(caps, 3, Region::sphere, key(99));
  double square = 0;
  for (std::size_t c = 0; c < caps; ++c) {
    const double b = -0.99 + 1.98 * static_cast<double>(c) / (caps - 1);
    std::size_t inside = 0;
    for (std::size_t i = 0; i < n; ++i) {
      double along = 0;
      for (std::size_t j = 0; j < 3; ++j)
        along += normals[c * 3 + j] * x[i * 3 + j];
      inside += along <= b ? 1 : 0;
    }
    const double error = static_cast<double>(inside) / static_cast<double>(n) - (1 + b) / 2;
    square += error * error;
  }
  return std::sqrt(square / caps);
}

using Sampler = std::vector<double> (*)(std::size_t, std::size_t, Region, const DrawKey&);

}  // namespace

TEST_CASE("points lie on the sphere or in the ball, and come from the key alone") {
  for (Sampler sample : {scattered_points, uniform_points}) {
    for (std::size_t d : {1U, 2U, 3U, 5U, 16U, 97U}) {
      CAPTURE(d);
      const std::size_t n = 300;
      const std::vector<double> on = sample(n, d, Region::sphere, key(1));
      const std::vector<double> in = sample(n, d, Region::ball, key(1));
      REQUIRE(on.size() == n * d);
      REQUIRE(in.size() == n * d);
      for (std::size_t i = 0; i < n; ++i) {
        REQUIRE(std::fabs(norm(on, i, d) - 1) < 1e-13);
        REQUIRE(norm(in, i, d) <= 1 + 1e-13);
      }
      CHECK(sample(n, d, Region::sphere, key(1)) == on);
      CHECK(sample(n, d, Region::sphere, key(2)) != on);
    }
  }
}

TEST_CASE("on the line: half of the encoders each way, and points at equal distances") {
  for (std::size_t n : {2U, 7U, 50U, 1000U}) {
    CAPTURE(n);
    const std::vector<double> e = scattered_points(n, 1, Region::sphere, key(n));
    const auto up = static_cast<std::size_t>(std::count(e.begin(), e.end(), 1.0));
    CHECK(up >= n / 2);
    CHECK(up <= (n + 1) / 2);
    std::vector<double> x = scattered_points(n, 1, Region::ball, key(n));
    if (n > 7) CHECK_FALSE(std::is_sorted(x.begin(), x.end()));
    std::sort(x.begin(), x.end());
    for (std::size_t i = 1; i < n; ++i)
      CHECK(x[i] - x[i - 1] < 2.0 * 2 / static_cast<double>(n - 1) + 1e-12);
    CHECK(x.front() >= -1);
    CHECK(x.back() <= 1);
  }
}

TEST_CASE("on the circle: equal angles") {
  const std::size_t n = 360;
  const std::vector<double> x = scattered_points(n, 2, Region::sphere, key(3));
  std::vector<double> angle(n);
  for (std::size_t i = 0; i < n; ++i)
    angle[i] = std::atan2(x[2 * i + 1], x[2 * i]);
  std::sort(angle.begin(), angle.end());
  for (std::size_t i = 1; i < n; ++i)
    CHECK(std::fabs(angle[i] - angle[i - 1] - 2 * kPi / n) < 1e-12);
}

TEST_CASE(
    "second moments: closer to uniform than those of random points, by far in few dimensions") {
  for (std::size_t d : {2U, 3U, 4U, 8U}) {
    for (Region region : {Region::sphere, Region::ball}) {
      CAPTURE(d);
      const std::size_t n = 2000;
      const auto dimensions = static_cast<double>(d);
      const double diagonal = 1 / (region == Region::sphere ? dimensions : dimensions + 2);
      double scattered = 0;
      double uniform = 0;
      for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        scattered += moment_error(scattered_points(n, d, region, key(seed)), n, d, diagonal);
        uniform += moment_error(uniform_points(n, d, region, key(seed)), n, d, diagonal);
      }
      CHECK(scattered < uniform / (d <= 4 ? 3 : 1.3));             // the advantage shrinks with d
      CHECK(uniform / 5 < 6 / std::sqrt(static_cast<double>(n)));  // what chance allows
    }
  }
}

TEST_CASE("shares of caps of the sphere: discrepancy a fraction of that of random points") {
  const std::size_t n = 1000;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const double scattered = cap_discrepancy(scattered_points(n, 3, Region::sphere, key(seed)), n);
    const double uniform = cap_discrepancy(uniform_points(n, 3, Region::sphere, key(seed)), n);
    CHECK(scattered < uniform / 3);
    CHECK(scattered < 0.005);
    CHECK(uniform < 0.03);
  }
}

TEST_CASE("ball: radii as the volume has them") {
  for (Sampler sample : {scattered_points, uniform_points}) {
    for (std::size_t d : {1U, 2U, 5U}) {
      const std::size_t n = 4000;
      const std::vector<double> x = sample(n, d, Region::ball, key(5));
      std::size_t inner = 0;
      for (std::size_t i = 0; i < n; ++i)
        inner += norm(x, i, d) < 0.7 ? 1 : 0;
      const double share = std::pow(0.7, static_cast<double>(d));
      CHECK(std::fabs(static_cast<double>(inner) / n - share) < 0.02);
    }
  }
}

TEST_CASE("polar angle: inverse of the integral of sin^power") {
  for (std::size_t power : {0U, 1U, 2U, 3U, 7U, 30U, 511U}) {
    CAPTURE(power);
    for (double y : {1e-6, 0.01, 0.3, 0.5, 0.77, 0.999}) {
      CAPTURE(y);
      const double theta = polar_angle(y, power);
      // Midpoint sums on a grid that is fine where sin^power is not yet 0.
      const int parts = 200000;
      double below = 0;
      double whole = 0;
      for (int k = 0; k < parts; ++k) {
        const double u = (k + 0.5) / parts;
        below += std::pow(std::sin(u * theta), static_cast<double>(power)) * theta;
        whole += std::pow(std::sin(u * kPi), static_cast<double>(power)) * kPi;
      }
      CHECK(below / whole == doctest::Approx(y).epsilon(1e-6));
    }
  }
  CHECK(polar_angle(0.25, 1) == doctest::Approx(std::acos(0.5)).epsilon(1e-14));
}

TEST_CASE("random rotation: orthogonal, and without a preferred direction") {
  for (std::size_t d : {2U, 3U, 10U, 64U}) {
    const std::vector<double> Q = random_orthogonal(d, key(4));
    for (std::size_t i = 0; i < d; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        double product = 0;
        for (std::size_t k = 0; k < d; ++k)
          product += Q[i * d + k] * Q[j * d + k];
        CHECK(std::fabs(product - (i == j ? 1 : 0)) < 1e-14);
      }
    }
  }
  double mean = 0;
  double square = 0;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const double q = random_orthogonal(3, key(seed))[4];
    mean += q / 2000;
    square += q * q / 2000;
  }
  CHECK(std::fabs(mean) < 0.05);
  CHECK(std::fabs(square - 1.0 / 3) < 0.03);
}
