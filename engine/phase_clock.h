#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "engine/phase.h"

namespace rheo {

/// What the first thread spends in each verb of a step. Small networks, for which looking at a
/// clock is dear, are timed in one step of many.
class PhaseClock {
 public:
  PhaseClock();
  /// About one step of `stride` is timed.
  void set_stride(std::int64_t stride) noexcept { stride_ = stride; }
  void reset() noexcept;
  /// The steps from `step` up to `end` follow: all of them are timed, or none.
  void choose(std::int64_t step, std::int64_t end) noexcept;
  void start() noexcept;
  /// What has passed since `start` or the last call went into `phase`.
  void note(Phase phase) noexcept;
  /// (phases) of all `steps` steps, as those that were timed say.
  std::array<double, kPhases> seconds(std::int64_t steps) const noexcept;

 private:
  using Clock = std::chrono::steady_clock;

  std::int64_t stride_ = 1;
  double cost_ = 0;  // s, of a look at the clock
  bool timed_ = false;
  std::int64_t timed_steps_ = 0;
  std::array<double, kPhases> seconds_{};
  Clock::time_point mark_;
};

}  // namespace rheo
