#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/phase.h"

namespace rheo {

/// A buffer that a task reads or writes. `own`: block b touches only part b of it.
struct Access {
  std::size_t buffer = 0;
  bool own = true;
  bool kept = false;  // what is read stays while the next steps are written; in `propagate` only
};

/// Work that is done once a step for each block of one object. Blocks of all objects are numbered
/// through (`base` is the object's first), and a thread owns a share of each object's, so that the
/// same part of every buffer always meets the same thread.
class Task {
 public:
  Task(std::string name, Phase phase, std::size_t base, std::size_t n_blocks)
      : name_(std::move(name)), phase_(phase), base_(base), n_blocks_(n_blocks) {}
  virtual ~Task() = default;
  virtual void run(std::size_t block, std::int64_t step) noexcept = 0;
  /// `run` for each block from `first` up to `end`.
  virtual void run_range(std::size_t first, std::size_t end, std::int64_t step) noexcept {
    for (std::size_t b = first; b < end; ++b)
      run(b, step);
  }

  const std::string& name() const noexcept { return name_; }
  Phase phase() const noexcept { return phase_; }
  std::size_t base() const noexcept { return base_; }
  std::size_t n_blocks() const noexcept { return n_blocks_; }
  std::vector<Access> reads;
  std::vector<Access> writes;
  /// `run` is called with the number of each share rather than of each block, and own parts are
  /// what that share has of all objects.
  bool by_owner = false;
  /// So many steps may pass before `run` is called for each of them: nothing reads sooner what it
  /// writes, and what it reads is kept so long (and as long again, for the others to write on).
  std::int64_t slack = 1;
  /// `run` may wait besides until the `deliver_past` of the step after these is through.
  bool late = false;

 private:
  std::string name_;
  Phase phase_;
  std::size_t base_;
  std::size_t n_blocks_;
};

/// Tasks that may run at the same time.
struct Level {
  Phase phase = Phase::evaluate_levels;
  bool barrier_before = false;  // some task needs what another thread wrote, or the reverse
  std::vector<Task*> tasks;
};

/// The order of all tasks of a step, made once: within a phase a task stands behind those that
/// write what it reads. Asserts that every buffer has one writer.
class Schedule {
 public:
  Schedule() = default;
  explicit Schedule(std::vector<std::unique_ptr<Task>> tasks,
                    std::vector<std::string> buffer_names);

  /// Of one phase, in their order.
  std::span<const Level> levels(Phase phase) const noexcept {
    const auto p = static_cast<std::size_t>(phase);
    return {levels_.data() + first_[p], first_[p + 1] - first_[p]};
  }
  std::size_t n_blocks() const noexcept { return n_blocks_; }  // over all objects
  std::size_t n_barriers() const noexcept;                     // in a step, or an exchange
  /// Steps that a thread may go through before it meets the others and all of them propagate: more
  /// than 1 where they need one another for nothing else.
  std::int64_t exchange_steps() const noexcept;
  /// Whether they then propagate behind the `deliver_past` of the next step only: who comes first
  /// has that to do in the meantime.
  bool exchanges_late() const noexcept;
  std::string text() const;

 private:
  void make_levels(Phase phase);
  void place_barriers();
  bool meets_elsewhere() const noexcept;

  std::vector<std::unique_ptr<Task>> tasks_;
  std::vector<std::string> buffer_names_;
  std::vector<Level> levels_;
  std::array<std::size_t, kPhases + 1> first_{};  // level of each phase
  std::size_t n_blocks_ = 0;
};

}  // namespace rheo
