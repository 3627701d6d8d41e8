#include "engine/phase_clock.h"

#include <algorithm>
#include <chrono>

namespace rheo {
namespace {

double now() noexcept {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(since).count();
}

}  // namespace

void PhaseClock::set_stride(std::int64_t stride) {
  stride_ = stride;
  cost_ = 1;
  for (int i = 0; i < 100; ++i) {
    const double at = now();
    cost_ = std::min(cost_, now() - at);
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
  if (timed_) mark_ = now();
}

void PhaseClock::note(Phase phase) noexcept {
  if (!timed_) return;
  const double at = now();
  seconds_[static_cast<std::size_t>(phase)] += std::max(0.0, at - mark_ - cost_);
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
