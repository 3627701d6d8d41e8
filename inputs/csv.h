#pragma once

#include <memory>

#include "engine/input_function.h"
#include "engine/value.h"

namespace rheo {

/// A table from a file: with times in the first column as `piecewise`, or with each row held for a
/// time as `array`.
Declaration csv_declaration();
std::shared_ptr<const InputFunction> make_csv(const ModelSpec& spec, const InputContext& context);

}  // namespace rheo
