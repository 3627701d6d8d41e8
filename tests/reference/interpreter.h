#pragma once

#include <cstdint>
#include <vector>

#include "engine/network.h"
#include "tests/reference/arrivals.h"
#include "tests/reference/cells.h"
#include "tests/reference/scalar_filter.h"
#include "tests/reference/scalar_rule.h"

namespace rheo {

/// Deliberate mistakes: a comparison with the engine that is worth anything reports each of them.
enum class Fault {
  none,
  synapse_lag,       // readers see y[n - 2] instead of y[n - 1]
  weight_index,      // each dense row uses the weight of the next column
  source_order,      // sums taken over descending sources
  input_step,        // inputs evaluated one step late
  projection_order,  // the projections of a target taken in reverse
  learning_lag       // rules see activities one step late
};

/// What a network does, step by step, written for reading: plain loops over single neurons and
/// single numbers, in the order that engine/network.h and docs/numerics.md define. It shares no
/// schedule, block, projection, filter or spike log with the engine, only scalar functions; the
/// engine must agree with it in every bit.
template <class Real>
class Interpreter {
 public:
  /// `network` must outlive the interpreter.
  explicit Interpreter(const Network& network, Fault fault = Fault::none);
  void step();

  std::int64_t steps() const noexcept { return n_; }
  /// An input's or node's value, or what neurons put out (spikes x amplitude / dt), in this step.
  const std::vector<Real>& output(const SourceRef& source) const;
  /// J of each neuron of a population in this step.                           // (neurons)
  const std::vector<Real>& current(std::size_t population) const { return currents_[population]; }
  /// Spikes of each neuron of a population in this step.                      // (neurons)
  const std::vector<std::int32_t>& counts(std::size_t population) const {
    return counts_[population];
  }
  /// A declared state after this step, in declared units.
  double state(std::size_t population, const std::string& name, std::size_t neuron) const;

  /// Weights of a projection as the plan has them, those that learn as of this step. // (n_to,
  /// n_from)
  const std::vector<double>& weights(std::size_t projection) const { return weights_[projection]; }
  /// Scaled encoders of a population.                              // (neurons, dimensions)
  const std::vector<double>& encoders(std::size_t population) const {
    return encoders_[population];
  }
  /// The change that a rule found in this step, for the next.      // (rows, columns)
  const std::vector<double>& delta(std::size_t rule) const { return rules_[rule].delta(); }

  std::uint64_t spike_hash() const noexcept { return spike_hash_; }
  std::int64_t spikes() const noexcept { return spikes_; }

 private:
  struct Sum {
    std::vector<Real> total;  // (size of the target)
    bool anything = false;    // whether something targets it at all
  };

  void evaluate_inputs();
  void evaluate_node(std::size_t index);
  void evaluate_population(std::size_t index);
  void send_spikes();
  void advance_filters();
  void change_what_learns();
  void learn();
  RuleView view(const LearningPlan& plan) const;
  std::vector<double>& learned(const LearningPlan& plan);
  Sum sum_into(const TargetRef& target) const;
  void add_projection(const ProjectionPlan& projection, std::vector<Real>& total) const;
  std::vector<const ProjectionPlan*> projections_into(const TargetRef& target,
                                                      std::optional<std::size_t> filter) const;

  const Network& network_;
  Fault fault_;
  std::int64_t n_ = 0;
  std::vector<std::vector<Real>> inputs_;                        // (n_inputs)(size)
  std::vector<std::vector<double>> input_states_;                // (n_inputs)(n_state)
  std::vector<std::vector<Real>> nodes_;                         // (n_nodes)(size)
  std::vector<std::vector<std::vector<Real>>> sums_;             // (n_nodes)(steps)(size), delays
  std::vector<std::vector<std::unique_ptr<Cell<Real>>>> cells_;  // (n_populations)(neurons)
  std::vector<std::vector<Real>> currents_;                      // (n_populations)(neurons)
  std::vector<std::vector<Real>> outputs_;                       // (n_populations)(neurons)
  std::vector<std::vector<std::int32_t>> counts_;                // (n_populations)(neurons)
  std::vector<std::vector<ScalarFilter<Real>>> filters_;         // (n_filters)(size of the target)
  std::vector<std::vector<double>> weights_;                     // (n_projections)
  std::vector<std::vector<double>> encoders_;                    // (n_populations)
  std::vector<ScalarRule> rules_;                                // (n_rules)
  ReferenceArrivals<Real> arrivals_;
  std::uint64_t spike_hash_ = 0;
  std::int64_t spikes_ = 0;
};

}  // namespace rheo
