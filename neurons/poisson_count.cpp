#include "neurons/poisson_count.h"

#include <cmath>

#include "engine/math.h"

namespace rheo {

namespace {

/// Below, the search takes less time than a rejection; above, the rejection's constants hold.
constexpr double kSmallMean = 10;
constexpr double kHalfLogTwoPi = 0.91893853320467274178;
constexpr int kTabulated = 16;

/// ln k! - [(k + 1/2) ln k - k + ln(2 pi) / 2]: the tail of Stirling's series, k >= kTabulated.
double stirling_rest(double k) {
  const double square = 1 / (k * k);
  return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - square / 1680) * square) * square) / k;
}

/// P(count > k) after k terms is what is left of u; ends at the latest where terms vanish.
std::int32_t by_search(double u, double mean) {
  constexpr std::int32_t kLast = 200;  // beyond, a term is below 1e-180
  double term = math::exp(-mean);
  std::int32_t k = 0;
  while (u >= term && k < kLast) {
    u -= term;
    k += 1;
    term *= mean / k;
  }
  return k;
}

}  // namespace

double poisson_log_probability(double k, double mean) {
  if (k < kTabulated) {
    double log_factorial = 0;
    for (double m = 2; m <= k; ++m)
      log_factorial += math::log(m);
    return k * math::log(mean) - mean - log_factorial;
  }
  // k ln(mean / k) + k - mean without cancellation (Loader 2000): x is small where it matters.
  const double x = (k - mean) / mean;
  const double deviance = mean * ((1 + x) * math::log1p(x) - x);
  return -deviance - 0.5 * math::log(k) - kHalfLogTwoPi - stirling_rest(k);
}

std::int32_t poisson_count(const DrawKey& key, std::uint64_t index, std::uint64_t step,
                           double mean) {
  if (!(mean > 0)) return 0;
  if (mean < kSmallMean) {
    return by_search(uniform_from_word(random_words(key, index, step)[0]), mean);
  }
  const double b = 0.931 + 2.53 * std::sqrt(mean);
  const double a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const double quick = 0.9277 - 3.6224 / (b - 2);
  for (std::uint64_t retry = 0;; ++retry) {
    const auto words = random_words(key, index, step, retry);
    const double u = uniform_from_word(words[0]) - 0.5;
    const double v = 1 - uniform_from_word(words[1]);  // in (0, 1]
    const double edge = 0.5 - std::fabs(u);
    const double k = std::floor((2 * a / edge + b) * u + mean + 0.43);
    if (edge >= 0.07 && v <= quick) return static_cast<std::int32_t>(k);
    if (!(k >= 0) || k > 1.5 * kMostPoisson || (edge < 0.013 && v > edge)) continue;
    const double height = v * inverse_alpha / (a / (edge * edge) + b);
    if (math::log(height) <= poisson_log_probability(k, mean)) return static_cast<std::int32_t>(k);
  }
}

}  // namespace rheo
