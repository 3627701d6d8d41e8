#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/bad_number.h"
#include "engine/buffer.h"
#include "engine/filter.h"
#include "engine/input_function.h"
#include "engine/projection.h"
#include "engine/schedule.h"

namespace rheo {

/// Evaluates a stimulus; one block, since a function gives the whole vector.
template <class Real>
class InputTask final : public Task {
 public:
  InputTask(const std::string& name, const InputFunction& function, double dt, std::size_t base,
            Buffer& out)
      : Task(name, Phase::evaluate_levels, base, 1),
        bad(1),
        function_(function),
        dt_(dt),
        state_(function.n_state()),
        values_(function.size()),
        out_(out) {}

  void run(std::size_t, std::int64_t step) noexcept override {
    try {
      function_.evaluate(step, static_cast<double>(step) * dt_, state_.data(), values_.data());
    } catch (...) {  // an expression that has no value at this t
      std::fill(values_.begin(), values_.end(), std::numeric_limits<double>::quiet_NaN());
    }
    std::transform(values_.begin(), values_.end(), out_.as<Real>(),
                   [](double v) { return static_cast<Real>(v); });
    note_if_bad(bad[0], step, 0, out_.as<Real>(), values_.size());
  }

  void reset() noexcept { std::fill(state_.begin(), state_.end(), 0.0); }
  const std::vector<double>& state() const noexcept { return state_; }

  BadNumbers bad;  // (1)

 private:
  const InputFunction& function_;
  double dt_;
  std::vector<double> state_;   // (n_state of the function)
  std::vector<double> values_;  // (size)
  Buffer& out_;                 // (size)
};

/// Starts a target's sum with what its filters held at the end of the step before.
template <class Real>
class DeliverTask final : public Task {
 public:
  DeliverTask(const std::string& name, std::size_t base, Buffer& sum)
      : Task(name, Phase::deliver_past, base, block_count(sum.size())), sum_(sum) {}

  void run(std::size_t block, std::int64_t) noexcept override {
    const std::size_t first = block * kBlock;
    const std::size_t n = block_size(sum_.size(), block);
    Real* sum = sum_.as<Real>() + first;
    std::fill(sum, sum + n, Real(0));
    for (const Filter<Real>* f : filters) {
      const Real* y = f->y() + first;
      for (std::size_t i = 0; i < n; ++i)
        sum[i] += y[i];
    }
  }

  std::vector<const Filter<Real>*> filters;

 private:
  Buffer& sum_;  // (size of the target)
};

/// A node's value: what its filters delivered and what arrives in this same step.
template <class Real>
class NodeTask final : public Task {
 public:
  NodeTask(const std::string& name, std::size_t base, Buffer& value)
      : Task(name, Phase::evaluate_levels, base, block_count(value.size())),
        operations(n_blocks(), 0),
        bad(n_blocks()),
        value_(value) {}

  void run(std::size_t block, std::int64_t step) noexcept override {
    const std::size_t first = block * kBlock;
    const std::size_t n = block_size(value_.size(), block);
    Real* value = value_.as<Real>() + first;
    for (std::size_t i = 0; i < n; ++i)
      value[i] = sum != nullptr ? sum[first + i] : Real(0);
    for (const Projection<Real>* p : projections)
      operations[block] += p->deliver(block, value);
    note_if_bad(bad[block], step, first, value, n);
  }

  const Real* sum = nullptr;  // (size) what the filters deliver; null: none
  std::vector<const Projection<Real>*> projections;
  std::vector<std::uint64_t> operations;  // (blocks)
  BadNumbers bad;                         // (blocks)

 private:
  Buffer& value_;  // (size)
};

/// Sums the projections that share a filter and lets it advance by a step.
template <class Real>
class FilterTask final : public Task {
 public:
  FilterTask(const std::string& name, std::size_t base, Filter<Real>& filter)
      : Task(name, Phase::propagate, base, block_count(filter.size())),
        operations(n_blocks(), 0),
        filter_(filter) {}

  void run(std::size_t block, std::int64_t) noexcept override {
    alignas(64) Real u[kBlock];
    const std::size_t n = block_size(filter_.size(), block);
    std::fill(u, u + n, Real(0));
    for (const Projection<Real>* p : projections)
      operations[block] += p->deliver(block, u);
    filter_.advance(block * kBlock, n, u);
  }

  std::vector<const Projection<Real>*> projections;
  std::vector<std::uint64_t> operations;  // (blocks)

 private:
  Filter<Real>& filter_;
};

}  // namespace rheo
