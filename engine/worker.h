#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/ownership.h"
#include "engine/phase_clock.h"
#include "engine/schedule.h"
#include "engine/team.h"

namespace rheo {

/// One thread's way through the steps of a slice: the order of the verbs, and where it meets the
/// other threads.
class Worker {
 public:
  /// Does what the shares from `first` up to `end` have, while the other workers of `barrier` do
  /// the same for theirs. `clock`: of the first thread, null for the others.
  Worker(const Schedule& schedule, const Ownership& ownership, std::size_t first, std::size_t end,
         Barrier& barrier, PhaseClock* clock)
      : schedule_(schedule),
        ownership_(ownership),
        first_share_(first),
        end_share_(end),
        barrier_(barrier),
        clock_(clock),
        exchange_steps_(schedule.exchange_steps()),
        late_(schedule.exchanges_late()) {}

  /// The steps behind `step` up to `until`. All was exchanged before, and is after.
  void run(std::int64_t step, std::int64_t until);

 private:
  void step();
  void advance_clock();
  /// Says that the steps up to this are fired, and exchanges them now, or later.
  void exchange();
  void propagate();
  /// All levels of a phase, each for the steps from `first` to `last`.
  void phase(Phase phase, std::int64_t first, std::int64_t last);
  void meet() noexcept;
  void run_share(Task& task, std::size_t share, std::int64_t step) const noexcept;

  const Schedule& schedule_;
  const Ownership& ownership_;
  std::size_t first_share_;
  std::size_t end_share_;
  Barrier& barrier_;
  PhaseClock* clock_;
  std::int64_t exchange_steps_;
  bool late_;
  std::int64_t step_ = 0;
  std::int64_t until_ = 0;
  std::int64_t next_exchange_ = 0;           // step
  std::int64_t exchanged_ = 0;               // the step up to which threads know of one another
  std::int64_t fired_ = 0;                   // the step up to which they are to
  std::optional<Barrier::Arrival> arrived_;  // while an exchange is late
};

}  // namespace rheo
