#include "engine/discrete.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "engine/math.h"
#include "engine/random.h"

namespace rheo {

namespace {

/// Below this mean the search takes less time than a rejection; above, the latter's constants hold.
constexpr double kSearchMean = 10;
/// Up to this size of a sample things are taken one by one.
constexpr std::uint64_t kFewThings = 16;
constexpr double kLogTwoPi = 1.8378770664093454836;
/// Of hundreds of candidates none accepted: does not happen (each is taken with more than 1/2).
constexpr std::uint32_t kTries = 0x10000;

/// Two uniform numbers a retry, in [0, 1).
struct Uniforms {
  std::array<std::uint64_t, 2> word;
  double first() const { return uniform_from_word(word[0]); }
  double second() const { return uniform_from_word(word[1]); }
};

Uniforms uniforms(const BulkKey& key, const BulkCounter& c, std::uint32_t retry) {
  const auto w = bulk_words(key, c.first, c.c1, c.c2, retry << 16 | c.purpose);
  return {{static_cast<std::uint64_t>(w[1]) << 32 | w[0],
           static_cast<std::uint64_t>(w[3]) << 32 | w[2]}};
}

/// ln n! - [(n + 1/2) ln n - n + ln(2 pi) / 2] for whole n >= 1: a table, then Stirling's series.
double stirling_rest(double n) {
  constexpr std::array<double, 16> kTable = {
      0,
      0.081061466795327258,
      0.041340695955409294,
      0.027677925684998339,
      0.020790672103765093,
      0.016644691189821192,
      0.013876128823070748,
      0.01189670994589177,
      0.010411265261972096,
      0.0092554621827127329,
      0.0083305634333628713,
      0.0075736754879518408,
      0.0069428401072095299,
      0.0064089941880042071,
      0.0059513701127588477,
      0.0055547335519628014,
  };
  if (n < 16) return kTable[static_cast<std::size_t>(n)];
  const double square = 1 / (n * n);
  return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - square / 1680) * square) * square) / n;
}

/// x ln(x / mean) + mean - x for x, mean > 0, without cancellation where they are close (Loader
/// 2000): with v = (x - mean) / (x + mean), ln(x / mean) = 2 (v + v^3 / 3 + ...).
double deviance(double x, double mean) {
  const double distance = x - mean;
  if (std::fabs(distance) > 0.1 * (x + mean)) return x * math::log(x / mean) - distance;
  const double v = distance / (x + mean);
  const double square = v * v;
  double power = 2 * x * v;
  double total = distance * v;
  for (int k = 1; k <= 12; ++k) {  // 0.1^26 / 25: nothing
    power *= square;
    total += power / (2 * k + 1);
  }
  return total;
}

/// ln of n over k times p^k q^(n - k), with p + q = 1.
double log_term(double k, double n, double p, double q) {
  if (k == 0) return n * (p < 0.5 ? math::log1p(-p) : math::log(q));
  if (k == n) return n * (q < 0.5 ? math::log1p(-q) : math::log(p));
  const double rest = n - k;
  return stirling_rest(n) - stirling_rest(k) - stirling_rest(rest) - deviance(k, n * p) -
         deviance(rest, n * q) - 0.5 * (kLogTwoPi + math::log(k) + math::log(rest / n));
}

/// p <= 1/2, n p < kSearchMean: adds up the probabilities of 0, 1, ... until they pass u.
std::uint64_t search(std::uint64_t n, double p, double u) {
  const auto trials = static_cast<double>(n);
  const double odds = p / (1 - p);
  constexpr double kNothing = 0x1p-60;  // ends it where u lies above every sum, which are rounded
  double term = math::exp(trials * math::log1p(-p));
  double total = term;
  double k = 0;
  while (u >= total && k < trials && term > kNothing) {
    k += 1;
    term *= (trials - k + 1) / k * odds;
    total += term;
  }
  return static_cast<std::uint64_t>(k);
}

/// p <= 1/2, n p >= kSearchMean: Hoermann (1993), "BTRS".
std::uint64_t by_rejection(std::uint64_t n, double p, const BulkKey& key, const BulkCounter& c) {
  const auto trials = static_cast<double>(n);
  const double q = 1 - p;
  const double deviation = std::sqrt(trials * p * q);
  const double b = 1.15 + 2.53 * deviation;
  const double a = -0.0873 + 0.0248 * b + 0.01 * p;
  const double alpha = (2.83 + 5.1 / b) * deviation;
  const double quick = 0.92 - 4.2 / b;
  const double mode = std::min(std::floor((trials + 1) * p), trials);
  const double at_mode = log_term(mode, trials, p, q);
  for (std::uint32_t retry = 0; retry < kTries; ++retry) {
    const Uniforms draw = uniforms(key, c, retry);
    const double u = draw.first() - 0.5;
    const double v = 1 - draw.second();  // in (0, 1]
    const double edge = 0.5 - std::fabs(u);
    const double k = std::floor((2 * a / edge + b) * u + (trials * p + 0.5));
    if (edge >= 0.07 && v <= quick) return static_cast<std::uint64_t>(k);
    if (!(k >= 0) || k > trials) continue;
    const double height = v * alpha / (a / (edge * edge) + b);
    if (math::log(height) <= log_term(k, trials, p, q) - at_mode) {
      return static_cast<std::uint64_t>(k);
    }
  }
  return static_cast<std::uint64_t>(mode);
}

