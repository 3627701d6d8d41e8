#pragma once

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

  void wait() noexcept;

 private:
  bool spin_until(std::uint32_t generation) const noexcept;

  const int threads_;
  const bool spin_;
  alignas(64) std::atomic<int> arrived_{0};
  alignas(64) std::atomic<std::uint32_t> generation_{0};
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
