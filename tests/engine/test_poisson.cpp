#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "engine/bulk_random.h"
#include "engine/poisson.h"
#include "engine/random.h"
#include "tests/support/population_driver.h"
#include "tests/support/statistics.h"

using namespace rheo;
using namespace rheo::testing;

namespace {

const BulkKey kKey = bulk_key(draw_key(1, "test", "poisson", ""));
constexpr int kBlockSize = 1024;

Isa best_isa() {
  return available_isas().back();
}

/// ln of the probability of k. For large means by Stirling's series, as the terms of the first form
/// cancel.
double log_probability(double k, double mean) {
  if (mean > 500) {
    const double x = (k - mean) / mean;
    return -mean * ((1 + x) * std::log1p(x) - x) - 0.5 * std::log(6.283185307179586 * k) -
           1 / (12 * k);
  }
  return k * std::log(mean) - mean - std::lgamma(k + 1);
}

/// Counts of n neurons in one step, in blocks.
std::vector<std::int32_t> counts(const PoissonTable* table, const std::vector<double>& means,
                                 std::uint32_t first, std::int64_t step, int n, Isa isa) {
  std::vector<std::int32_t> out(static_cast<std::size_t>(n));
  for (int start = 0; start < n; start += kBlockSize) {
    PoissonCounts c;
    c.table = table;
    if (table == nullptr) c.mean = means.data() + start;
    c.key = kKey;
    c.first = first + static_cast<std::uint32_t>(start);
    c.step = step;
    c.n = std::min(kBlockSize, n - start);
    c.out = out.data() + start;
    count_poisson_kernel(isa)(c);
  }
  return out;
}

std::vector<std::int32_t> alike(double mean, std::uint32_t first, std::int64_t step, int n,
                                Isa isa) {
  const PoissonTable table = make_poisson_table(mean);
  return counts(&table, {}, first, step, n, isa);
}

std::vector<std::int32_t> each(double mean, std::uint32_t first, std::int64_t step, int n,
                               Isa isa) {
  const std::vector<double> means(static_cast<std::size_t>(n), mean);
  return counts(nullptr, means, first, step, n, isa);
}

/// Chi-square of `steps` steps of 10000 neurons; counts in bins `width` wide around the mean.
template <class Draw>
ChiSquare test_distribution(double mean, std::int64_t steps, Draw draw) {
  constexpr int kNeurons = 10000;
  const double deviation = std::sqrt(mean);
  const double width = std::max(1.0, std::floor(deviation / 20));
  const double start = std::max(0.0, std::floor(mean - 12 * deviation));
  const auto bins = static_cast<std::size_t>((24 * deviation + 24) / width);
  std::vector<double> probability(bins);
  for (std::size_t b = 0; b < bins; ++b) {
    for (double k = 0; k < width; ++k)
      probability[b] += std::exp(log_probability(start + static_cast<double>(b) * width + k, mean));
  }
  std::vector<double> seen(bins);
  for (std::int64_t step = 0; step < steps; ++step) {
    for (std::int32_t k : draw(mean, 0, step, kNeurons, best_isa())) {
      const double bin = std::floor((k - start) / width);
      if (bin >= 0 && bin < static_cast<double>(bins)) seen[static_cast<std::size_t>(bin)] += 1;
    }
  }
  return chi_square(seen, probability, static_cast<double>(steps) * kNeurons);
}

/// The count as it is defined: the 64 bits of the neuron's draw against all thresholds.
std::int32_t defined_count(const PoissonTable& table, std::uint32_t neuron, std::int64_t step,
                           int& ties) {
  std::int32_t count = 0;
  for (std::uint32_t part = 0; part < static_cast<std::uint32_t>(table.parts); ++part) {
    const auto low = static_cast<std::uint32_t>(step);
    const std::uint32_t high = static_cast<std::uint32_t>(step >> 32) | part << 16;
    const auto draw = bulk_words(kKey, neuron / 8, low, high, 0);
    const std::uint32_t upper = (draw[neuron % 8 / 2] >> (16 * (neuron % 2)) & 0xffff) ^ 0x8000;
    const auto more = bulk_words(kKey, neuron, low, high, 1);
    const std::uint64_t rest = (static_cast<std::uint64_t>(more[1]) << 32 | more[0]) >> 16;
    const std::uint64_t u = static_cast<std::uint64_t>(upper) << 48 | rest;
    for (int k = 0; k < table.n; ++k) {
      count += u >= table.threshold[k] ? 1 : 0;
      ties += table.threshold[k] >> 48 == upper ? 1 : 0;
    }
  }
  return count;
}

}  // namespace

