#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <set>
#include <vector>

#include "engine/discrete.h"
#include "engine/random.h"
#include "tests/support/statistics.h"

using namespace rheo;
using namespace rheo::testing;

namespace {

const BulkKey kKey = bulk_key(draw_key(1, "test", "discrete", ""));

double log_choose(double n, double k) {
  return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}

/// The numbers that chi-square looks at: those within 12 standard deviations.
struct Window {
  Window(double mean, double deviation, double least, double most)
      : first(std::max(least, std::floor(mean - 12 * deviation - 12))),
        last(std::min(most, std::ceil(mean + 12 * deviation + 12))) {}
  double first;
  double last;
};

template <class Draw, class LogProbability>
ChiSquare test_distribution(const Window& window, std::uint32_t n, Draw draw,
                            LogProbability log_probability) {
  const auto bins = static_cast<std::size_t>(window.last - window.first) + 1;
  std::vector<double> probability(bins);
  for (std::size_t b = 0; b < bins; ++b)
    probability[b] = std::exp(log_probability(window.first + static_cast<double>(b)));
  std::vector<double> seen(bins);
  for (std::uint32_t i = 0; i < n; ++i) {
    const double k = static_cast<double>(draw(BulkCounter{i, 1, 2, 3})) - window.first;
    if (k >= 0 && k < static_cast<double>(bins)) seen[static_cast<std::size_t>(k)] += 1;
  }
  return chi_square(seen, probability, n);
}

struct Trials {
  std::uint64_t n;
  double p;
};

struct Sample {
  std::uint64_t good;
  std::uint64_t bad;
  std::uint64_t sample;
};

/// Mean and standard deviation of the good ones in a sample.
double mean_of(const Sample& s) {
  return static_cast<double>(s.sample) * static_cast<double>(s.good) /
         static_cast<double>(s.good + s.bad);
}
double deviation_of(const Sample& s) {
  const auto total = static_cast<double>(s.good + s.bad);
  return std::sqrt(mean_of(s) * static_cast<double>(s.bad) / total *
                   (total - static_cast<double>(s.sample)) / std::max(1.0, total - 1));
}

}  // namespace

TEST_CASE("binomial numbers: chi-square against the exact probabilities") {
  for (const Trials& t : std::vector<Trials>{{1, 0.3},
                                             {10, 0.3},
                                             {19, 0.5},
                                             {20, 0.5},
                                             {21, 0.5},
                                             {25, 0.9},
                                             {100, 0.05},
                                             {100, 0.0999},
                                             {100, 0.1001},
                                             {1000, 0.3},
                                             {1000, 0.97},
                                             {100000, 0.01},
                                             {1000000, 5e-6},
                                             {1000000, 2e-5}}) {
    const auto n = static_cast<double>(t.n);
    const auto log_probability = [&](double k) {
      return log_choose(n, k) + k * std::log(t.p) + (n - k) * std::log1p(-t.p);
    };
    const ChiSquare result = test_distribution(
        {n * t.p, std::sqrt(n * t.p * (1 - t.p)), 0, n}, 300000,
        [&](const BulkCounter& c) { return binomial(t.n, t.p, kKey, c); }, log_probability);
    CAPTURE(t.n);
    CAPTURE(t.p);
    CAPTURE(result.value);
    CHECK(result.plausible());
    CHECK(result.degrees >= 1);
  }
}

TEST_CASE("binomial numbers of many trials are normal") {
  for (const Trials& t : std::vector<Trials>{
           {kMostTrials, 0.5}, {kMostTrials, 1e-3}, {std::uint64_t{1} << 40, 0.9}}) {
    const double mean = static_cast<double>(t.n) * t.p;
    const double deviation = std::sqrt(mean * (1 - t.p));
    std::vector<double> z(100000);
    for (std::uint32_t i = 0; i < z.size(); ++i)
      z[i] = (static_cast<double>(binomial(t.n, t.p, kKey, {i, 0, 0, 0})) - mean) / deviation;
    CHECK(kolmogorov_distance(z, [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }) <
          kKolmogorovLimit);
  }
}

TEST_CASE("binomial numbers at the ends") {
  for (std::uint32_t i = 0; i < 100; ++i) {
    const BulkCounter c{i, 0, 0, 0};
    CHECK(binomial(0, 0.5, kKey, c) == 0);
    CHECK(binomial(1000, 0, kKey, c) == 0);
    CHECK(binomial(1000, 1, kKey, c) == 1000);
    CHECK(binomial(kMostTrials, 1, kKey, c) == kMostTrials);
    CHECK(binomial(kMostTrials, 1e-300, kKey, c) == 0);
    CHECK(binomial(3, 0.999, kKey, c) <= 3);
  }
}

