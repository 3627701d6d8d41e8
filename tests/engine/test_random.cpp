#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "engine/error.h"
#include "engine/random.h"

using namespace rheo;

namespace {

constexpr std::size_t kDraws = 100000;

std::vector<double> draws(const Distribution& d, std::size_t n = kDraws) {
  const DrawKey key = draw_key(1, "test", "draws", "");
  std::vector<double> values(n);
  for (std::size_t i = 0; i < n; ++i)
    values[i] = draw(d, key, i);
  return values;
}

/// Largest distance between the empirical and the wanted distribution function (Kolmogorov,
/// Smirnov), times the root of the number of draws: above 1.95 in one of 1000 samples.
template <class Cdf>
double distance(std::vector<double> values, Cdf cdf) {
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

using Kind = Distribution::Kind;

Distribution distribution(Kind kind, double a, double b) {
  Distribution d;
  d.kind = kind;
  d.a = a;
  d.b = b;
  return d;
}

double normal_cdf(double x) {
  return 0.5 * std::erfc(-x / std::sqrt(2.0));
}

}  // namespace

TEST_CASE("Philox4x64-10: the known answer, and numpy's numbers") {
  // Random123's test vector for counter 0 and key 0.
  CHECK(random_words({0, 0}, 0) ==
        std::array<std::uint64_t, 4>{0x16554d9eca36314cULL, 0xdb20fe9d672d0fdcULL,
                                     0xd7e772cee186176bULL, 0x7e68b68aec7ba23bULL});
  // numpy.random.Philox(key=[1, 2], counter=[4, 7, 2, 0]).random_raw(4); it counts before it draws.
  CHECK(random_words({1, 2}, 5, 7, 2) ==
        std::array<std::uint64_t, 4>{0xe370a5e243337bcaULL, 0x392569b5795c371bULL,
                                     0xe08816a0bc6b0d3cULL, 0xc339187ddfacce40ULL});
}

TEST_CASE("uniform numbers fill [0, 1)") {
  CHECK(uniform_from_word(0) == 0.0);
  CHECK(uniform_from_word(~0ULL) == 1.0 - 0x1p-53);
  const auto values = draws(distribution(Kind::uniform, 0, 1));
  CHECK(distance(values, [](double x) { return x; }) < 1.95);
}

TEST_CASE("distributions") {
  CHECK(distance(draws(distribution(Kind::uniform, -3, 5)), [](double x) { return (x + 3) / 8; }) <
        1.95);
  CHECK(distance(draws(distribution(Kind::normal, 2, 0.5)),
                 [](double x) { return normal_cdf((x - 2) / 0.5); }) < 1.95);
  CHECK(distance(draws(distribution(Kind::lognormal, -1, 0.7)),
                 [](double x) { return normal_cdf((std::log(x) + 1) / 0.7); }) < 1.95);
  CHECK(distance(draws(distribution(Kind::exponential, 3, 0)),
                 [](double x) { return 1 - std::exp(-x / 3); }) < 1.95);
}

TEST_CASE("an interval without width is its value; the upper end is never reached") {
  CHECK(draws(distribution(Kind::uniform, 2, 2), 10) == std::vector<double>(10, 2.0));
  const double next = std::nextafter(1.0, 2.0);
  for (double x : draws(distribution(Kind::uniform, 1, next), 1000))
    CHECK(x == 1.0);
}

TEST_CASE("bounds: drawn again, or clipped") {
  Distribution d = distribution(Kind::normal, 0, 1);
  d.min = -0.5;
  d.max = 1.0;
  const double low = normal_cdf(-0.5);
  const double high = normal_cdf(1.0);
  CHECK(distance(draws(d), [&](double x) { return (normal_cdf(x) - low) / (high - low); }) < 1.95);

  d.redraw = false;
  const auto clipped = draws(d);
  const auto at_low = static_cast<double>(std::count(clipped.begin(), clipped.end(), -0.5));
  const auto at_high = static_cast<double>(std::count(clipped.begin(), clipped.end(), 1.0));
  CHECK(at_low / kDraws == doctest::Approx(low).epsilon(0.02));
  CHECK(at_high / kDraws == doctest::Approx(1 - high).epsilon(0.02));
}

TEST_CASE("bounds that no draw meets are an error") {
  Distribution d = distribution(Kind::uniform, 0, 1);
  d.min = 2.0;
  CHECK_THROWS_AS(draws(d, 1), ConfigError);
}

TEST_CASE("keys: every part of the name counts, and nothing else") {
  std::set<std::uint64_t> streams;
  for (const char* kind : {"population", "connection"}) {
    for (const char* name : {"a", "b", "a/b"}) {
      for (const char* purpose : {"J_th", "initial.voltage"}) {
        streams.insert(draw_key(1, kind, name, purpose).stream);
        CHECK(draw_key(2, kind, name, purpose).stream == draw_key(1, kind, name, purpose).stream);
      }
    }
  }
  CHECK(streams.size() == 12);
  const UniformDraw one{draw_key(1, "population", "a", "x")};
  const UniformDraw other{draw_key(2, "population", "a", "x")};
  CHECK(one(3) == one(3));
  CHECK(one(3) != one(4));
  CHECK(one(3) != other(3));
}
