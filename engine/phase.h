#pragma once

#include <cstddef>
#include <string_view>

namespace rheo {

/// The verbs of a step: timers, docs and the summary use these words.
enum class Phase { advance_clock, deliver_past, evaluate_levels, propagate, record };
inline constexpr std::size_t kPhases = 5;

constexpr std::string_view phase_name(Phase phase) noexcept {
  constexpr std::string_view kNames[kPhases] = {"advance_clock", "deliver_past", "evaluate_levels",
                                                "propagate", "record"};
  return kNames[static_cast<std::size_t>(phase)];
}

}  // namespace rheo