TEST_CASE("thresholds: 2^64 P(count <= k), to the last bits") {
  struct Case {
    double mean;
    int k;
    std::uint64_t threshold;  // from 60 digits
  };
  // 0.01 and 1.28 stand for the doubles of those names.
  for (const Case& c : std::vector<Case>{{0.01, 0, 0xfd73e7e95ce7ec28},
                                         {0.01, 3, 0xfffffffe39851c84},
                                         {0.01, 4, 0xffffffffff176244},
                                         {1, 0, 0x5e2d58d8b3bcdf1a},
                                         {1, 1, 0xbc5ab1b16779be35},
                                         {1, 2, 0xeb715e1dc1582dc2},
                                         {1, 5, 0xffd90f3ba4055e19},
                                         {1, 10, 0xffffffd4d85d3183},
                                         {1.28, 0, 0x472d73d883bc7b2f},
                                         {1.28, 3, 0xf578c8f0cf837bcf},
                                         {20, 0, 0x8da432af9},
                                         {20, 10, 0x2c48e8ac6263c89},
                                         {20, 20, 0x8f20b10cb5acbd7f},
                                         {20, 40, 0xfffe556acb73354b},
                                         {32, 0, 0x3908c},
                                         {32, 1, 0x75a220},
                                         {32, 20, 0x414accd888d2bb5},
                                         {32, 32, 0x8bfcf56ac9341be5},
                                         {32, 64, 0xfffffc9f97fc871e}}) {
    const PoissonTable table = make_poisson_table(c.mean);
    CAPTURE(c.mean);
    CAPTURE(c.k);
    REQUIRE(c.k < table.n);
    const auto difference = static_cast<std::int64_t>(table.threshold[c.k] - c.threshold);
    CHECK(std::abs(difference) <= 1);
  }
}

TEST_CASE("tables of all means: thresholds ascend, and end where 64 bits end") {
  CHECK(make_poisson_table(0).n == 0);
  CHECK(make_poisson_table(1e-300).n == 0);
  for (double mean : {0x1p-60, 1e-9, 0.1, 3.0, 31.9, 32.0, 32.1, 100.0, 256.0}) {
    const PoissonTable table = make_poisson_table(mean);
    CAPTURE(mean);
    REQUIRE(table.n >= 1);
    CHECK(table.n < PoissonTable::kSize);
    CHECK(table.mean == mean);
    CHECK(mean / table.parts <= kMostTableMean);
    CHECK((table.parts == 1 || 2 * mean / table.parts > kMostTableMean));
    for (int k = 1; k < table.n; ++k)
      CHECK(table.threshold[k] >= table.threshold[k - 1]);
    // What lies beyond the last is less than 2^-64.
    const double part = mean / table.parts;
    CHECK(std::exp(log_probability(table.n + 1, part)) < 0x1p-64);
    CHECK(std::exp(log_probability(table.n, part)) > 0x1p-66);
    for (int k = 0; k < table.n_upper; ++k)
      CHECK(table.upper[k] == static_cast<int>(table.threshold[k] >> 48) - 0x8000);
    CHECK(table.n_upper <= PoissonTable::kMostUpper);
    CHECK((table.n_upper == table.n || table.threshold[table.n_upper] >> 48 == 0xffff));
  }
}

TEST_CASE("counts are what the thresholds define, ties included") {
  for (double mean : {0.01, 1.28, 3.0, 20.0, 32.0, 100.0}) {
    const PoissonTable table = make_poisson_table(mean);
    int ties = 0;
    for (std::int64_t step : {std::int64_t{0}, std::int64_t{3} << 32 | 5}) {
      constexpr int kN = 20000;
      std::vector<std::int32_t> wanted(kN);
      for (std::uint32_t i = 0; i < kN; ++i)
        wanted[i] = defined_count(table, 4096 + i, step, ties);
      for (Isa isa : available_isas())
        CHECK(counts(&table, {}, 4096, step, kN, isa) == wanted);
    }
    CHECK(ties > 0);
  }
}

TEST_CASE("one mean for all: chi-square over ten million draws") {
  for (double mean : {0.01, 0.5, 1.28, 3.0, 20.0}) {
    const ChiSquare result = test_distribution(mean, 1000, alike);
    CAPTURE(mean);
    CAPTURE(result.value);
    CHECK(result.plausible());
    CHECK(result.degrees >= 2);
  }
}

TEST_CASE("one large mean, drawn in parts") {
  for (double mean : {33.0, 100.0, 256.0})
    CHECK(test_distribution(mean, 100, alike).plausible());
}

TEST_CASE("each its mean: chi-square on both sides of the change of method") {
  for (double mean : {0.01, 0.5, 3.0, 20.0, 31.9, 32.0, 40.0, 100.0, 1000.0, 1e6, 1e9}) {
    const ChiSquare result = test_distribution(mean, 200, each);
    CAPTURE(mean);
    CAPTURE(result.value);
    CHECK(result.plausible());
    CHECK(result.degrees >= 2);
  }
}

TEST_CASE("no mean, no count; the largest mean stays within 32 bits") {
  for (Isa isa : available_isas()) {
    CHECK(alike(0, 0, 7, 100, isa) == std::vector<std::int32_t>(100, 0));
    CHECK(each(0, 0, 7, 100, isa) == std::vector<std::int32_t>(100, 0));
    for (std::int32_t k : each(kMostPoissonMean, 0, 7, 1000, isa))
      CHECK(std::fabs(k - kMostPoissonMean) < 7 * std::sqrt(kMostPoissonMean));
  }
}