TEST_CASE("hypergeometric numbers: chi-square against the exact probabilities") {
  for (const Sample& s : std::vector<Sample>{{1, 1, 1},
                                             {10, 20, 5},
                                             {20, 10, 25},
                                             {5, 1000, 500},
                                             {500, 505, 7},
                                             {50, 60, 40},
                                             {17, 17, 17},
                                             {18, 100, 18},
                                             {40, 1000000, 5000},
                                             {100, 100000, 100},
                                             {1000, 9000, 500},
                                             {9000, 1000, 500},
                                             {9000, 1000, 9500},
                                             {200000, 800000, 1000},
                                             {30000, 30000, 30000}}) {
    const auto good = static_cast<double>(s.good);
    const auto bad = static_cast<double>(s.bad);
    const auto sample = static_cast<double>(s.sample);
    const auto log_probability = [&](double k) {
      return log_choose(good, k) + log_choose(bad, sample - k) - log_choose(good + bad, sample);
    };
    const ChiSquare result = test_distribution(
        {mean_of(s), deviation_of(s), std::max(0.0, sample - bad), std::min(good, sample)}, 300000,
        [&](const BulkCounter& c) { return hypergeometric(s.good, s.bad, s.sample, kKey, c); },
        log_probability);
    CAPTURE(s.good);
    CAPTURE(s.bad);
    CAPTURE(s.sample);
    CAPTURE(result.value);
    CHECK(result.plausible());
    CHECK(result.degrees >= 1);
  }
}

TEST_CASE("hypergeometric numbers of large urns are normal") {
  const std::uint64_t trillion = 1000000000000;
  for (const Sample& s : std::vector<Sample>{{trillion, 3 * trillion, trillion},
                                             {1000000000, 4000 * trillion, 2000 * trillion},
                                             {kMostTrials / 2, kMostTrials / 2, kMostTrials / 4}}) {
    std::vector<double> z(100000);
    for (std::uint32_t i = 0; i < z.size(); ++i) {
      const auto k = hypergeometric(s.good, s.bad, s.sample, kKey, {i, 0, 0, 0});
      z[i] = (static_cast<double>(k) - mean_of(s)) / deviation_of(s);
    }
    CHECK(kolmogorov_distance(z, [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }) <
          kKolmogorovLimit);
  }
}

TEST_CASE("hypergeometric numbers at the ends, and within what is possible") {
  for (std::uint32_t i = 0; i < 100; ++i) {
    const BulkCounter c{i, 0, 0, 0};
    CHECK(hypergeometric(0, 0, 0, kKey, c) == 0);
    CHECK(hypergeometric(5, 7, 0, kKey, c) == 0);
    CHECK(hypergeometric(5, 7, 12, kKey, c) == 5);
    CHECK(hypergeometric(0, 7, 3, kKey, c) == 0);
    CHECK(hypergeometric(7, 0, 3, kKey, c) == 3);
    CHECK(hypergeometric(1000, 1, 1000, kKey, c) >= 999);
    const std::uint64_t k = hypergeometric(100, 30, 110, kKey, c);
    CHECK(k >= 80);
    CHECK(k <= 100);
  }
}

TEST_CASE("probabilities") {
  for (std::uint64_t k = 0; k <= 40; ++k) {
    const auto x = static_cast<double>(k);
    CHECK(binomial_log_probability(k, 40, 0.3) ==
          doctest::Approx(log_choose(40, x) + x * std::log(0.3) + (40 - x) * std::log(0.7))
              .epsilon(1e-12));
    CHECK(hypergeometric_log_probability(k, 50, 60, 40) ==
          doctest::Approx(log_choose(50, x) + log_choose(60, 40 - x) - log_choose(110, 40))
              .epsilon(1e-12));
  }
  CHECK(hypergeometric_log_probability(0, 5, 7, 0) == 0);
  CHECK(hypergeometric_log_probability(5, 5, 7, 12) == 0);
  // At the mode of very many trials: 1 / sqrt(2 pi n p q) (1 + O(1 / n)).
  const auto n = static_cast<double>(kMostTrials);
  CHECK(binomial_log_probability(kMostTrials / 2, kMostTrials, 0.5) ==
        doctest::Approx(-0.5 * std::log(2 * 3.14159265358979 * n / 4)).epsilon(1e-12));
}

TEST_CASE("draws depend on key and every part of the counter, and on nothing else") {
  std::set<std::uint64_t> values;
  for (const BulkCounter& c : std::vector<BulkCounter>{
           {0, 0, 0, 0}, {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}) {
    for (const BulkKey& key : {kKey, bulk_key({7, 8})}) {
      const std::uint64_t k = binomial(kMostTrials, 0.3, key, c);
      CHECK(binomial(kMostTrials, 0.3, key, c) == k);
      values.insert(k);
      const std::uint64_t h = hypergeometric(1ULL << 50, 1ULL << 51, 1ULL << 49, key, c);
      CHECK(hypergeometric(1ULL << 50, 1ULL << 51, 1ULL << 49, key, c) == h);
      values.insert(h);
    }
  }
  CHECK(values.size() == 20);
}
