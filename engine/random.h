#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "engine/value.h"

namespace rheo {

/// Counter-based random numbers (Philox4x64-10, Salmon et al. 2011): a draw is a pure function of
/// key and counter; there is no generator and no state. The key is made of the network's seed and
/// the name of what is drawn for, so that adding an object changes no draw elsewhere.
struct DrawKey {
  std::uint64_t seed = 0;
  std::uint64_t stream = 0;
};

/// Key for drawing `purpose` ("initial.voltage", "J_th") of the object `name` of kind `kind`
/// ("population").
DrawKey draw_key(std::uint64_t seed, std::string_view kind, std::string_view name,
                 std::string_view purpose);

/// Four random words for counter (index, step, retry).
std::array<std::uint64_t, 4> random_words(const DrawKey& key, std::uint64_t index,
                                          std::uint64_t step = 0, std::uint64_t retry = 0);

/// Uniform in [0, 1), a multiple of 2^-53.
double uniform_from_word(std::uint64_t word) noexcept;

/// Uniform draws in [0, 1), one an index.
struct UniformDraw {
  DrawKey key;
  double operator()(std::uint64_t index) const;
};

/// Draw number `index` from `distribution`, bounds respected. Throws ConfigError if `redraw` finds
/// no value within the bounds in 1000 tries.
double draw(const Distribution& distribution, const DrawKey& key, std::uint64_t index);

}  // namespace rheo
