#pragma once

#include <memory>

#include "engine/input_function.h"
#include "engine/value.h"

namespace rheo {

/// Values at given times, zeros before the first (as nengo.processes.Piecewise).
Declaration piecewise_declaration();
std::shared_ptr<const InputFunction> make_piecewise(const ModelSpec& spec,
                                                    const InputContext& context);

/// `interpolation: zero|linear|nearest|cubic`.
ParameterDeclaration interpolation_parameter();

}  // namespace rheo
