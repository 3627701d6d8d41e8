#pragma once

#include <memory>

#include "engine/input_function.h"
#include "engine/value.h"

namespace rheo {

/// A draw for each element and step, times 1 / sqrt(dt) if scaled, so that what a filter makes of
/// it does not depend on dt (as nengo.processes.WhiteNoise).
Declaration white_noise_declaration();
std::shared_ptr<const InputFunction> make_white_noise(const ModelSpec& spec,
                                                      const InputContext& context);

/// White noise through a synapse, without the step of lag that a connection would add.
Declaration filtered_noise_declaration();
std::shared_ptr<const InputFunction> make_filtered_noise(const ModelSpec& spec,
                                                         const InputContext& context);

/// White noise, summed up: a random walk.
Declaration brown_noise_declaration();
std::shared_ptr<const InputFunction> make_brown_noise(const ModelSpec& spec,
                                                      const InputContext& context);

}  // namespace rheo
