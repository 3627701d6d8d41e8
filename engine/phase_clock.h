#pragma once

#include <array>
#include <cstdint>

#include "engine/phase.h"

namespace rheo {

/// What the first thread spends in each verb of a step. Small networks, for which looking at a
/// clock is dear, are timed in one step of many.
class PhaseClock {
 public:
  /// `stride`: about one step of so many is timed.
  void set_stride(std::int64_t stride);
  void reset() noexcept;
  /// The steps from `step` up to `end` follow: all of them are timed, or none.
  void choose(std::int64_t step, std::int64_t end) noexcept;
  void start() noexcept;
  /// What has passed since `start` or the last call went into `phase`.
  void note(Phase phase) noexcept;
  /// (phases) of all `steps` steps, as those that were timed say.
  std::array<double, kPhases> seconds(std::int64_t steps) const noexcept;

 private:
  std::int64_t stride_ = 1;
  double cost_ = 0;  // s, of a look at the clock
  bool timed_ = false;
  std::int64_t timed_steps_ = 0;
  std::array<double, kPhases> seconds_{};
  double mark_ = 0;  // s
};

}  // namespace rheo
