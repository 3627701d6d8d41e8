#include "engine/phase_clock.h"

#include <algorithm>

namespace rheo {
namespace {

double seconds_between(std::chrono::steady_clock::time_point a,
                       std::chrono::steady_clock::time_point b) noexcept {
  return std::chrono::duration<double>(b - a).count();
}

}  // namespace

PhaseClock::PhaseClock() : cost_(1) {
  for (int i = 0; i < 100; ++i) {
    const auto at = Clock::now();
    cost_ = std::min(cost_, seconds_between(at, Clock::now()));
  }
}

void PhaseClock::reset() noexcept {
  timed_steps_ = 0;
  seconds_.fill(0);
}

void PhaseClock::choose(std::int64_t step, std::int64_t end) noexcept {
  timed_ = stride_ * (timed_steps_ + 1) <= step + 1;
  if (timed_) timed_steps_ += end - step;
}

void PhaseClock::start() noexcept {
  if (timed_) mark_ = Clock::now();
}

void PhaseClock::note(Phase phase) noexcept {
  if (!timed_) return;
  const auto at = Clock::now();
  seconds_[static_cast<std::size_t>(phase)] += std::max(0.0, seconds_between(mark_, at) - cost_);
  mark_ = at;
}

std::array<double, kPhases> PhaseClock::seconds(std::int64_t steps) const noexcept {
  std::array<double, kPhases> all = seconds_;
  const auto timed = static_cast<double>(std::max<std::int64_t>(timed_steps_, 1));
  for (double& s : all)
    s *= static_cast<double>(steps) / timed;
  return all;
}

}  // namespace rheo
