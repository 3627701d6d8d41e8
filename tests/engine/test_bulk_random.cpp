#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "engine/ars.h"
#include "engine/bulk_random.h"
#include "engine/error.h"
#include "engine/kernel_math.h"
#include "engine/random.h"
#include "engine/value.h"
#include "tests/support/population_driver.h"
#include "tests/support/statistics.h"

using namespace rheo;
using namespace rheo::testing;

namespace {

using Kind = Distribution::Kind;
using Block = std::array<std::uint32_t, 4>;

const BulkKey kKey = bulk_key(draw_key(1, "test", "bulk", ""));

Isa best_isa() {
  return available_isas().back();
}

Distribution distribution(Kind kind, double a, double b) {
  Distribution d;
  d.kind = kind;
  d.a = a;
  d.b = b;
  return d;
}

std::vector<double> draws(const Distribution& d, std::size_t n, Isa isa,
                          const BulkCounter& counter = {}) {
  std::vector<double> out(n);
  draw_bulk(d, kKey, counter, isa, n, out.data());
  return out;
}

double normal_cdf(double x) {
  return 0.5 * std::erfc(-x / std::sqrt(2.0));
}

/// The two 64-bit words of element i.
std::array<std::uint64_t, 2> words_of(std::uint32_t i, const BulkCounter& c) {
  const Block w = bulk_words(kKey, c.first + i, c.c1, c.c2, c.purpose);
  return {static_cast<std::uint64_t>(w[1]) << 32 | w[0],
          static_cast<std::uint64_t>(w[3]) << 32 | w[2]};
}

/// The upper 52 bits as a number in [0, 1).
double fraction(std::uint64_t word) {
  return static_cast<double>(word >> 12) * 0x1p-52;
}

/// The four distributions, bounded in three ways.
std::vector<Distribution> examples() {
  std::vector<Distribution> all;
  for (Distribution d :
       {distribution(Kind::uniform, -3, 5), distribution(Kind::normal, 2, 0.5),
        distribution(Kind::lognormal, -1, 0.7), distribution(Kind::exponential, 3, 0)}) {
    all.push_back(d);
    d.min = 0.4;
    d.max = 2.25;
    all.push_back(d);
    d.redraw = false;
    all.push_back(d);
  }
  return all;
}

#ifndef __AES__
/// Bytes in the order of FIPS 197, "0x19 0x3d ..." written as 193d...; four columns.
Block columns(const std::string& hex) {
  Block v = {};
  for (std::size_t i = 0; i < 16; ++i) {
    const auto byte = static_cast<std::uint32_t>(std::stoul(hex.substr(2 * i, 2), nullptr, 16));
    v[i / 4] |= byte << (8 * (i % 4));
  }
  return v;
}
#endif

}  // namespace

#ifndef __AES__
TEST_CASE("rounds of AES without its instructions: FIPS 197, appendix B") {
  Block v = columns("193de3bea0f4e22b9ac68d2ae9f84808");
  aes_round(v.data(), columns("a0fafe1788542cb123a339392a6c7605").data());
  CHECK(v == columns("a49c7ff2689f352b6b5bea43026a5049"));
  v = columns("eb40f21e592e38848ba113e71bc342d2");
  aes_last_round(v.data(), columns("d014f9a8c9ee2589e13f0cc8b6630ca6").data());
  CHECK(v == columns("3925841d02dc09fbdc118597196a0b32"));
  std::set<int> values(std::begin(kAes.box), std::end(kAes.box));
  CHECK(values.size() == 256);
  CHECK(kAes.box[0x53] == 0xed);  // section 5.1.1
}
#endif

