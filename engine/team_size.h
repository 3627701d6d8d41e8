#pragma once

#include <array>
#include <cstdint>

#include "engine/team.h"

namespace rheo {

/// Chooses between all threads and half of them, by their pace. Where other processes keep a core
/// busy, the thread that has none of its own holds up all others in every exchange, and half the
/// threads, each with two shares, may be faster. Which bits come out does not depend on it.
class TeamSize {
 public:
  Team::Size now() const noexcept { return now_; }
  /// After some steps of this size in `seconds`, of which the threads have slept `slept` waiting
  /// for the slowest, on average over the others.
  void note(std::int64_t steps, double seconds, double slept) noexcept;

 private:
  static constexpr double kLooked = 0.08;  // s between two looks at the pace
  static constexpr double kSlept = 0.3;    // part of the time from which on half is tried
  static constexpr double kFaster = 0.9;   // the pace of what was tried must be so much better
  static constexpr int kFirstStay = 4, kLongestStay = 32;  // looks until the other is tried again

  void look(double pace, double slept) noexcept;
  void judge(double pace) noexcept;

  struct Window {
    double steps = 0;
    double seconds = 0;
    double slept = 0;
  };
  Window window_;  // since the last look
  Team::Size now_ = Team::all;
  bool trial_ = false;
  double pace_ = 0;                                  // s a step, of the other size before the trial
  std::array<int, 2> stay_{kFirstStay, kFirstStay};  // (sizes)
  int left_ = 0;                                     // looks
};

}  // namespace rheo
