#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace rheo::testing {

/// Below this quantile lies chi-square with `degrees` of freedom in all but one of a million
/// samples (Wilson and Hilferty 1931; for one or two degrees it is up to 15 % too large).
inline double chi_square_limit(double degrees) {
  constexpr double kNormalQuantile = 4.753424308822899;  // of 1 - 1e-6
  const double c = 2 / (9 * degrees);
  return degrees * std::pow(1 - c + kNormalQuantile * std::sqrt(c), 3);
}

struct ChiSquare {
  double value = 0;
  double degrees = 0;
  /// False in one of a million samples where the probabilities are the true ones.
  bool plausible() const { return degrees < 1 ? value == 0 : value <= chi_square_limit(degrees); }
};

/// Pearson's chi-square of counts[k] against total x probability[k]; neighbours are pooled until 10
/// are expected. The probabilities may miss what lies beyond the last bin: it makes a bin of its
/// own together with the counts that the caller has not given.
inline ChiSquare chi_square(const std::vector<double>& counts,
                            const std::vector<double>& probability, double total) {
  std::vector<double> seen;
  std::vector<double> expected;
  double pooled = 0;
  double pooled_expected = 0;
  double rest = total;
  double rest_expected = total;
  for (std::size_t k = 0; k < probability.size(); ++k) {
    pooled += counts[k];
    pooled_expected += total * probability[k];
    if (pooled_expected < 10) continue;
    seen.push_back(pooled);
    expected.push_back(pooled_expected);
    rest -= pooled;
    rest_expected -= pooled_expected;
    pooled = 0;
    pooled_expected = 0;
  }
  if (rest_expected >= 10 || seen.empty()) {
    seen.push_back(rest);
    expected.push_back(rest_expected);
  } else {
    seen.back() += rest;
    expected.back() += rest_expected;
  }
  ChiSquare result;
  // Probabilities that add up to more than one are not plausible whatever was seen.
  if (expected.back() < 5) result.value = std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < seen.size(); ++k)
    result.value += (seen[k] - expected[k]) * (seen[k] - expected[k]) / expected[k];
  result.degrees = static_cast<double>(seen.size()) - 1;
  return result;
}

/// Largest distance between the empirical and the wanted distribution function (Kolmogorov,
/// Smirnov), times the root of the number of draws: above kKolmogorovLimit in one of a million
/// samples, as P(distance > x) = 2 exp(-2 x^2) for large x.
template <class Cdf>
double kolmogorov_distance(std::vector<double> values, Cdf cdf) {
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  double largest = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double p = cdf(values[i]);
    largest = std::max({largest, std::fabs(p - static_cast<double>(i) / n),
                        std::fabs(p - static_cast<double>(i + 1) / n)});
  }
  return largest * std::sqrt(n);
}
inline constexpr double kKolmogorovLimit = 2.6934;

/// Correlation of (a[i], b[i]), times the root of their number: a standard normal number where a
/// and b are independent and many.
inline double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const auto n = static_cast<double>(a.size());
  double mean_a = 0;
  double mean_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    mean_a += a[i] / n;
    mean_b += b[i] / n;
  }
  double aa = 0;
  double bb = 0;
  double ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
    ab += (a[i] - mean_a) * (b[i] - mean_b);
  }
  return ab / std::sqrt(aa * bb) * std::sqrt(n);
}

}  // namespace rheo::testing
