#include "engine/worker.h"

#include <algorithm>

namespace rheo {

void Worker::run(std::int64_t step, std::int64_t until) {
  step_ = exchanged_ = next_exchange_ = step;
  until_ = until;
  while (step_ < until)
    this->step();
  if (arrived_) propagate();
}

void Worker::step() {
  advance_clock();
  phase(Phase::deliver_past, step_, step_);
  if (arrived_) propagate();
  phase(Phase::evaluate_levels, step_, step_);
  if (step_ == next_exchange_) exchange();
  phase(Phase::record, step_, step_);
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
void Worker::exchange() {
  fired_ = step_;
  if (late_) {
    arrived_ = barrier_.arrive();
  } else {
    propagate();
  }
}

void Worker::propagate() {
  phase(Phase::propagate, exchanged_ + 1, fired_);
  exchanged_ = fired_;
}

void Worker::phase(Phase phase, std::int64_t first, std::int64_t last) {
  for (const Level& level : schedule_.levels(phase)) {
    if (level.barrier_before) meet();
    for (Task* task : level.tasks) {
      for (std::size_t share = first_share_; share < end_share_; ++share) {
        for (std::int64_t step = first; step <= last; ++step)
          run_share(*task, share, step);
      }
    }
  }
  if (clock_ != nullptr) clock_->note(phase);
}

void Worker::meet() noexcept {
  barrier_.wait(arrived_ ? *arrived_ : barrier_.arrive());
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
