#include "engine/team.h"

#include <omp.h>

#include <algorithm>
#include <chrono>

namespace rheo {
namespace {

constexpr std::chrono::microseconds kSpin{20};
constexpr int kPausesPerLook = 16;

void pause() noexcept {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

}  // namespace

bool Barrier::spin_until(std::uint32_t generation) const noexcept {
  const auto end = std::chrono::steady_clock::now() + kSpin;
  do {
    for (int i = 0; i < kPausesPerLook; ++i) {
      if (generation_.load(std::memory_order_acquire) != generation) return true;
      pause();
    }
  } while (std::chrono::steady_clock::now() < end);
  return false;
}

void Barrier::wait() noexcept {
  if (threads_ == 1) return;
  const std::uint32_t generation = generation_.load(std::memory_order_acquire);
  if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
    arrived_.store(0, std::memory_order_relaxed);
    generation_.store(generation + 1, std::memory_order_release);
    generation_.notify_all();
    return;
  }
  if (spin_ && spin_until(generation)) return;
  while (generation_.load(std::memory_order_acquire) == generation) {
    generation_.wait(generation, std::memory_order_acquire);
  }
}

int available_cores() noexcept {
  return std::max(1, omp_get_num_procs());
}

int choose_threads(std::size_t blocks, double step_ns, std::size_t barriers) noexcept {
  const auto by_blocks = static_cast<double>(blocks);
  const double waiting = kBarrier * static_cast<double>(barriers);
  const double by_work = step_ns / std::max(kWorkPerThread, waiting);
  const double wanted = std::min({by_blocks, by_work, static_cast<double>(available_cores())});
  return std::max(1, static_cast<int>(wanted));
}

}  // namespace rheo
