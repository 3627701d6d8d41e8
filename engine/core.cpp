#include "engine/core.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/hash.h"
#include "engine/learning.h"
#include "engine/node_tasks.h"
#include "engine/population_task.h"
#include "engine/probe_sources.h"
#include "engine/trouble.h"
#include "engine/vector_tasks.h"

namespace rheo {
namespace {

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
  std::vector<std::int64_t> spikes(std::size_t p) const override { return runs_[p]->spikes; }
  std::uint64_t synaptic_operations() const override;
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
  std::vector<std::unique_ptr<Buffer>> input_values_;
  std::vector<NodeRun<Real>> nodes_;
  std::vector<std::unique_ptr<Buffer>> sums_;  // (targets) filters' part; null without filters
  std::vector<std::unique_ptr<PopulationRun<Real>>> runs_;
  std::vector<std::unique_ptr<Filter<Real>>> filters_;
  std::vector<std::unique_ptr<Projection<Real>>> projections_;
  std::unique_ptr<Learning<Real>> learning_;
  std::vector<InputTask<Real>*> input_tasks_;
  std::vector<PopulationTask<Real>*> population_tasks_;
  std::vector<FilterTask<Real>*> filter_tasks_;
  std::vector<std::vector<std::uint64_t>*> operations_;
  std::vector<std::unique_ptr<Task>> tasks_;
};

template <class Real>
CoreOf<Real>::CoreOf(const Network& network, Isa isa)
    : network_(network), isa_(isa), dt_(network.simulation.dt) {
  number_blocks();
  make_inputs();
  make_populations();
  make_nodes();
  make_filters();
  make_projections();
  make_learning();
  for (NodeRun<Real>& node : nodes_)
    operations_.push_back(&node.task->operations);
  for (auto* t : population_tasks_)
    operations_.push_back(&t->operations);
  for (auto* t : filter_tasks_)
    operations_.push_back(&t->operations);
  reset();
}

template <class Real>
std::size_t CoreOf<Real>::new_buffer_id(const std::string& name) {
  names_.push_back(name);
  return names_.size() - 1;
}

template <class Real>
void CoreOf<Real>::number_blocks() {
  std::size_t next = 0;
  for (std::size_t i = 0; i < network_.inputs.size(); ++i)
    input_base_.push_back(next++);
  for (const NodePlan& node : network_.nodes) {
    target_base_.push_back(next);
    next += block_count(std::max(node.size, node.output_size()));
  }
  for (const PopulationPlan& p : network_.populations) {
    target_base_.push_back(next);
    next += block_count(p.neurons);
  }
}

template <class Real>
void CoreOf<Real>::make_inputs() {
  for (std::size_t i = 0; i < network_.inputs.size(); ++i) {
    const InputPlan& plan = network_.inputs[i];
    input_values_.push_back(
        std::make_unique<Buffer>(plan.name, Buffer::type_of<Real>(), plan.function->size()));
    input_id_.push_back(new_buffer_id(plan.name));
    auto task = std::make_unique<InputTask<Real>>(plan.name, *plan.function, dt_, input_base_[i],
                                                  *input_values_.back());
    task->writes.push_back({input_id_.back(), true});
    input_tasks_.push_back(task.get());
    tasks_.push_back(std::move(task));
  }
}

template <class Real>
void CoreOf<Real>::make_populations() {
  const std::size_t first = network_.nodes.size();
  for (std::size_t p = 0; p < network_.populations.size(); ++p) {
    const PopulationPlan& plan = network_.populations[p];
    runs_.push_back(
        std::make_unique<PopulationRun<Real>>(plan, dt_, network_.simulation.seed, isa_));
    neurons_id_.push_back(new_buffer_id(plan.name + ".neurons"));
    auto task =
        std::make_unique<PopulationTask<Real>>(*runs_.back(), target_base_[first + p], isa_);
    task->writes.push_back({neurons_id_.back(), true});
    population_tasks_.push_back(task.get());
    tasks_.push_back(std::move(task));
  }
}

template <class Real>
void CoreOf<Real>::make_nodes() {
  for (std::size_t i = 0; i < network_.nodes.size(); ++i) {
    nodes_.push_back(make_node_run<Real>(network_.nodes[i], dt_, target_base_[i], names_, tasks_));
  }
  for (std::size_t p = 0; p < network_.populations.size(); ++p) {
    for (const SourceRef& c : network_.populations[p].currents) {
      population_tasks_[p]->currents.push_back(view(c, true).dense);
      population_tasks_[p]->reads.push_back(source_access(c));
    }
    const auto& represented = network_.populations[p].represented;
    if (!represented) continue;
    population_tasks_[p]->value = nodes_[*represented].value->template as<Real>();
    population_tasks_[p]->reads.push_back({nodes_[*represented].id, false});
  }
}

template <class Real>
void CoreOf<Real>::make_filters() {
  sums_.resize(network_.nodes.size() + network_.populations.size());
  std::vector<DeliverTask<Real>*> deliver(sums_.size(), nullptr);
  for (const FilterPlan& plan : network_.filters) {
    const std::size_t t = target(plan.to);
    const bool node = plan.to.kind == TargetRef::Kind::node;
    const std::string name = node ? network_.nodes[plan.to.index].name
                                  : network_.populations[plan.to.index].name + ".neurons";
    filters_.push_back(
        std::make_unique<Filter<Real>>(*plan.model, dt_, network_.target_size(plan.to), isa_));
    filter_id_.push_back(new_buffer_id(name + "." + plan.spec.model));
    auto advance = std::make_unique<FilterTask<Real>>(name + " " + plan.spec.model, target_base_[t],
                                                      *filters_.back());
    advance->writes.push_back({filter_id_.back(), true});
    filter_tasks_.push_back(advance.get());
    tasks_.push_back(std::move(advance));
    if (!sums_[t]) {
      sums_[t] = std::make_unique<Buffer>(name + ".sum", Buffer::type_of<Real>(),
                                          network_.target_size(plan.to));
      const std::size_t id = new_buffer_id(name + ".sum");
      auto task = std::make_unique<DeliverTask<Real>>(name, target_base_[t], *sums_[t]);
      task->writes.push_back({id, true});
      deliver[t] = task.get();
      tasks_.push_back(std::move(task));
      const Real* sum = sums_[t]->template as<Real>();
      (node ? nodes_[plan.to.index].task->sum : population_tasks_[plan.to.index]->sum) = sum;
      Task* reader =
          node ? static_cast<Task*>(nodes_[plan.to.index].task) : population_tasks_[plan.to.index];
      reader->reads.push_back({id, true});
    }
    deliver[t]->filters.push_back(filters_.back().get());
    deliver[t]->reads.push_back({filter_id_.back(), true});
  }
}

template <class Real>
SourceView<Real> CoreOf<Real>::view(const SourceRef& from, bool needs_vector) {
  switch (from.kind) {
    case SourceRef::Kind::input:
      return {input_values_[from.index]->template as<Real>()};
    case SourceRef::Kind::node:
      return {nodes_[from.index].value->template as<Real>()};
    case SourceRef::Kind::neurons:
      break;
  }
  PopulationRun<Real>& run = *runs_[from.index];
  if (needs_vector && !run.output) {
    run.output = std::make_unique<Buffer>(run.plan.name + ".output", Buffer::type_of<Real>(),
                                          run.plan.neurons);
  }
  const bool spikes = run.log && !needs_vector;
  return {spikes ? nullptr : run.output->template as<Real>(), run.log.get(),
          run.spike_value.template as<Real>()};
}

template <class Real>
Access CoreOf<Real>::source_access(const SourceRef& from) const {
  switch (from.kind) {
    case SourceRef::Kind::input:
      return {input_id_[from.index], false};
    case SourceRef::Kind::node:
      return {nodes_[from.index].id, false};
    case SourceRef::Kind::neurons:
      break;
  }
  return {neurons_id_[from.index], false};
}

template <class Real>
void CoreOf<Real>::make_projections() {
  for (const ProjectionPlan& plan : network_.projections) {
    const bool elementwise = plan.kind != ProjectionPlan::Weights::dense;
    projections_.push_back(make_projection(plan, network_.target_size(plan.to),
                                           network_.source_size(plan.from),
                                           view(plan.from, elementwise), isa_));
    attach(plan, *projections_.back());
  }
}

template <class Real>
void CoreOf<Real>::attach(const ProjectionPlan& plan, const Projection<Real>& projection) {
  if (plan.filter) {
    filter_tasks_[*plan.filter]->projections.push_back(&projection);
  } else if (plan.to.kind == TargetRef::Kind::node) {
    nodes_[plan.to.index].task->projections.push_back(&projection);
  } else {
    population_tasks_[plan.to.index]->projections.push_back(&projection);
  }
  user(plan)->reads.push_back(source_access(plan.from));
}

template <class Real>
Task* CoreOf<Real>::user(const ProjectionPlan& plan) const {
  if (plan.filter) return filter_tasks_[*plan.filter];
  if (plan.to.kind == TargetRef::Kind::node) return nodes_[plan.to.index].task;
  return population_tasks_[plan.to.index];
}

template <class Real>
void CoreOf<Real>::make_learning() {
  const LearningHost<Real> host{
      network_,
      isa_,
      [this](const std::string& name) { return new_buffer_id(name); },
      [this](std::size_t p) {
        return view({SourceRef::Kind::neurons, p}, false);
      },
      [this](std::size_t node) { return nodes_[node].value->template as<Real>(); },
      [this](std::size_t node) { return nodes_[node].id; },
      [this](std::size_t p) { return projections_[p].get(); },
      [this](std::size_t p) { return user(network_.projections[p]); },
      [this](std::size_t p) { return population_tasks_[p]; },
      runs_,
      target_base_,
      neurons_id_,
      tasks_};
  learning_ = std::make_unique<Learning<Real>>(host);
}

template <class Real>
void CoreOf<Real>::reset() {
  learning_->reset();
  for (auto& run : runs_)
    run->reset();
  for (auto& f : filters_)
    f->reset();
  for (auto* t : input_tasks_)
    t->reset();
  for (auto* counts : operations_)
    std::fill(counts->begin(), counts->end(), 0);
  for (NodeRun<Real>& node : nodes_)
    node.reset();
  for (auto& b : input_values_)
    std::fill_n(b->template as<Real>(), b->size(), Real(0));
}

template <class Real>
Core::Probed CoreOf<Real>::probe(const ProbePlan& plan) {
  if (plan.matrix != ProbePlan::Matrix::none) return learning_->probe(plan);
  if (plan.of.kind == SourceRef::Kind::input) {
    return {std::make_unique<VectorSource<Real>>(*input_values_[plan.of.index]),
            input_base_[plan.of.index],
            {{input_id_[plan.of.index], false}}};
  }
  if (plan.of.kind == SourceRef::Kind::node) {
    return {std::make_unique<VectorSource<Real>>(*nodes_[plan.of.index].value),
            target_base_[plan.of.index],
            {{nodes_[plan.of.index].id, nodes_[plan.of.index].function == nullptr}}};
  }
  PopulationRun<Real>& run = *runs_[plan.of.index];
  const std::size_t base = target_base_[network_.nodes.size() + plan.of.index];
  const std::vector<Access> reads = {{neurons_id_[plan.of.index], true}};
  const std::string& record = plan.spec.record;
  if (record == "current") {
    if (!run.current) {
      run.current = std::make_unique<Buffer>(run.plan.name + ".current", Buffer::type_of<Real>(),
                                             run.plan.neurons);
    }
    return {std::make_unique<VectorSource<Real>>(*run.current), base, reads};
  }
  if (record == "output" && !run.log) {
    return {std::make_unique<VectorSource<Real>>(*run.output), base, reads};
  }
  if (record == "spikes" || record == "rate" || record == "output") {
    return {std::make_unique<SpikeSource<Real>>(run), base, reads};
  }
  return {std::make_unique<StateSource<Real>>(run, plan.state, dt_), base, reads};
}

template <class Real>
std::uint64_t CoreOf<Real>::spike_hash() const {
  std::uint64_t sum = 0;
  for (const auto& run : runs_) {
    sum = std::accumulate(run->hash.begin(), run->hash.end(), sum);
  }
  return sum;
}

template <class Real>
std::uint64_t CoreOf<Real>::state_hash() const {
  std::uint64_t sum = learning_->hash();
  for (std::size_t i = 0; i < input_tasks_.size(); ++i) {
    const std::vector<double>& state = input_tasks_[i]->state();
    if (state.empty()) continue;
    sum += hash_bits(hash_text(network_.inputs[i].name + ".input"), state.data(), state.size());
  }
  for (const auto& run : runs_) {
    for (const Buffer& b : run->state)
      sum += b.hash();
  }
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (!nodes_[i].line) continue;
    const std::vector<Real>& rows = nodes_[i].line->rows;
    sum += hash_bits(hash_text(network_.nodes[i].name + ".delay"), rows.data(), rows.size());
  }
  for (std::size_t f = 0; f < filters_.size(); ++f) {
    const FilterPlan& plan = network_.filters[f];
    if (plan.of_probe) continue;
    std::string name = plan.to.kind == TargetRef::Kind::node
                           ? network_.nodes[plan.to.index].name
                           : network_.populations[plan.to.index].name + ".neurons";
    name += "." + plan.spec.model + "." + std::to_string(f);
    const Filter<Real>& filter = *filters_[f];
    for (std::size_t s = 0; s < filter.n_states(); ++s)
      sum += hash_bits(hash_text(name), filter.states().data() + s * filter.size(), filter.size());
  }
  return sum;
}

template <class Real>
std::uint64_t CoreOf<Real>::synaptic_operations() const {
  std::uint64_t sum = 0;
  for (const auto* counts : operations_) {
    sum = std::accumulate(counts->begin(), counts->end(), sum);
  }
  return sum;
}

template <class Real>
std::optional<Trouble> CoreOf<Real>::trouble() const {
  return first_trouble<Real>(network_, input_tasks_, nodes_, runs_);
}

}  // namespace

std::unique_ptr<Core> make_core(const Network& network, Isa isa) {
  if (network.simulation.precision == Precision::single) {
    return std::make_unique<CoreOf<float>>(network, isa);
  }
  return std::make_unique<CoreOf<double>>(network, isa);
}

}  // namespace rheo
