#pragma once

#include <memory>

#include "engine/input_function.h"

namespace rheo {

/// Currents in amperes, for neurons in physical units.
/// dc: a constant one, from `start` to `stop`.
Declaration dc_declaration();
std::shared_ptr<const InputFunction> make_dc(const ModelSpec& spec, const InputContext& context);

/// step_current: values from given times on, zero before the first.
Declaration step_current_declaration();
std::shared_ptr<const InputFunction> make_step_current(const ModelSpec& spec,
                                                       const InputContext& context);

/// noise_current: normal draws, each held for an interval.
Declaration noise_current_declaration();
std::shared_ptr<const InputFunction> make_noise_current(const ModelSpec& spec,
                                                        const InputContext& context);

}  // namespace rheo