/// ln of the probability of k good ones, up to a constant of the urn: the product of two binomial
/// terms with one p (Loader 2000), which are largest near the mode.
struct Urn {
  double good;
  double bad;
  double sample;
  double p() const { return sample / (good + bad); }
  double q() const { return (good + bad - sample) / (good + bad); }
  double log_term_of(double k) const {
    return log_term(k, good, p(), q()) + log_term(sample - k, bad, p(), q());
  }
};

/// Takes `sample` things one by one; a word each, two from a block.
std::uint64_t one_by_one(std::uint64_t good, std::uint64_t total, std::uint64_t sample,
                         const BulkKey& key, const BulkCounter& c) {
  std::uint64_t found = 0;
  for (std::uint64_t taken = 0; taken < sample; ++taken) {
    const Uniforms draw = uniforms(key, c, static_cast<std::uint32_t>(taken / 2));
    const std::uint64_t at = index_from_long_word(draw.word[taken % 2], total - taken);
    found += at < good - found ? 1 : 0;
  }
  return found;
}

/// The ratio of uniforms (Stadlober 1990): sample and good at most half of all, neither small.
std::uint64_t by_ratio(std::uint64_t good, std::uint64_t bad, std::uint64_t sample,
                       const BulkKey& key, const BulkCounter& c) {
  constexpr double kWidth = 1.7155277699214135;   // 2 sqrt(2 / e)
  constexpr double kOffset = 0.8989161620588988;  // 3 - 2 sqrt(3 / e)
  const Urn urn{static_cast<double>(good), static_cast<double>(bad), static_cast<double>(sample)};
  const double total = urn.good + urn.bad;
  const double share = urn.good / total;
  const double center = urn.sample * share + 0.5;
  const double variance =
      urn.sample * share * (urn.bad / total) * ((total - urn.sample) / (total - 1));
  const double width = kWidth * std::sqrt(variance + 0.5) + kOffset;
  const double largest = std::min(urn.good, urn.sample);
  const double mode =
      std::min(std::floor((urn.sample + 1) * ((urn.good + 1) / (total + 2))), largest);
  const double at_mode = urn.log_term_of(mode);
  for (std::uint32_t retry = 0; retry < kTries; ++retry) {
    const Uniforms draw = uniforms(key, c, retry);
    const double u = 1 - draw.first();  // in (0, 1]
    const double k = std::floor(center + width * (draw.second() - 0.5) / u);
    if (!(k >= 0) || k > largest) continue;
    if (2 * math::log(u) <= urn.log_term_of(k) - at_mode) return static_cast<std::uint64_t>(k);
  }
  return static_cast<std::uint64_t>(mode);
}

}  // namespace

std::uint64_t binomial(std::uint64_t n, double p, const BulkKey& key, const BulkCounter& counter) {
  assert(n <= kMostTrials && p >= 0 && p <= 1);
  if (p > 0.5) return n - binomial(n, 1 - p, key, counter);  // 1 - p is exact
  if (n == 0 || !(p > 0)) return 0;
  if (static_cast<double>(n) * p >= kSearchMean) return by_rejection(n, p, key, counter);
  return search(n, p, uniforms(key, counter, 0).first());
}

std::uint64_t hypergeometric(std::uint64_t good, std::uint64_t bad, std::uint64_t sample,
                             const BulkKey& key, const BulkCounter& counter) {
  const std::uint64_t total = good + bad;
  assert(total <= kMostTrials && sample <= total);
  if (sample > total - sample)
    return good - hypergeometric(good, bad, total - sample, key, counter);
  if (good > bad) return sample - hypergeometric(bad, good, sample, key, counter);
  // As likely: a sample of `good` things, of which `sample` are good.
  if (good < sample) return hypergeometric(sample, total - sample, good, key, counter);
  if (sample <= kFewThings) return one_by_one(good, total, sample, key, counter);
  return by_ratio(good, bad, sample, key, counter);
}

double binomial_log_probability(std::uint64_t k, std::uint64_t n, double p) {
  assert(k <= n && p > 0 && p < 1);
  return log_term(static_cast<double>(k), static_cast<double>(n), p, 1 - p);
}

double hypergeometric_log_probability(std::uint64_t k, std::uint64_t good, std::uint64_t bad,
                                      std::uint64_t sample) {
  assert(k <= good && k <= sample && sample - k <= bad);
  if (sample == 0 || sample == good + bad) return 0;
  const Urn urn{static_cast<double>(good), static_cast<double>(bad), static_cast<double>(sample)};
  return urn.log_term_of(static_cast<double>(k)) -
         log_term(urn.sample, urn.good + urn.bad, urn.p(), urn.q());
}

}  // namespace rheo
