#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/arrivals.h"
#include "engine/core.h"
#include "engine/learning.h"
#include "engine/node_tasks.h"
#include "engine/population_task.h"
#include "engine/vector_tasks.h"

namespace rheo {

/// The core in one precision: core_parts.cpp makes its parts, core.cpp answers for them.
template <class Real>
class CoreOf final : public Core {
 public:
  CoreOf(const Network& network, Isa isa);

  void reset() override;
  std::vector<std::unique_ptr<Task>> take_tasks() override { return std::move(tasks_); }
  std::vector<std::string> buffer_names() const override { return names_; }
  Probed probe(const ProbePlan& plan) override;
  std::uint64_t spike_hash() const override;
  std::uint64_t state_hash() const override;
  std::vector<std::int64_t> spikes(std::size_t p) const override {
    return {runs_[p]->spikes.begin(), runs_[p]->spikes.end()};
  }
  std::uint64_t synaptic_operations() const override;
  std::vector<Ownership::Population> populations() const override;
  void build_synapses(const Ownership& ownership) override;
  std::uint64_t synapses() const override { return arrivals_.synapses(); }
  std::optional<Trouble> trouble() const override;
  std::vector<LearnedArray> learned() const override { return learning_->arrays(); }

 private:
  // A target is numbered: nodes first, then populations.
  std::size_t target(const TargetRef& t) const {
    return t.index + (t.kind == TargetRef::Kind::node ? 0 : network_.nodes.size());
  }
  std::size_t new_buffer_id(const std::string& name);
  void number_blocks();
  void make_inputs();
  void make_populations();
  void make_filters();
  void make_nodes();
  void make_projections();
  void make_learning();
  void make_arrivals();
  void make_drives();
  SourceView<Real> view(const SourceRef& from, bool needs_vector);
  Access source_access(const SourceRef& from) const;
  void attach(const ProjectionPlan& plan, const Projection<Real>& projection);
  /// The task that multiplies with a projection's weights.
  Task* user(const ProjectionPlan& plan) const;

  const Network& network_;
  Isa isa_;
  double dt_;
  std::vector<std::string> names_;       // of buffers, for the printed schedule
  std::vector<std::size_t> input_base_;  // block numbers
  std::vector<std::size_t> target_base_;
  std::vector<std::size_t> input_id_;    // buffer ids
  std::vector<std::size_t> neurons_id_;  // spikes, output and states of a population
  std::vector<std::size_t> filter_id_;
  std::optional<std::size_t> settled_id_;  // states fed by ports, where probes look at states
  std::vector<std::unique_ptr<Buffer>> input_values_;
  std::vector<NodeRun<Real>> nodes_;
  std::vector<std::unique_ptr<Buffer>> sums_;  // (targets) filters' part; null without filters
  std::vector<std::unique_ptr<PopulationRun<Real>>> runs_;
  std::vector<std::unique_ptr<Filter<Real>>> filters_;
  std::vector<std::unique_ptr<Projection<Real>>> projections_;
  std::unique_ptr<Learning<Real>> learning_;
  Arrivals<Real> arrivals_;
  std::vector<std::unique_ptr<DriveRate>> drive_rates_;
  std::vector<DriveRateTask*> drive_tasks_;
  std::vector<InputTask<Real>*> input_tasks_;
  std::vector<PopulationTask<Real>*> population_tasks_;
  std::vector<FilterTask<Real>*> filter_tasks_;
  std::vector<std::vector<std::uint64_t>*> operations_;
  std::vector<std::unique_ptr<Task>> tasks_;
};

}  // namespace rheo
