#pragma once

#include <memory>

#include "engine/input_function.h"

namespace rheo {

/// Rows of a matrix, one after the other (as nengo.processes.PresentInput).
Declaration array_declaration();
std::shared_ptr<const InputFunction> make_array(const ModelSpec& spec, const InputContext& context);

}  // namespace rheo
