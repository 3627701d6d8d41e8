#pragma once

namespace rheo {

/// More spikes than this of a neuron in one step are not counted but reported.
inline constexpr double kMostInStep = 0x1p30;

}  // namespace rheo