TEST_CASE("the same counts on every instruction set and however the neurons are cut") {
  std::vector<double> means(kBlockSize);
  for (std::size_t i = 0; i < means.size(); ++i)
    means[i] = std::exp(static_cast<double>(i % 97) / 8 - 3);  // 0.05 to 8000
  for (double mean : {0.1, 3.0, 50.0}) {
    const PoissonTable table = make_poisson_table(mean);
    for (const PoissonTable* shared : {&table, static_cast<const PoissonTable*>(nullptr)}) {
      const auto wanted = counts(shared, means, 2048, 11, kBlockSize, Isa::baseline);
      for (Isa isa : available_isas()) {
        for (int n : {1, 7, 64, 65, 1000, kBlockSize}) {
          const auto part = counts(shared, means, 2048, 11, n, isa);
          CHECK(part == std::vector<std::int32_t>(wanted.begin(), wanted.begin() + n));
        }
        for (int first : {8, 72, 1016}) {
          const std::vector<double> rest(means.begin() + first, means.end());
          const auto part = counts(shared, rest, 2048 + static_cast<std::uint32_t>(first), 11,
                                   kBlockSize - first, isa);
          CHECK(part == std::vector<std::int32_t>(wanted.begin() + first, wanted.end()));
        }
      }
    }
  }
}

TEST_CASE_TEMPLATE("the drive adds weight x count", Real, float, double) {
  constexpr int kN = 1001;
  const PoissonTable table = make_poisson_table(2.3);
  const std::vector<double> means(kN, 40.0);
  std::vector<Real> weights(kN);
  for (int i = 0; i < kN; ++i)
    weights[static_cast<std::size_t>(i)] = static_cast<Real>(0.1 * i - 3);
  for (const PoissonTable* shared : {&table, static_cast<const PoissonTable*>(nullptr)}) {
    const auto count = counts(shared, means, 1024, 5, kN, Isa::baseline);
    for (bool one_weight : {true, false}) {
      for (Isa isa : available_isas()) {
        std::vector<Real> y(kN + 1, Real(0.7));
        PoissonBlock<Real> block;
        block.table = shared;
        block.mean = means.data();
        block.key = kKey;
        block.first = 1024;
        block.step = 5;
        block.n = kN;
        block.one_weight = one_weight;
        block.weight = one_weight ? weights.data() + 9 : weights.data();
        block.y = y.data();
        add_poisson_kernel<Real>(isa)(block);
        CHECK(y.back() == Real(0.7));
        for (std::size_t i = 0; i < kN; ++i) {
          const Real weight = one_weight ? weights[9] : weights[i];
          const Real change = weight * static_cast<Real>(count[i]);
          REQUIRE(y[i] == Real(0.7) + change);
        }
      }
    }
  }
  std::vector<Real> y(kN, Real(0.7));
  add_poisson(table, kKey, 1024, 5, kN, Real(2), best_isa(), y.data());
  const auto count = counts(&table, {}, 1024, 5, kN, best_isa());
  for (std::size_t i = 0; i < kN; ++i)
    REQUIRE(y[i] == Real(0.7) + Real(2) * static_cast<Real>(count[i]));
}

TEST_CASE("counts are independent over neurons, steps and seeds") {
  constexpr int kN = 10240;
  constexpr int kSteps = 100;
  for (auto draw : {alike, each}) {
    std::vector<double> all;  // (steps, neurons)
    for (std::int64_t step = 0; step < kSteps; ++step) {
      const auto k = draw(1.28, 0, step, kN, best_isa());
      all.insert(all.end(), k.begin(), k.end());
    }
    // One, two, eight and 1024 neurons on; the next step; and both.
    for (std::ptrdiff_t lag : {1, 2, 7, 8, 9, 64, 1024, kN, kN + 1, kN + 8, 8 * kN}) {
      const std::vector<double> first(all.begin(), all.end() - lag);
      const std::vector<double> second(all.begin() + lag, all.end());
      CAPTURE(lag);
      CHECK(std::fabs(correlation(first, second)) < 5);
    }
  }
}

TEST_CASE("sums over neurons and over steps vary as they should") {
  constexpr int kN = 1024;
  constexpr int kSteps = 2000;
  constexpr double kMean = 3;
  const PoissonTable table = make_poisson_table(kMean);
  std::vector<double> over_steps(kN);
  double spread_of_steps = 0;  // chi-square with kSteps degrees of freedom
  for (std::int64_t step = 0; step < kSteps; ++step) {
    double total = 0;
    const auto k = counts(&table, {}, 0, step, kN, best_isa());
    for (std::size_t i = 0; i < kN; ++i) {
      over_steps[i] += k[i];
      total += k[i];
    }
    spread_of_steps += (total - kN * kMean) * (total - kN * kMean) / (kN * kMean);
  }
  double spread_of_neurons = 0;
  for (double total : over_steps)
    spread_of_neurons += (total - kSteps * kMean) * (total - kSteps * kMean) / (kSteps * kMean);
  CHECK(std::fabs(spread_of_steps - kSteps) < 5 * std::sqrt(2.0 * kSteps));
  CHECK(std::fabs(spread_of_neurons - kN) < 5 * std::sqrt(2.0 * kN));
}