TEST_CASE("ARS4x32-7: what Random123's ars4x32 gives") {
  struct Case {
    Block counter;
    BulkKey key;
    Block words;
  };
  const std::vector<Case> cases = {
      {{0, 0, 0, 0}, {0, 0}, {0xdacf61ff, 0xc45798f3, 0x113c7eeb, 0x101e27f3}},
      {{~0u, ~0u, ~0u, ~0u}, {~0ULL, ~0ULL}, {0xfbaaff1f, 0xbb547ef9, 0x13d8cd78, 0x7aaa969b}},
      {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
       {0x299f31d0a4093822ULL, 0xec4e6c89082efa98ULL},
       {0xd1df87af, 0xf67d43ba, 0x4f66afdb, 0x393dcb2d}},
      {{5, 6, 7, 8},
       {0x0000000200000001ULL, 0x0000000400000003ULL},
       {0x3aa7abbf, 0xff2b5810, 0xebfb310b, 0x8a6909b5}}};
  for (const Case& c : cases) {
    CHECK(bulk_words(c.key, c.counter[0], c.counter[1], c.counter[2], c.counter[3]) == c.words);
    for (Isa isa : available_isas()) {
      Block out = {};
      words_kernel(isa)(c.key, c.counter[0], c.counter[1], c.counter[2], c.counter[3], 1,
                        out.data());
      CHECK(out == c.words);
      std::vector<std::uint32_t> many(32);  // by groups
      words_kernel(isa)(c.key, c.counter[0] - 5, c.counter[1], c.counter[2], c.counter[3], 8,
                        many.data());
      CHECK(std::equal(c.words.begin(), c.words.end(), many.begin() + 20));
    }
  }
}

TEST_CASE("words depend on key and counter alone; the first word of the counter wraps") {
  for (Isa isa : available_isas()) {
    for (std::size_t n : {1u, 7u, 8u, 9u, 30u}) {
      std::vector<std::uint32_t> out(4 * n + 1, 77);
      words_kernel(isa)(kKey, ~0u - 3, 1, 2, 3, n, out.data());
      CHECK(out.back() == 77);
      for (std::uint32_t i = 0; i < n; ++i) {
        const Block one = bulk_words(kKey, ~0u - 3 + i, 1, 2, 3);
        CHECK(std::equal(one.begin(), one.end(), out.begin() + 4 * i));
      }
    }
  }
}

TEST_CASE("bulk keys are spread") {
  std::set<std::uint64_t> halves;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    for (std::uint64_t stream = 0; stream < 30; ++stream) {
      const BulkKey key = bulk_key({seed, stream});
      halves.insert(key.low);
      halves.insert(key.high);
    }
  }
  CHECK(halves.size() == 1800);
}

TEST_CASE("functions of the kernels against those of the C library") {
  for (int i = 1; i < 200000; ++i) {
    const double u = i * 0x1p-52 * std::exp2(i % 50);
    REQUIRE(log_plus(u, 0.0) == doctest::Approx(std::log(u)).epsilon(2e-15));
    const double x = -700 + i * 0.007;
    REQUIRE(exp_bounded(x) / std::exp(x) == doctest::Approx(1).epsilon(1e-14));
    const double turns = -0.25 + 0.5 * i / 200000;
    REQUIRE(sine_of_turns(turns) ==
            doctest::Approx(std::sin(6.283185307179586 * turns)).epsilon(1e-13));
  }
  CHECK(log_plus(1.0, 0.0) == 0.0);
  CHECK(std::sqrt(-2 * log_plus(0x1p-52, 0.0)) > 8.4);  // the longest radius
  CHECK(exp_bounded(-1e9) == exp_bounded(-708));
  CHECK(exp_bounded(1e9) == exp_bounded(708));
  CHECK(std::fabs(sine_of_turns(0.25) - 1) < 1e-13);
}

