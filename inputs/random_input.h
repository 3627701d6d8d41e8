#pragma once

#include <cstddef>
#include <string>

#include "engine/error.h"
#include "engine/input_function.h"
#include "engine/random.h"
#include "engine/value.h"

namespace rheo {

/// How many elements a random input has: as many as are wanted, or its parameter `size`.
std::size_t elements_of(const ModelSpec& spec, const InputContext& context);

/// The key of its draws: by its own `seed` alone, so that equal seeds give equal signals, or by the
/// network's seed and the name.
DrawKey draw_key_of(const ModelSpec& spec, const InputContext& context);

/// `size` and `seed`, which all random inputs have.
void add_random_parameters(Declaration& declaration);

/// A mistake in `parameter` of the input `spec`.
ConfigError wrong_input(const ModelSpec& spec, const std::string& parameter, std::string what,
                        std::string rule, std::string remedy = "");

}  // namespace rheo
