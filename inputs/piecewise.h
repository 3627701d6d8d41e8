#pragma once

#include <memory>

#include "engine/input_function.h"

namespace rheo {

/// Values that hold from given times on; zeros before the first (as nengo.processes.Piecewise).
Declaration piecewise_declaration();
std::shared_ptr<const InputFunction> make_piecewise(const ModelSpec& spec,
                                                    const InputContext& context);

}  // namespace rheo
