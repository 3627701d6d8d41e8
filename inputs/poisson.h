#pragma once

#include <memory>

#include "engine/input_function.h"

namespace rheo {

/// Independent Poisson spike trains, one of its own for each target that it is connected to.
Declaration poisson_input_declaration();
std::shared_ptr<const InputFunction> make_poisson_input(const ModelSpec& spec,
                                                        const InputContext& context);

}  // namespace rheo
