#include "engine/team_size.h"

#include <algorithm>

namespace rheo {
namespace {

Team::Size other(Team::Size size) noexcept {
  return size == Team::all ? Team::half : Team::all;
}

}  // namespace

void TeamSize::note(std::int64_t steps, double seconds, double slept) noexcept {
  window_.steps += static_cast<double>(steps);
  window_.seconds += seconds;
  window_.slept += slept;
  if (window_.seconds < kLooked) return;
  look(window_.seconds / window_.steps, window_.slept / window_.seconds);
  window_ = {};
}

void TeamSize::look(double pace, double slept) noexcept {
  if (trial_) {
    judge(pace);
  } else if (now_ == Team::all && slept < kSlept) {
    stay_[Team::all] = kFirstStay;
    left_ = 0;
  } else if (left_ > 0) {
    --left_;
  } else {
    trial_ = true;
    pace_ = pace;
    now_ = other(now_);
  }
}

// Each trial that fails makes the next one rarer.
void TeamSize::judge(double pace) noexcept {
  trial_ = false;
  const bool better = pace < kFaster * pace_;
  if (!better) now_ = other(now_);
  stay_[now_] = better ? kFirstStay : std::min(2 * stay_[now_], kLongestStay);
  left_ = better && now_ == Team::all ? 0 : stay_[now_];
}

}  // namespace rheo
