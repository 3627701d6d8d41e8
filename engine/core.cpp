#include <numeric>
#include <utility>

#include "engine/core_of.h"
#include "engine/hash.h"
#include "engine/probe_sources.h"
#include "engine/state_hash.h"
#include "engine/trouble.h"

namespace rheo {

template <class Real>
std::vector<Ownership::Population> CoreOf<Real>::populations() const {
  std::vector<Ownership::Population> all;
  for (std::size_t p = 0; p < network_.populations.size(); ++p)
    all.push_back({target_base_[network_.nodes.size() + p], network_.populations[p].neurons});
  return all;
}

template <class Real>
void CoreOf<Real>::build_synapses(const Ownership& ownership) {
  std::vector<const SpikeLog*> logs;
  for (const auto& run : runs_)
    logs.push_back(run->log.get());
  const auto first = target_base_.begin() + static_cast<std::ptrdiff_t>(network_.nodes.size());
  arrivals_.build(ownership, {first, target_base_.end()}, logs);
  for (std::size_t p = 0; p < network_.populations.size(); ++p) {
    const std::size_t ports = network_.populations[p].model->declaration().ports.size();
    for (std::size_t k = 0; k < ports; ++k)
      population_tasks_[p]->add_port(arrivals_.port(p, k));
    population_tasks_[p]->bind();
  }
}

template <class Real>
void CoreOf<Real>::reset() {
  learning_->reset();
  arrivals_.reset();  // before the states that lie there
  for (DriveRateTask* t : drive_tasks_)
    clear(t->bad);
  for (auto& run : runs_)
    run->reset();
  for (auto& f : filters_)
    f->reset();
  for (auto* t : input_tasks_) {
    if (t != nullptr) t->reset();
  }
  for (auto* counts : operations_)
    std::fill(counts->begin(), counts->end(), 0);
  for (NodeRun<Real>& node : nodes_)
    node.reset();
  for (auto& b : input_values_) {
    if (b) std::fill_n(b->template as<Real>(), b->size(), Real(0));
  }
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
  std::vector<Access> reads = {{neurons_id_[plan.of.index], true}};
  if (settled_id_ && plan.state) reads.push_back({*settled_id_, true});
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
  return {std::make_unique<StateSource<Real>>(run, *plan.state, dt_), base, reads};
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
  arrivals_.settle();
  return learning_->hash() + hash_states<Real>(network_, input_tasks_, runs_, nodes_, filters_);
}

template <class Real>
std::uint64_t CoreOf<Real>::synaptic_operations() const {
  arrivals_.settle();
  std::uint64_t sum = arrivals_.events();
  for (const auto* counts : operations_) {
    sum = std::accumulate(counts->begin(), counts->end(), sum);
  }
  return sum;
}

template <class Real>
std::optional<Trouble> CoreOf<Real>::trouble() const {
  return first_trouble<Real>(network_, input_tasks_, drive_tasks_, nodes_, runs_);
}

// The constructor is in core_parts.cpp.
template class CoreOf<double>;
template class CoreOf<float>;

std::unique_ptr<Core> make_core(const Network& network, Isa isa) {
  if (network.simulation.precision == Precision::single) {
    return std::make_unique<CoreOf<float>>(network, isa);
  }
  return std::make_unique<CoreOf<double>>(network, isa);
}

}  // namespace rheo
