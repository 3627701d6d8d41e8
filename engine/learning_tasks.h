#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <numeric>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/filter.h"
#include "engine/learning_rule.h"
#include "engine/projection.h"
#include "engine/schedule.h"
#include "engine/vector_tasks.h"
#include "engine/weight_change.h"

namespace rheo {

/// A matrix that changes while the network runs, by columns; always held in double precision.
template <class Real>
class LearnedMatrix {
 public:
  /// `used` (columns, rows) is what the network multiplies with.
  LearnedMatrix(std::size_t rows, std::size_t columns, std::vector<double> initial, Real* used)
      : rows_(rows), columns_(columns), initial_(std::move(initial)), used_(used) {
    if constexpr (!std::is_same_v<Real, double>) held_.resize(initial_.size());
  }
  std::size_t rows() const noexcept { return rows_; }
  std::size_t columns() const noexcept { return columns_; }
  std::size_t size() const noexcept { return initial_.size(); }
  double at(std::size_t row, std::size_t column) const noexcept {
    return values()[column * rows_ + row];
  }

  double* values() noexcept {  // (columns, rows)
    if constexpr (std::is_same_v<Real, double>) {
      return used_;
    } else {
      return held_.data();
    }
  }
  const double* values() const noexcept { return const_cast<LearnedMatrix*>(this)->values(); }

  /// Lets the network see n values from `first` on as they are now.
  void publish(std::size_t first, std::size_t n) noexcept {
    if constexpr (!std::is_same_v<Real, double>) {
      std::transform(held_.data() + first, held_.data() + first + n, used_ + first,
                     [](double w) { return static_cast<Real>(w); });
    }
  }
  void reset() noexcept {
    std::copy(initial_.begin(), initial_.end(), values());
    publish(0, size());
  }

 private:
  std::size_t rows_;
  std::size_t columns_;
  std::vector<double> initial_;  // (columns, rows)
  std::vector<double> held_;     // (columns, rows) single precision only
  Real* used_;                   // (columns, rows)
};

/// Half-open ranges of rows or columns, one a block.
struct Parts {
  std::vector<std::size_t> begin;  // (n_blocks + 1)
  std::size_t n_blocks() const noexcept { return begin.size() - 1; }
  std::size_t first(std::size_t block) const noexcept { return begin[block]; }
  std::size_t size(std::size_t block) const noexcept { return begin[block + 1] - begin[block]; }
};

/// The activity of some neurons as a rule sees it: filtered, without lag.
template <class Real>
class ActivityTask final : public Task {
 public:
  /// `neurons` ascend, `parts` says which of them lie in which block; no synapse: as they are.
  ActivityTask(const std::string& name, std::size_t base, const Parts& parts,
               std::vector<std::uint32_t> neurons, const SourceView<Real>& source,
               const SynapseModel* synapse, double dt, Isa isa)
      : Task(name, Phase::propagate, base, parts.n_blocks()),
        parts_(parts),
        neurons_(std::move(neurons)),
        source_(source),
        u_(neurons_.size()) {
    if (synapse != nullptr) {
      filter_ = std::make_unique<Filter<double>>(*synapse, dt, neurons_.size(), isa);
    }
    const std::size_t blocks = n_blocks() * kBlock;
    first_.assign(blocks + 1, 0);
    for (std::uint32_t i : neurons_)
      ++first_[i + 1];
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
  }

  void run(std::size_t block, std::int64_t step) noexcept override {
    const std::size_t first = parts_.first(block);
    const std::size_t n = parts_.size(block);
    if (n == 0) return;
    if (source_.dense != nullptr) {
      for (std::size_t k = first; k < first + n; ++k)
        u_[k] = static_cast<double>(source_.dense[neurons_[k]]);
    } else {
      gather_spikes(block, first, n);
    }
    if (!filter_) return;
    filter_->advance(first, n, u_.data() + first);
    // What has died away must not stay among subnormal numbers, with which CPUs are slow.
    if (step % kSettleSteps == 0) filter_->settle(first, n);
  }

  const double* y() const noexcept { return filter_ ? filter_->y() : u_.data(); }  // (neurons)
  const Filter<double>* filter() const noexcept { return filter_.get(); }
  void reset() noexcept {
    std::fill(u_.begin(), u_.end(), 0.0);
    if (filter_) filter_->reset();
  }

  static constexpr std::int64_t kSettleSteps = 64;

