#pragma once

namespace rheo {

/// While it lives, Ctrl-C (and a polite kill) is a request that the run reads between slices, so
/// that files are completed. The second one ends the process at once.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  /// The signal that came, 0 if none.
  static int signal() noexcept;
};

}  // namespace rheo
