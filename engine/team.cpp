#include "engine/team.h"

#include <omp.h>

#include <algorithm>
#include <chrono>

namespace rheo {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::microseconds kSpin{20};
constexpr int kPausesPerLook = 16;

void pause() noexcept {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

}  // namespace

bool Barrier::spin_until(Arrival mine) const noexcept {
  const auto end = Clock::now() + kSpin;
  do {
    for (int i = 0; i < kPausesPerLook; ++i) {
      if (generation_.load(std::memory_order_acquire) != mine) return true;
      pause();
    }
  } while (Clock::now() < end);
  return false;
}

Barrier::Arrival Barrier::arrive() noexcept {
  const Arrival mine = generation_.load(std::memory_order_acquire);
  if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
    arrived_.store(0, std::memory_order_relaxed);
    // In one order with the count of sleepers that the library reads next, or one might sleep on.
    generation_.store(mine + 1, std::memory_order_seq_cst);
    if (threads_ > 1) generation_.notify_all();
  }
  return mine;
}

void Barrier::wait(Arrival mine) noexcept {
  if (generation_.load(std::memory_order_acquire) != mine) return;
  if (spin_ && spin_until(mine)) return;
  const auto start = Clock::now();
  while (generation_.load(std::memory_order_acquire) == mine)
    generation_.wait(mine, std::memory_order_acquire);
  const std::chrono::nanoseconds slept = Clock::now() - start;
  slept_.fetch_add(slept.count(), std::memory_order_relaxed);
}

double Barrier::take_slept() noexcept {
  return 1e-9 * static_cast<double>(slept_.exchange(0, std::memory_order_relaxed));
}

Team::Team(int threads, int cores)
    : threads_{threads, (threads + 1) / 2},
      barriers_{Barrier(threads_[all], threads_[all] <= cores),
                Barrier(threads_[half], threads_[half] <= cores)},
      slice_barriers_{Barrier(threads_[all], threads_[all] <= cores),
                      Barrier(threads_[half], threads_[half] <= cores)} {}

bool Team::wait_for_work(int thread) noexcept {
  // No change is missed: the size does not leave `all` again before this thread has worked.
  while (thread >= threads() && !ended_.load(std::memory_order_acquire))
    size_.wait(half, std::memory_order_acquire);
  return !ended_.load(std::memory_order_acquire);
}

void Team::resize(Size size) noexcept {
  if (size == size_.load(std::memory_order_relaxed)) return;
  size_.store(size, std::memory_order_seq_cst);
  size_.notify_all();
}

void Team::end() noexcept {
  ended_.store(true, std::memory_order_release);
  resize(all);
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