 private:
  void gather_spikes(std::size_t block, std::size_t first, std::size_t n) noexcept {
    std::fill_n(u_.data() + first, n, 0.0);
    const BlockSpikes s = source_.spikes->block(block);
    for (std::size_t k = 0; k < s.n; ++k) {
      const std::size_t neuron = block * kBlock + s.index[k];
      const Real count = s.count == nullptr ? Real(1) : static_cast<Real>(s.count[k]);
      const auto value = static_cast<double>(count * source_.spike_value[neuron]);
      for (std::size_t c = first_[neuron]; c < first_[neuron + 1]; ++c)
        u_[c] = value;
    }
  }

  Parts parts_;
  std::vector<std::uint32_t> neurons_;  // (n)
  SourceView<Real> source_;
  std::vector<std::size_t> first_;  // (blocks x kBlock + 1) of each neuron in neurons_
  std::vector<double> u_;           // (n)
  std::unique_ptr<Filter<double>> filter_;
};

/// What one use of a rule computes with: shared by its tasks, each of which writes its own part.
template <class Real>
struct RuleRun {
  const LearningRule* rule = nullptr;
  LearningTime time;
  RuleShape shape;
  std::vector<const ActivityTask<Real>*> activity;  // (n_activities)
  std::vector<bool> of_post;                        // (n_activities)
  const Real* input = nullptr;                      // what arrives at the rule; null: nothing
  std::vector<std::size_t> input_row;               // (rows) in `input`
  const Real* value = nullptr;                      // (n_columns) represented value; encoders only
  std::vector<double> scale;                        // (rows) encoders only
  std::vector<double> row;                          // (rows)
  std::vector<double> decay;                        // (rows); empty: the rule does not decay
  std::vector<double> own;                          // (n_columns) a column of the rule's own
  std::vector<double> state;                        // (state_size)
  // Error of neurons: what arrives (dimensions), through their scaled encoders.
  std::vector<std::uint32_t> error_dimensions;  // empty: what arrives has an element for each row
  std::vector<double> encoders;                 // (dimensions, rows); used unless they are learned
  const LearnedMatrix<Real>* learned_encoders = nullptr;
  std::vector<std::uint32_t> neuron;  // (rows)

  const double* column() const noexcept { return own.empty() ? activity[0]->y() : own.data(); }
  /// The change of one number w of the matrix.
  double delta(std::size_t i, std::size_t j, double w) const noexcept {
    const double grows = row[i] * column()[j];
    return decay.empty() ? grows : grows - decay[i] * w;
  }
  RuleColumns columns(std::size_t first, std::size_t n, Isa isa) noexcept {
    return {shape, isa, first, n, activity[0]->y(), own.data(), state.data()};
  }
  double encoder(std::size_t i, std::size_t d) const noexcept {
    if (learned_encoders != nullptr) {
      return learned_encoders->at(neuron[i], error_dimensions[d]);
    }
    return encoders[d * shape.n_rows + i];
  }
  double error(std::size_t i) const noexcept {
    if (error_dimensions.empty()) return static_cast<double>(input[input_row[i]]);
    double sum = 0;
    for (std::size_t d = 0; d < error_dimensions.size(); ++d)
      sum += encoder(i, d) * static_cast<double>(input[d]);
    return sum;
  }
  void reset() noexcept {
    for (auto* v : {&row, &decay, &own})
      std::fill(v->begin(), v->end(), 0.0);
    rule->reset(shape, state.data());
  }
};

/// The column that a rule makes from its state, at the end of a step.
template <class Real>
class ColumnTask final : public Task {
 public:
  ColumnTask(const std::string& name, std::size_t base, const Parts& parts, RuleRun<Real>& run,
             Isa isa)
      : Task(name, Phase::propagate, base, parts.n_blocks()), parts_(parts), run_(run), isa_(isa) {}

  void run(std::size_t block, std::int64_t step) noexcept override {
    if (!run_.time.contains(step)) return;
    run_.rule->make_column(run_.columns(parts_.first(block), parts_.size(block), isa_));
  }

 private:
  Parts parts_;
  RuleRun<Real>& run_;
  Isa isa_;
};

/// The state of a rule takes up the step before.
template <class Real>
class StateTask final : public Task {
 public:
  StateTask(const std::string& name, std::size_t base, const Parts& parts, RuleRun<Real>& run,
            Isa isa)
      : Task(name, Phase::deliver_past, base, parts.n_blocks()),
        parts_(parts),
        run_(run),
        isa_(isa) {}

  void run(std::size_t block, std::int64_t step) noexcept override {
    if (!run_.time.contains(step - 1)) return;
    run_.rule->change_state(run_.columns(parts_.first(block), parts_.size(block), isa_));
  }

