#include "engine/worker.h"

#include <algorithm>

namespace rheo {

void Worker::run(std::size_t first, std::size_t end, std::int64_t step, std::int64_t until,
                 Barrier& barrier) {
  first_share_ = first;
  end_share_ = end;
  step_ = exchanged_ = next_exchange_ = step;
  until_ = until;
  while (step_ < until)
    this->step(barrier);
  if (arrived_) propagate(barrier);
}

void Worker::step(Barrier& barrier) {
  advance_clock();
  phase(Phase::deliver_past, step_, step_, barrier);
  if (arrived_) propagate(barrier);
  phase(Phase::evaluate_levels, step_, step_, barrier);
  if (step_ == next_exchange_) exchange(barrier);
  phase(Phase::record, step_, step_, barrier);
}

void Worker::advance_clock() {
  if (step_ == next_exchange_) {
    next_exchange_ = std::min(step_ + exchange_steps_, until_);
    if (clock_ != nullptr) clock_->choose(step_, next_exchange_);
  }
  ++step_;
  if (clock_ != nullptr) clock_->start();
}

// Late: threads whose steps take now more, now less time then wait for each other less often.
void Worker::exchange(Barrier& barrier) {
  fired_ = step_;
  if (late_) {
    arrived_ = barrier.arrive();
  } else {
    propagate(barrier);
  }
}

void Worker::propagate(Barrier& barrier) {
  phase(Phase::propagate, exchanged_ + 1, fired_, barrier);
  exchanged_ = fired_;
}

void Worker::phase(Phase phase, std::int64_t first, std::int64_t last, Barrier& barrier) {
  for (const Level& level : schedule_.levels(phase)) {
    if (level.barrier_before) meet(barrier);
    for (Task* task : level.tasks) {
      for (std::size_t share = first_share_; share < end_share_; ++share) {
        for (std::int64_t step = first; step <= last; ++step)
          run_share(*task, share, step);
      }
    }
  }
  if (clock_ != nullptr) clock_->note(phase);
}

void Worker::meet(Barrier& barrier) noexcept {
  barrier.wait(arrived_ ? *arrived_ : barrier.arrive());
  arrived_.reset();
}

void Worker::run_share(Task& task, std::size_t share, std::int64_t step) const noexcept {
  if (task.by_owner) {
    task.run(share, step);
    return;
  }
  const auto [first, end] = ownership_.blocks(task.base(), task.n_blocks(), share);
  task.run_range(first, end, step);
}

}  // namespace rheo
