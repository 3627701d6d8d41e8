#include <algorithm>
#include <utility>

#include "engine/core_of.h"

namespace rheo {

template <class Real>
CoreOf<Real>::CoreOf(const Network& network, Isa isa)
    : network_(network), isa_(isa), dt_(network.simulation.dt), arrivals_(network, isa) {
  number_blocks();
  make_inputs();
  make_populations();
  make_nodes();
  make_filters();
  make_projections();
  make_learning();
  make_arrivals();
  make_drives();
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
    if (plan.function->poisson() != nullptr) {  // drawn at its targets
      input_values_.push_back(nullptr);
      input_id_.push_back(0);
      input_tasks_.push_back(nullptr);
      continue;
    }
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
    const bool sends = arrivals_.sites().first_source[p] != SynapseSites::kNone;
    const std::size_t kept = sends ? 2 * static_cast<std::size_t>(arrivals_.slack()) : 1;
    runs_.push_back(
        std::make_unique<PopulationRun<Real>>(plan, dt_, network_.simulation.seed, isa_, kept));
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
    const bool elementwise = plan.kind == ProjectionPlan::Weights::scalar ||
                             plan.kind == ProjectionPlan::Weights::diagonal;
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
void CoreOf<Real>::make_arrivals() {
  if (!arrivals_.any()) return;
  const std::size_t ports_id = new_buffer_id("ports");
  const std::size_t calendar_id = new_buffer_id("calendar");
  using Move = typename ArrivalTask<Real>::Move;
  auto deliver = std::make_unique<ArrivalTask<Real>>(Move::deliver, arrivals_);
  deliver->reads.push_back({calendar_id, true});
  deliver->writes.push_back({ports_id, true});
  auto collect = std::make_unique<ArrivalTask<Real>>(Move::collect, arrivals_);
  collect->writes.push_back({calendar_id, true});
  for (std::size_t p = 0; p < network_.populations.size(); ++p) {
    if (arrivals_.sites().first_source[p] != SynapseSites::kNone) {
      collect->reads.push_back({neurons_id_[p], false, true});
    }
    const std::size_t ports = network_.populations[p].model->declaration().ports.size();
    // It clears its own blocks of them too, and drives add to them there: own, so no other sees it.
    if (ports > 0) population_tasks_[p]->reads.push_back({ports_id, true});
  }
  tasks_.push_back(std::move(deliver));
  tasks_.push_back(std::move(collect));
  const auto looks = [&](const ProbePlan& p) {
    return p.state && arrivals_.feeds(p.of.index);
  };
  if (!std::any_of(network_.probes.begin(), network_.probes.end(), looks)) return;
  settled_id_ = new_buffer_id("arrived");  // what `deliver` and this add lies in own blocks
  auto settle = std::make_unique<ArrivalTask<Real>>(Move::settle, arrivals_);
  settle->writes.push_back({*settled_id_, true});
  tasks_.push_back(std::move(settle));
}

template <class Real>
void CoreOf<Real>::make_drives() {
  for (const DrivePlan& plan : network_.drives) {
    const PoissonTrains& trains = *network_.inputs[plan.input].function->poisson();
    DriveRate* rate = nullptr;
    if (!trains.of_time.empty()) {
      drive_rates_.push_back(std::make_unique<DriveRate>());
      rate = drive_rates_.back().get();
      const std::size_t id = new_buffer_id(plan.name + ".rate");
      auto task =
          std::make_unique<DriveRateTask>(plan, trains, dt_, input_base_[plan.input], *rate);
      task->writes.push_back({id, true});
      population_tasks_[plan.population]->reads.push_back({id, false});
      drive_tasks_.push_back(task.get());
      tasks_.push_back(std::move(task));
    }
    population_tasks_[plan.population]->drives.emplace_back(plan, trains, network_.simulation, isa_,
                                                            rate);
  }
}

template CoreOf<double>::CoreOf(const Network&, Isa);
template CoreOf<float>::CoreOf(const Network&, Isa);

}  // namespace rheo
