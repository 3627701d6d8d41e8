#include "nef/sphere.h"

#include <algorithm>
#include <cmath>

#include "engine/math.h"

namespace rheo {

namespace {

/// Beyond so many dimensions even points are no better than random ones, and far dearer.
constexpr std::size_t kMostScattered = 64;

constexpr double kPi = 3.14159265358979323846;

// What a key's numbers are for: the second word of the counter.
enum Purpose : std::uint64_t { kOffset = 1, kSecondOffset, kOrder, kRotation, kDirection, kRadius };

double uniform(const DrawKey& key, std::uint64_t index, Purpose purpose) {
  return uniform_from_word(random_words(key, index, purpose)[0]);
}

/// Standard normal number `index` (Box and Muller 1958, two from four words).
double normal(const DrawKey& key, std::uint64_t index, Purpose purpose) {
  const auto words = random_words(key, index / 2, purpose);
  const double radius = std::sqrt(-2 * math::log(1 - uniform_from_word(words[0])));
  const double angle = 2 * kPi * uniform_from_word(words[1]);
  return radius * (index % 2 == 0 ? math::cos(angle) : math::sin(angle));
}

double fraction(double x) {
  return x - std::floor(x);
}

/// The order of n things, drawn (Fisher and Yates).
std::vector<std::size_t> shuffled(std::size_t n, const DrawKey& key) {
  std::vector<std::size_t> order(n);
  for (std::size_t i = 0; i < n; ++i)
    order[i] = i;
  for (std::size_t i = n; i-- > 1;) {
    const double place = uniform(key, i, kOrder) * static_cast<double>(i + 1);
    std::swap(order[i], order[std::min(i, static_cast<std::size_t>(place))]);
  }
  return order;
}

/// Equally spaced in [0, 1), from a random offset on.
double line_point(std::size_t i, std::size_t n, double offset) {
  return fraction(offset + static_cast<double>(i) / static_cast<double>(n));
}

std::vector<double> line_points(std::size_t n, Region region, const DrawKey& key) {
  std::vector<double> x(n);
  const std::vector<std::size_t> order = shuffled(n, key);
  const double offset = uniform(key, 0, kOffset);
  const double second = uniform(key, 0, kSecondOffset);
  const std::size_t half = n / 2;
  for (std::size_t i = 0; i < n; ++i) {
    double& out = x[order[i]];
    if (region == Region::sphere) {
      out = line_point(i, n, offset) < 0.5 ? -1 : 1;
    } else if (i < half) {
      out = line_point(i, half, offset);
    } else {
      out = -line_point(i - half, n - half, second);
    }
  }
  return x;
}

/// The integral of cos^power from 0 to pi / 2.
double quarter_integral(std::size_t power) {
  const bool odd = power % 2 == 1;
  double whole = odd ? 1 : kPi / 2;
  for (std::size_t k = odd ? 3 : 2; k <= power; k += 2)
    whole *= static_cast<double>(k - 1) / static_cast<double>(k);
  return whole;
}

/// The integral of cos^power from 0 to angle. A sum of positive terms, so that nothing cancels:
/// C_k = sin cos^(k-1) / k + (k - 1) / k C_(k-2).
double cosine_integral(double angle, std::size_t power) {
  const double s = math::sin(angle);
  const double c = math::cos(angle);
  const bool odd = power % 2 == 1;
  double part = odd ? s : angle;
  double c_power = odd ? c * c : c;  // cos^(k-1)
  for (std::size_t k = odd ? 3 : 2; k <= power; k += 2) {
    const auto n = static_cast<double>(k);
    part = s * c_power / n + (n - 1) / n * part;
    c_power *= c * c;
  }
  return part;
}

/// Coordinates of one point from its spherical angles and radius; y: (dimensions - 1) in the cube.
void place(const double* y, std::size_t dimensions, double radius, double* out) {
  double rest = radius;
  for (std::size_t j = 0; j + 1 < dimensions; ++j) {
    const bool last = j + 2 == dimensions;
    const double angle = last ? 2 * kPi * y[j] : polar_angle(y[j], dimensions - 2 - j);
    out[j] = rest * math::cos(angle);
    rest *= math::sin(angle);
  }
  out[dimensions - 1] = rest;
}

double norm(const double* x, std::size_t n) {
  double square = 0;
  for (std::size_t j = 0; j < n; ++j)
    square += x[j] * x[j];
  return std::sqrt(square);
}

}  // namespace

double polar_angle(double y, std::size_t power) {
  if (power == 0) return kPi * y;
  const bool upper = y > 0.5;
  // From the equator on: what of the integral lies between the angle and pi / 2.
  const double whole = quarter_integral(power);
  const double wanted = whole * (1 - 2 * (upper ? 1 - y : y));
  double low = 0;
  double high = kPi / 2;
  double angle = std::min(wanted, high);
  for (int k = 0; k < 60; ++k) {
    const double error = cosine_integral(angle, power) - wanted;
    (error > 0 ? high : low) = angle;
    const double slope = math::pow(math::cos(angle), static_cast<double>(power));
    double next = angle - error / slope;
    if (!(next > low && next < high)) next = (low + high) / 2;  // Newton left the bracket
    if (std::fabs(next - angle) <= 1e-15) break;
    angle = next;
  }
  return upper ? kPi / 2 + angle : kPi / 2 - angle;
}

std::vector<double> cube_points(std::size_t n, std::size_t dimensions, const DrawKey& key) {
  std::vector<double> x(n * dimensions);
  const std::vector<std::size_t> order = shuffled(n, key);
  const auto d = static_cast<double>(dimensions);
  double phi = 1;  // root of phi^(d + 1) = phi + 1
  for (int k = 0; k < 50; ++k) {
    const double power = math::pow(phi, d);
    phi -= (power * phi - phi - 1) / ((d + 1) * power - 1);
  }
  double step = 1;
  for (std::size_t j = 0; j < dimensions; ++j) {
    step /= phi;
    const double offset = uniform(key, j, kOffset);
    for (std::size_t i = 0; i < n; ++i) {
      x[order[i] * dimensions + j] = dimensions == 1
                                         ? line_point(i, n, offset)
                                         : fraction(offset + static_cast<double>(i + 1) * step);
    }
  }
  return x;
}

std::vector<double> random_orthogonal(std::size_t d, const DrawKey& key) {
  std::vector<double> Q(d * d);
  for (std::size_t k = 0; k < d * d; ++k)
    Q[k] = normal(key, k, kRotation);
  // Gram-Schmidt of a normal matrix is uniform over the rotations; twice for full precision.
  for (std::size_t i = 0; i < d; ++i) {
    double* row = &Q[i * d];
    for (std::size_t pass = 0; pass < 2 * i; ++pass) {
      const double* other = &Q[(pass % i) * d];
      double along = 0;
      for (std::size_t j = 0; j < d; ++j)
        along += row[j] * other[j];
      for (std::size_t j = 0; j < d; ++j)
        row[j] -= along * other[j];
    }
    const double length = norm(row, d);
    for (std::size_t j = 0; j < d; ++j)
      row[j] /= length;
  }
  return Q;
}

std::vector<double> scattered_points(std::size_t n, std::size_t dimensions, Region region,
                                     const DrawKey& key) {
  if (dimensions > kMostScattered) return uniform_points(n, dimensions, region, key);
  if (dimensions == 1) return line_points(n, region, key);
  const std::size_t d = dimensions;
  const std::size_t width = region == Region::ball ? d : d - 1;
  const std::vector<double> cube = cube_points(n, width, key);
  const std::vector<double> rotation = random_orthogonal(d, key);
  std::vector<double> x(n * d);
  const auto count = static_cast<std::ptrdiff_t>(n);
#pragma omp parallel for schedule(static)
  for (std::ptrdiff_t point = 0; point < count; ++point) {
    const auto i = static_cast<std::size_t>(point);
    const double* y = &cube[i * width];
    const double radius =
        region == Region::ball ? math::pow(y[d - 1], 1 / static_cast<double>(d)) : 1.0;
    std::vector<double> before(d);
    place(y, d, radius, before.data());
    for (std::size_t j = 0; j < d; ++j) {
      for (std::size_t k = 0; k < d; ++k)
        x[i * d + j] += before[k] * rotation[k * d + j];
    }
  }
  return x;
}

std::vector<double> uniform_points(std::size_t n, std::size_t dimensions, Region region,
                                   const DrawKey& key) {
  const std::size_t d = dimensions;
  std::vector<double> x(n * d);
  for (std::size_t k = 0; k < n * d; ++k)
    x[k] = normal(key, k, kDirection);
  for (std::size_t i = 0; i < n; ++i) {
    double scale = 1 / norm(&x[i * d], d);
    if (region == Region::ball)
      scale *= math::pow(uniform(key, i, kRadius), 1 / static_cast<double>(d));
    for (std::size_t j = 0; j < d; ++j)
      x[i * d + j] *= scale;
  }
  return x;
}

}  // namespace rheo