TEST_CASE("every distribution is the stated function of its words") {
  const BulkCounter counter{1000, 4, 5, 6};
  constexpr std::size_t kN = 20000;
  const auto check = [&](const Distribution& d, auto function) {
    const auto x = draws(d, kN, best_isa(), counter);
    for (std::uint32_t i = 0; i < kN; ++i) {
      const auto w = words_of(i, counter);
      REQUIRE(std::fabs(x[i] - function(fraction(w[0]), fraction(w[1]))) <
              1e-12 * (1 + std::fabs(x[i])));
    }
  };
  const auto normal = [](double u, double v) {
    return std::sqrt(-2 * std::log1p(-u)) * -std::cos(6.283185307179586 * v);
  };
  check(distribution(Kind::uniform, -3, 5), [](double u, double) { return -3 + 8 * u; });
  check(distribution(Kind::exponential, 3, 0),
        [](double u, double) { return -3 * std::log1p(-u); });
  check(distribution(Kind::normal, 2, 0.5),
        [&](double u, double v) { return 2 + 0.5 * normal(u, v); });
  check(distribution(Kind::lognormal, -1, 0.7),
        [&](double u, double v) { return std::exp(-1 + 0.7 * normal(u, v)); });
}

TEST_CASE("distributions") {
  constexpr std::size_t kN = 200000;
  const auto distance = [](const Distribution& d, auto cdf) {
    return kolmogorov_distance(draws(d, kN, best_isa()), cdf);
  };
  CHECK(distance(distribution(Kind::uniform, -3, 5), [](double x) { return (x + 3) / 8; }) <
        kKolmogorovLimit);
  CHECK(distance(distribution(Kind::normal, 2, 0.5),
                 [](double x) { return normal_cdf((x - 2) / 0.5); }) < kKolmogorovLimit);
  CHECK(distance(distribution(Kind::lognormal, -1, 0.7),
                 [](double x) { return normal_cdf((std::log(x) + 1) / 0.7); }) < kKolmogorovLimit);
  CHECK(distance(distribution(Kind::exponential, 3, 0),
                 [](double x) { return 1 - std::exp(-x / 3); }) < kKolmogorovLimit);
}

TEST_CASE("moments, tails and independence of the normal numbers") {
  constexpr std::size_t kN = 2000000;
  const auto x = draws(distribution(Kind::normal, 0, 1), kN, best_isa());
  double power[5] = {};
  double beyond = 0;
  for (double value : x) {
    double p = 1;
    for (int k = 1; k <= 4; ++k)
      power[k] += (p *= value) / kN;
    beyond += std::fabs(value) > 4 ? 1 : 0;
  }
  // Five standard deviations; the moments of order 2 k are 1, 3, 15, 105.
  const double five = 5 / std::sqrt(static_cast<double>(kN));
  CHECK(std::fabs(power[1]) < five);
  CHECK(std::fabs(power[2] - 1) < five * std::sqrt(2.0));
  CHECK(std::fabs(power[3]) < five * std::sqrt(15.0));
  CHECK(std::fabs(power[4] - 3) < five * std::sqrt(96.0));
  const double expected = kN * 2 * normal_cdf(-4);
  CHECK(std::fabs(beyond - expected) < 5 * std::sqrt(expected));
  for (std::ptrdiff_t lag : {1, 2, 8}) {
    const std::vector<double> first(x.begin(), x.end() - lag);
    const std::vector<double> second(x.begin() + lag, x.end());
    CHECK(std::fabs(correlation(first, second)) < 5);
  }
}

TEST_CASE("the same bits on every instruction set, and in pieces") {
  constexpr std::size_t kN = 1000;
  const BulkCounter counter{~0u - 100, 7, 8, 9};
  for (const Distribution& d : examples()) {
    const auto wanted = draws(d, kN, Isa::baseline, counter);
    std::vector<float> rounded(wanted.begin(), wanted.end());
    for (Isa isa : available_isas()) {
      CHECK(draws(d, kN, isa, counter) == wanted);
      std::vector<float> singles(kN);
      draw_bulk(d, kKey, counter, isa, kN, singles.data());
      CHECK(singles == rounded);
      std::vector<double> pieces;
      for (std::size_t first = 0; first < kN; first += 37) {
        BulkCounter part = counter;
        part.first += static_cast<std::uint32_t>(first);
        const auto piece = draws(d, std::min<std::size_t>(37, kN - first), isa, part);
        pieces.insert(pieces.end(), piece.begin(), piece.end());
      }
      CHECK(pieces == wanted);
    }
  }
}

