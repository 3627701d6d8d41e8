#pragma once

#include <memory>

#include "engine/input_function.h"

namespace rheo {

/// x(t) = offset + amplitude sin(2 pi frequency t + phase).
Declaration sine_declaration();
std::shared_ptr<const InputFunction> make_sine(const ModelSpec& spec, const InputContext& context);

}  // namespace rheo
