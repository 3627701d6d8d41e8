#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/catalog.h"
#include "engine/filter.h"

namespace rheo {

/// A rule by name with its declared defaults, and `given` in their place.
inline ModelSpec rule_spec(const Catalog& catalog, const std::string& name,
                           std::map<std::string, Value> given = {}) {
  return with_defaults({name, std::move(given)}, catalog.learning_rules.find(name)->declaration);
}

/// One rule driven by hand, as the engine does: filters, column, rows; for tests of rules.
class RuleDriver {
 public:
  RuleDriver(const Catalog& catalog, const ModelSpec& spec, RuleShape shape,
             Isa isa = Isa::baseline)
      : rule_(catalog.learning_rules.find(spec.model)->make(spec)), shape_(shape), isa_(isa) {
    for (const RuleActivity& a : rule_->activities()) {
      const ModelSpec* synapse = spec.nested(a.synapse);
      const std::size_t n = a.of == RuleActivity::Of::post ? shape.n_rows : shape.n_columns;
      models_.push_back(catalog.synapses.find(synapse->model)->make(*synapse));
      filters_.emplace_back(*models_.back(), shape.dt, n, isa);
    }
    state_.resize(rule_->state_size(shape));
    rule_->reset(shape, state_.data());
    row_.resize(shape.n_rows);
    decay_.resize(shape.n_rows);
    column_.resize(shape.n_columns);
  }

  struct Step {
    std::vector<double> pre;    // (n_columns)
    std::vector<double> post;   // (n_rows)
    std::vector<double> input;  // (n_rows) error | (1) signal
    std::vector<double> value;  // (n_columns) rules that learn encoders
    std::vector<double> scale;  // (n_rows) the same
  };
  /// The end of a step; returns its change of W (n_rows, n_columns).
  std::vector<double> learn(const Step& step, const std::vector<double>& W) {
    std::vector<const double*> y;
    const auto activities = rule_->activities();
    for (std::size_t a = 0; a < activities.size(); ++a) {
      const auto& u = activities[a].of == RuleActivity::Of::post ? step.post : step.pre;
      filters_[a].advance(0, u.size(), u.data());
      y.push_back(filters_[a].y());
    }
    const bool encoders = rule_->learns() == LearningRule::Learns::encoders;
    const double* column = encoders ? step.value.data() : y[0];
    if (!state_.empty()) {
      column = column_.data();
      rule_->make_column(columns(y[0]));
    }
    RuleRows part;
    part.shape = shape_;
    part.n = shape_.n_rows;
    part.input = step.input.data();
    part.activity = y.data();
    part.column = column;
    part.scale = step.scale.data();
    part.row = row_.data();
    part.decay = decay_.data();
    rule_->rows(part);
    if (!state_.empty()) rule_->change_state(columns(y[0]));
    std::vector<double> delta(W.size());
    for (std::size_t i = 0; i < shape_.n_rows; ++i) {
      for (std::size_t j = 0; j < shape_.n_columns; ++j) {
        const std::size_t k = i * shape_.n_columns + j;
        delta[k] = row_[i] * column[j] - (rule_->decays() ? decay_[i] * W[k] : 0);
      }
    }
    return delta;
  }
  const Filter<double>& filter(std::size_t a) const { return filters_[a]; }
  const std::vector<double>& state() const { return state_; }

 private:
  RuleColumns columns(const double* a) {
    return {shape_, isa_, 0, shape_.n_columns, a, column_.data(), state_.data()};
  }

  std::shared_ptr<const LearningRule> rule_;
  RuleShape shape_;
  Isa isa_;
  std::vector<std::shared_ptr<const SynapseModel>> models_;
  std::vector<Filter<double>> filters_;
  std::vector<double> state_;
  std::vector<double> row_;
  std::vector<double> decay_;
  std::vector<double> column_;
};

}  // namespace rheo
