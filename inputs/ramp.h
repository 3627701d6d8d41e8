#pragma once

#include <memory>

#include "engine/input_function.h"

namespace rheo {

/// A straight line from one value to another, which is then kept.
Declaration ramp_declaration();
std::shared_ptr<const InputFunction> make_ramp(const ModelSpec& spec, const InputContext& context);

}  // namespace rheo
