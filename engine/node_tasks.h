#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/network.h"
#include "engine/vector_tasks.h"

namespace rheo {

/// Evaluates a node's function of its sum and t; one block, since it gives the whole vector.
template <class Real>
class FunctionTask final : public Task {
 public:
  FunctionTask(const NodePlan& plan, double dt, std::size_t base, const Buffer& sum, Buffer& value)
      : Task(plan.name + " function", Phase::evaluate_levels, base, 1),
        bad(1),
        function_(*plan.function),
        dt_(dt),
        x_(std::max(plan.size, function_.arguments)),
        out_(function_.size()),
        sum_(sum),
        value_(value) {}

  void run(std::size_t, std::int64_t step) noexcept override {
    const Real* sum = sum_.as<Real>();
    std::copy(sum, sum + sum_.size(), x_.begin());
    function_.evaluate(x_.data(), static_cast<double>(step) * dt_, out_.data());
    Real* value = value_.as<Real>();
    for (std::size_t i = 0; i < out_.size(); ++i)
      value[i] = static_cast<Real>(out_[i]);
    note_if_bad(bad[0], step, 0, value, out_.size());
  }

  BadNumbers bad;  // (1)

 private:
  const VectorFunction& function_;
  double dt_;
  std::vector<double> x_;    // (size of the sum)
  std::vector<double> out_;  // (size of the function)
  const Buffer& sum_;
  Buffer& value_;
};

/// The sums of the last `steps` steps: step n stands in row n mod steps.
template <class Real>
struct DelayLine {
  DelayLine(std::int64_t steps_, std::size_t size_)
      : steps(steps_), size(size_), rows(static_cast<std::size_t>(steps_) * size_) {}
  Real* row(std::int64_t step) noexcept {
    return rows.data() + static_cast<std::size_t>(step % steps) * size;
  }

  std::int64_t steps;
  std::size_t size;
  std::vector<Real> rows;  // (steps, size)
};

/// Moves a block of a delay line: at the start of a step out of it, at its end into it.
template <class Real>
class DelayTask final : public Task {
 public:
  enum class Move { out, in };
  DelayTask(const std::string& name, Move move, std::size_t base, DelayLine<Real>& line,
            Buffer& other)
      : Task(name + " delay", move == Move::out ? Phase::deliver_past : Phase::propagate, base,
             block_count(line.size)),
        move_(move),
        line_(line),
        other_(other) {}

  void run(std::size_t block, std::int64_t step) noexcept override {
    const std::size_t first = block * kBlock;
    const std::size_t n = block_size(line_.size, block);
    Real* held = line_.row(step) + first;
    Real* other = other_.as<Real>() + first;
    std::copy_n(move_ == Move::out ? held : other, n, move_ == Move::out ? other : held);
  }

 private:
  Move move_;
  DelayLine<Real>& line_;
  Buffer& other_;  // (size): the node's value, or its sum
};

/// One node of a running network: what it sums, and what others see of it.
template <class Real>
struct NodeRun {
  std::unique_ptr<Buffer> value;  // (output size)
  std::unique_ptr<Buffer> sum;    // (size); null: the value is the sum
  std::unique_ptr<DelayLine<Real>> line;
  NodeTask<Real>* task = nullptr;          // sums
  FunctionTask<Real>* function = nullptr;  // null: none
  std::size_t id = 0;                      // of the value's buffer

  void reset() {
    std::fill_n(value->as<Real>(), value->size(), Real(0));
    if (sum) std::fill_n(sum->as<Real>(), sum->size(), Real(0));
    if (line) std::fill(line->rows.begin(), line->rows.end(), Real(0));
  }
};

/// The node's buffers and tasks; `names`: of buffers, numbered through.
template <class Real>
NodeRun<Real> make_node_run(const NodePlan& plan, double dt, std::size_t base,
                            std::vector<std::string>& names,
                            std::vector<std::unique_ptr<Task>>& tasks) {
  auto new_id = [&](const std::string& name) {
    names.push_back(name);
    return names.size() - 1;
  };
  NodeRun<Real> run;
  run.value = std::make_unique<Buffer>(plan.name, Buffer::type_of<Real>(), plan.output_size());
  run.id = new_id(plan.name);
  if (!plan.passes_on()) {
    run.sum = std::make_unique<Buffer>(plan.name + ".sum", Buffer::type_of<Real>(), plan.size);
  }
  const std::size_t sum_id = run.sum ? new_id(plan.name + ".in") : run.id;
  auto task = std::make_unique<NodeTask<Real>>(plan.name, base, run.sum ? *run.sum : *run.value);
  task->writes.push_back({sum_id, true});
  run.task = task.get();
  tasks.push_back(std::move(task));
  if (plan.function) {
    auto function = std::make_unique<FunctionTask<Real>>(plan, dt, base, *run.sum, *run.value);
    function->reads.push_back({sum_id, false});
    function->writes.push_back({run.id, true});
    run.function = function.get();
    tasks.push_back(std::move(function));
  } else if (plan.delay > 0) {
    using Move = typename DelayTask<Real>::Move;
    run.line = std::make_unique<DelayLine<Real>>(plan.delay, plan.size);
    const std::size_t line_id = new_id(plan.name + ".delay");
    auto out = std::make_unique<DelayTask<Real>>(plan.name, Move::out, base, *run.line, *run.value);
    out->reads.push_back({line_id, true});
    out->writes.push_back({run.id, true});
    tasks.push_back(std::move(out));
    auto in = std::make_unique<DelayTask<Real>>(plan.name, Move::in, base, *run.line, *run.sum);
    in->reads.push_back({sum_id, true});
    in->writes.push_back({line_id, true});
    tasks.push_back(std::move(in));
  }
  return run;
}

}  // namespace rheo
