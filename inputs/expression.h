#pragma once

#include <memory>

#include "engine/input_function.h"

namespace rheo {

/// What the user wrote as functions of t.
Declaration expression_declaration();
std::shared_ptr<const InputFunction> make_expression(const ModelSpec& spec,
                                                     const InputContext& context);

}  // namespace rheo