TEST_CASE("an interval without width is its value; the upper end is never reached") {
  for (double x : draws(distribution(Kind::uniform, 2, 2), 10, best_isa()))
    CHECK(x == 2.0);
  const double next = std::nextafter(1.0, 2.0);
  for (double x : draws(distribution(Kind::uniform, 1, next), 1000, best_isa()))
    CHECK(x == 1.0);
}

TEST_CASE("bounds: drawn again, or clipped, or an error") {
  constexpr std::size_t kN = 200000;
  Distribution d = distribution(Kind::normal, 0, 1);
  d.min = -0.5;
  d.max = 1.0;
  const double low = normal_cdf(-0.5);
  const double high = normal_cdf(1.0);
  CHECK(kolmogorov_distance(draws(d, kN, best_isa()), [&](double x) {
          return (normal_cdf(x) - low) / (high - low);
        }) < kKolmogorovLimit);
  const auto free = draws(distribution(Kind::normal, 0, 1), kN, best_isa());
  const auto redrawn = draws(d, kN, best_isa());
  d.redraw = false;
  const auto clipped = draws(d, kN, best_isa());
  for (std::size_t i = 0; i < kN; ++i) {
    REQUIRE(clipped[i] == std::clamp(free[i], -0.5, 1.0));
    if (clipped[i] == free[i]) REQUIRE(redrawn[i] == free[i]);
  }
  d.redraw = true;
  d.min = 9;
  d.max = {};
  CHECK_THROWS_WITH_AS(draws(d, 1, best_isa()), doctest::Contains("[9.000000, inf] in 1000 draws"),
                       ConfigError);
}

TEST_CASE("indices") {
  CHECK(index_from_word(~0u, 7) == 6);
  CHECK(index_from_word(0, 7) == 0);
  CHECK(index_from_word(0x89abcdef, 1u << 12) == 0x89a);
  CHECK(index_from_long_word(~0ULL, 7) == 6);
  CHECK(index_from_long_word(0x0123456789abcdefULL, 1u << 20) == 0x01234);
  const BulkCounter counter{~0u - 20, 1, 2, 3};
  for (std::uint32_t bound : {1u, 2u, 1000u, 65536u, 65537u, 1000000u, ~0u}) {
    constexpr std::size_t kN = 5000;
    std::vector<std::uint32_t> wanted(kN);
    for (std::uint32_t i = 0; i < kN; ++i) {
      if (bound <= kShortIndex) {
        wanted[i] = index_from_word(bulk_words(kKey, counter.first + i / 4, 1, 2, 3)[i % 4], bound);
      } else {
        wanted[i] = static_cast<std::uint32_t>(
            index_from_long_word(words_of(i / 2, counter)[i % 2], bound));
      }
    }
    for (Isa isa : available_isas()) {
      std::vector<std::uint32_t> out(kN);
      draw_indices(kKey, counter, isa, bound, kN, out.data());
      CHECK(out == wanted);
    }
    for (std::uint32_t x : wanted)
      REQUIRE(x < bound);
  }
}

TEST_CASE("indices are uniform") {
  constexpr std::size_t kN = 2000000;
  std::vector<std::uint32_t> out(kN);
  for (std::uint32_t bound : {3u, 1000u, 70000u}) {
    draw_indices(kKey, {0, bound, 0, 0}, best_isa(), bound, kN, out.data());
    std::vector<double> counts(bound);
    for (std::uint32_t x : out)
      counts[x] += 1;
    CHECK(chi_square(counts, std::vector<double>(bound, 1.0 / bound), kN).plausible());
  }
}
