#pragma once

#include <array>
#include <cstdint>

#include "engine/team.h"

namespace rheo {

/// Chooses between all threads and half of them, by their pace. Where other processes keep a core
/// busy, the thread that has none of its own holds up all others in every exchange. Two threads, or
/// four with two busy cores, then are better off as half as many with two shares each; of many
/// threads beside one busy core, half are no faster. Which bits come out does not depend on it.
class TeamSize {
 public:
  Team::Size now() const noexcept { return now_; }
  /// After some steps of this size in `seconds`, of which the threads have slept `slept` waiting
  /// for the slowest, on average over the others.
  void note(std::int64_t steps, double seconds, double slept) noexcept;
  /// To the other size, whatever the pace.
  void turn() noexcept;

 private:
  static constexpr double kLooked = 0.08;  // s between two looks at the pace, at least
  static constexpr double kSlept = 0.3;    // part of the time from which on half is tried
  // To be kept, half must be faster by a tenth; all are what was asked for.
  static constexpr std::array<double, 2> kFaster = {0.97, 0.9};  // (sizes)
  static constexpr double kShortestStay = 0.3;                   // s until the other size is tried
  static constexpr std::array<double, 2> kLongestStay = {10, 2.5};  // (sizes) s

  struct Window {
    double steps = 0;
    double seconds = 0;
    double slept = 0;
  };
  void look(const Window& window) noexcept;
  void judge(double pace) noexcept;

  Window window_;  // since the last look
  Team::Size now_ = Team::all;
  bool trial_ = false;
  double pace_ = 0;  // s a step, of the other size before the trial
  std::array<double, 2> stay_{kShortestStay, kShortestStay};  // (sizes) s
  double left_ = 0;                                           // s
};

}  // namespace rheo
