#include "engine/random.h"

#include <Random123/philox.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/error.h"
#include "engine/hash.h"
#include "engine/math.h"

namespace rheo {

namespace {

constexpr std::uint64_t kTries = 1000;
constexpr double kTwoPi = 6.283185307179586476925;

double standard_normal(const std::array<std::uint64_t, 4>& words) {
  // Box and Muller (1958); 1 - u lies in (0, 1], so that the logarithm is finite.
  const double radius = std::sqrt(-2.0 * math::log(1.0 - uniform_from_word(words[0])));
  return radius * math::cos(kTwoPi * uniform_from_word(words[1]));
}

double draw_unbounded(const Distribution& d, const std::array<std::uint64_t, 4>& words) {
  const double u = uniform_from_word(words[0]);
  switch (d.kind) {
    case Distribution::Kind::normal:
      return d.a + d.b * standard_normal(words);
    case Distribution::Kind::lognormal:
      return math::exp(d.a + d.b * standard_normal(words));
    case Distribution::Kind::exponential:
      return -d.a * math::log1p(-u);
    case Distribution::Kind::uniform:
      break;
  }
  const double x = d.a + (d.b - d.a) * u;
  return x < d.b || d.a >= d.b ? x : std::nextafter(d.b, d.a);  // rounding may reach b
}

std::string bounds_text(const Distribution& d) {
  const std::string low = d.min ? std::to_string(*d.min) : "-inf";
  const std::string high = d.max ? std::to_string(*d.max) : "inf";
  return "[" + low + ", " + high + "]";
}

}  // namespace

DrawKey draw_key(std::uint64_t seed, std::string_view kind, std::string_view name,
                 std::string_view purpose) {
  std::string path(kind);
  path.append("/").append(name).append("/").append(purpose);
  return {seed, hash_text(path)};
}

std::array<std::uint64_t, 4> random_words(const DrawKey& key, std::uint64_t index,
                                          std::uint64_t step, std::uint64_t retry) {
  const philox4x64_ctr_t counter = {{index, step, retry, 0}};
  const philox4x64_key_t philox_key = {{key.seed, key.stream}};
  const philox4x64_ctr_t out = philox4x64(counter, philox_key);
  return {out.v[0], out.v[1], out.v[2], out.v[3]};
}

double uniform_from_word(std::uint64_t word) noexcept {
  return static_cast<double>(word >> 11) * 0x1p-53;
}

double UniformDraw::operator()(std::uint64_t index) const {
  return uniform_from_word(random_words(key, index)[0]);
}

double draw(const Distribution& distribution, const DrawKey& key, std::uint64_t index) {
  const double low = distribution.min.value_or(-HUGE_VAL);
  const double high = distribution.max.value_or(HUGE_VAL);
  for (std::uint64_t retry = 0; retry < kTries; ++retry) {
    const double x = draw_unbounded(distribution, random_words(key, index, 0, retry));
    if (x >= low && x <= high) return x;
    if (!distribution.redraw) return std::clamp(x, low, high);
  }
  throw ConfigError({Problem{.path = {},
                             .what = "no value within " + bounds_text(distribution) + " in " +
                                     std::to_string(kTries) + " draws",
                             .rule = "the bounds must leave a fair part of the distribution",
                             .remedy = "widen min and max, or use clip instead of redraw",
                             .where = {}}});
}

}  // namespace rheo
