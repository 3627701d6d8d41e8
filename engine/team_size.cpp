#include "engine/team_size.h"

#include <algorithm>

namespace rheo {

void TeamSize::note(std::int64_t steps, double seconds, double slept) noexcept {
  window_.steps += static_cast<double>(steps);
  window_.seconds += seconds;
  window_.slept += slept;
  if (window_.seconds < kLooked) return;
  look(window_);
  window_ = {};
}

void TeamSize::turn() noexcept {
  now_ = now_ == Team::all ? Team::half : Team::all;
}

void TeamSize::look(const Window& window) noexcept {
  const double pace = window.seconds / window.steps;
  if (trial_) {
    judge(pace);
  } else if (now_ == Team::all && window.slept < kSlept * window.seconds) {
    stay_[Team::all] = kShortestStay;
    left_ = 0;
  } else if (left_ > 0) {
    left_ -= window.seconds;
  } else {
    trial_ = true;
    pace_ = pace;
    turn();
  }
}

// Each trial that fails makes the next one rarer.
void TeamSize::judge(double pace) noexcept {
  trial_ = false;
  const bool better = pace < kFaster[now_] * pace_;
  if (!better) turn();
  stay_[now_] = better ? kShortestStay : std::min(2 * stay_[now_], kLongestStay[now_]);
  left_ = better && now_ == Team::all ? 0 : stay_[now_];
}

}  // namespace rheo
