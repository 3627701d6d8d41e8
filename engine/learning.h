#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/core.h"
#include "engine/learning_tasks.h"
#include "engine/network.h"
#include "engine/population_task.h"
#include "engine/recorder.h"

namespace rheo {

/// What learning needs of the running network around it.
template <class Real>
struct LearningHost {
  const Network& network;
  Isa isa = Isa::baseline;
  std::function<std::size_t(const std::string&)> new_buffer;  // number of a buffer of that name
  std::function<SourceView<Real>(std::size_t)> neurons;       // output of a population
  std::function<const Real*(std::size_t)> node_value;
  std::function<std::size_t(std::size_t)> node_id;  // buffer of a node's value
  std::function<Projection<Real>*(std::size_t)> projection;
  std::function<Task*(std::size_t)> user;  // the task that multiplies with a projection's weights
  std::function<Task*(std::size_t)> population_task;
  std::vector<std::unique_ptr<PopulationRun<Real>>>& runs;
  const std::vector<std::size_t>& target_base;  // nodes, then populations
  const std::vector<std::size_t>& neurons_id;
  std::vector<std::unique_ptr<Task>>& tasks;
};

/// Everything that learns in a network: matrices, rules, their tasks.
template <class Real>
class Learning {
 public:
  explicit Learning(const LearningHost<Real>& host);
  void reset();
  std::uint64_t hash() const;
  std::vector<LearnedArray> arrays() const;
  /// What a probe of weights, changes or encoders looks at, and what it must declare.
  Core::Probed probe(const ProbePlan& plan) const;

 private:
  struct Matrix {
    Matrix(std::string name_in, LearnedMatrix<Real> held_in)
        : name(std::move(name_in)), held(std::move(held_in)) {}
    std::string name;
    LearnedMatrix<Real> held;
    std::vector<std::size_t> row;     // (rows) where each row of the plan is held
    std::vector<std::size_t> column;  // (columns) where each column of the plan is held
    std::size_t id = 0;               // buffer
    std::vector<const RuleRun<Real>*> rules;
    Parts row_parts;
    Parts column_parts;
    std::size_t row_base = 0;
    std::size_t column_base = 0;
  };
  struct Rule {
    RuleRun<Real> run;
    Matrix* matrix = nullptr;
    std::string name;
    std::size_t rows_id = 0;                      // buffers
    std::vector<ActivityTask<Real>*> activities;  // those of `run`, to reset them
    std::vector<std::size_t> activity_id;
    std::size_t column_id = 0;
  };
  class Source;

  Matrix& weights_of(std::size_t projection);
  Matrix& encoders_of(std::size_t population);
  void make_rule(const LearningPlan& plan);
  void make_error(const LearningPlan& plan, Rule& rule);
  void make_activities(const LearningPlan& plan, Rule& rule);
  void make_column(Rule& rule);
  void make_rows(const LearningPlan& plan, Rule& rule);
  void make_change(Matrix& matrix);

  LearningHost<Real> host_;
  std::vector<std::unique_ptr<Matrix>> weights_;   // (projections) null: does not learn
  std::vector<std::unique_ptr<Matrix>> encoders_;  // (populations)
  std::vector<std::unique_ptr<Rule>> rules_;       // (learning)
};

}  // namespace rheo
