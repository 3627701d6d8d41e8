#pragma once

#include <memory>

#include "engine/input_function.h"
#include "engine/value.h"

namespace rheo {

/// A periodic random signal with equal power at all frequencies up to `high` and none beyond (as
/// nengo.processes.WhiteSignal): n = ceil(period / (2 dt)), complex normal coefficients at j / (2 n
/// dt) for 0 < j <= n, those above `high` 0, scaled to `rms`, transformed to 2 n samples.
Declaration white_signal_declaration();
std::shared_ptr<const InputFunction> make_white_signal(const ModelSpec& spec,
                                                       const InputContext& context);

}  // namespace rheo
