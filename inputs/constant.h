#pragma once

#include <memory>

#include "engine/input_function.h"

namespace rheo {

/// x(t) = value.
Declaration constant_declaration();
std::shared_ptr<const InputFunction> make_constant(const ModelSpec& spec,
                                                   const InputContext& context);

}  // namespace rheo
