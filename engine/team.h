#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace rheo {

/// A barrier for a team of threads that meets many thousand times a second: spins for about
/// 20 us, then sleeps, so that a thread whose core is taken by another process is not
/// out-waited by a spinning one.
class Barrier {
 public:
  /// `spin` false: sleeps at once (more threads than cores).
  explicit Barrier(int threads, bool spin = true) : threads_(threads), spin_(spin) {}
  Barrier(const Barrier&) = delete;
  Barrier& operator=(const Barrier&) = delete;

  /// What a thread passes to `wait`, and may do other work in between.
  using Arrival = std::uint32_t;
  Arrival arrive() noexcept;
  /// Until all have arrived.
  void wait(Arrival mine) noexcept;
  void wait() noexcept { wait(arrive()); }
  /// Seconds that all threads together have slept here since the last call.
  double take_slept() noexcept;

 private:
  bool spin_until(Arrival mine) const noexcept;

  const int threads_;
  const bool spin_;
  std::atomic<std::int64_t> slept_{0};  // ns
  alignas(64) std::atomic<int> arrived_{0};
  alignas(64) std::atomic<std::uint32_t> generation_{0};
};

/// The threads of a run, of which the first ones work, all or half of them, while the others sleep.
class Team {
 public:
  /// `cores`: that there are for them.
  Team(int threads, int cores);
  enum Size : unsigned { all, half };
  /// Those that work.
  int threads() const noexcept { return threads_[size()]; }
  /// Where they meet in a step.
  Barrier& barrier() noexcept { return barriers_[size()]; }
  /// The same at the end of a slice, where sleeping says nothing of them.
  Barrier& slice_barrier() noexcept { return slice_barriers_[size()]; }
  /// Until thread `thread` is one of those that work, or the run has ended (false).
  bool wait_for_work(int thread) noexcept;
  /// Called by the first thread while the others wait at the slice barrier of the old size, by
  /// which all leave.
  void resize(Size size) noexcept;
  /// The same: nobody waits for work any more.
  void end() noexcept;

 private:
  Size size() const noexcept { return size_.load(std::memory_order_acquire); }

  std::array<int, 2> threads_;             // (sizes)
  std::array<Barrier, 2> barriers_;        // (sizes)
  std::array<Barrier, 2> slice_barriers_;  // (sizes)
  std::atomic<Size> size_{all};
  std::atomic<bool> ended_{false};
};

/// Cores that this process may use.
int available_cores() noexcept;

/// Threads for a network of `blocks` blocks whose step (or steps up to an exchange) takes about
/// `step_ns` on one thread and meets at `barriers`: as many as have at least kWorkPerThread to do
/// beside waiting, at most one a block or a core. A barrier costs 0.3 to 1 us on two cores, so that
/// little work, or work cut by many barriers, is done faster by one thread.
int choose_threads(std::size_t blocks, double step_ns, std::size_t barriers) noexcept;
inline constexpr double kWorkPerThread = 4000;  // ns
inline constexpr double kBarrier = 1000;        // ns

}  // namespace rheo