 private:
  Parts parts_;
  RuleRun<Real>& run_;
  Isa isa_;
};

/// The rows of a rule's change, at the end of a step.
template <class Real>
class RowTask final : public Task {
 public:
  RowTask(const std::string& name, std::size_t base, const Parts& parts, RuleRun<Real>& run)
      : Task(name, Phase::propagate, base, parts.n_blocks()), parts_(parts), run_(run) {}

  void run(std::size_t block, std::int64_t step) noexcept override {
    const std::size_t first = parts_.first(block);
    const std::size_t n = parts_.size(block);
    RuleRun<Real>& r = run_;
    if (r.value != nullptr && block == 0) {
      std::transform(r.value, r.value + r.shape.n_columns, r.own.begin(),
                     [](Real x) { return static_cast<double>(x); });
    }
    if (n == 0) return;
    if (!r.time.contains(step)) {
      std::fill_n(r.row.data() + first, n, 0.0);
      if (!r.decay.empty()) std::fill_n(r.decay.data() + first, n, 0.0);
      return;
    }
    fill(first, n);
  }

 private:
  static constexpr std::size_t kMaxActivities = 4;

  void fill(std::size_t first, std::size_t n) noexcept {
    RuleRun<Real>& r = run_;
    alignas(64) double input[kBlock];
    const double* activity[kMaxActivities];
    for (std::size_t a = 0; a < r.activity.size(); ++a)
      activity[a] = r.activity[a]->y() + (r.of_post[a] ? first : 0);
    if (r.rule->input() == LearningRule::Input::error) {
      for (std::size_t i = 0; i < n; ++i)
        input[i] = r.error(first + i);
    } else if (r.rule->input() == LearningRule::Input::signal) {
      input[0] = 1.0 + static_cast<double>(r.input[0]);
    }
    RuleRows part;
    part.shape = r.shape;
    part.n = n;
    part.input = input;
    part.activity = activity;
    part.column = r.column();
    part.scale = r.scale.empty() ? nullptr : r.scale.data() + first;
    part.row = r.row.data() + first;
    part.decay = r.decay.empty() ? nullptr : r.decay.data() + first;
    r.rule->rows(part);
  }

  Parts parts_;
  RuleRun<Real>& run_;
};

/// Adds what the rules left at the end of the step before. Blocks share out the rows or the
/// columns, whichever have more blocks.
template <class Real>
class ChangeTask final : public Task {
 public:
  ChangeTask(const std::string& name, std::size_t base, const Parts& parts, bool by_rows,
             LearnedMatrix<Real>& matrix, std::vector<const RuleRun<Real>*> rules, Isa isa)
      : Task(name, Phase::deliver_past, base, parts.n_blocks()),
        parts_(parts),
        by_rows_(by_rows),
        matrix_(matrix),
        rules_(std::move(rules)),
        kernel_(weight_change_kernel(isa)) {}

  void run(std::size_t block, std::int64_t) noexcept override {
    const std::size_t row = by_rows_ ? parts_.first(block) : 0;
    const std::size_t column = by_rows_ ? 0 : parts_.first(block);
    const std::size_t n_rows = by_rows_ ? parts_.size(block) : matrix_.rows();
    const std::size_t n_columns = by_rows_ ? matrix_.columns() : parts_.size(block);
    WeightTerm terms[kMaxTerms];
    std::size_t n_terms = 0;
    for (const RuleRun<Real>* r : rules_) {
      const double* decay = r->decay.empty() ? nullptr : r->decay.data() + row;
      if (at_rest(r->row.data() + row, n_rows) && (decay == nullptr || at_rest(decay, n_rows))) {
        continue;
      }
      terms[n_terms++] = {r->row.data() + row, decay, r->column() + column};
    }
    if (n_terms == 0) return;
    const std::size_t at = column * matrix_.rows() + row;
    kernel_({matrix_.values() + at, n_rows, n_columns, matrix_.rows(), terms, n_terms});
    for (std::size_t c = 0; c < n_columns; ++c)
      matrix_.publish(at + c * matrix_.rows(), n_rows);
  }

  static constexpr std::size_t kMaxTerms = kMaxRules;

 private:
  static bool at_rest(const double* x, std::size_t n) noexcept {
    return std::all_of(x, x + n, [](double v) { return v == 0; });
  }

  Parts parts_;
  bool by_rows_;
  LearnedMatrix<Real>& matrix_;
  std::vector<const RuleRun<Real>*> rules_;
  WeightChangeKernel kernel_;
};

}  // namespace rheo
