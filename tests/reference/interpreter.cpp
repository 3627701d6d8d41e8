#include "tests/reference/interpreter.h"

#include <algorithm>

#include "engine/hash.h"

namespace rheo {

namespace {

template <class Real>
Real weight_at(const ProjectionPlan& p, const std::vector<double>& weights, std::size_t row,
               std::size_t column, Fault fault) {
  const std::size_t columns = p.from_elements.size();
  switch (p.kind) {
    case ProjectionPlan::Weights::scalar:
      return static_cast<Real>(weights[0]);
    case ProjectionPlan::Weights::diagonal:
    case ProjectionPlan::Weights::sparse:
      return static_cast<Real>(weights[row]);
    case ProjectionPlan::Weights::dense:
      break;
  }
  const std::size_t shift = fault == Fault::weight_index ? 1 : 0;
  return static_cast<Real>(weights[row * columns + (column + shift) % columns]);
}

}  // namespace

template <class Real>
Interpreter<Real>::Interpreter(const Network& network, Fault fault)
    : network_(network), fault_(fault), arrivals_(network) {
  for (const InputPlan& input : network.inputs) {
    inputs_.emplace_back(input.function->size());
    input_states_.emplace_back(input.function->n_state());
  }
  for (const NodePlan& node : network.nodes) {
    nodes_.emplace_back(node.output_size());
    sums_.emplace_back();
  }
  for (const PopulationPlan& population : network.populations) {
    cells_.push_back(make_cells<Real>(population, network.simulation));
    currents_.emplace_back(population.neurons);
    outputs_.emplace_back(population.neurons);
    counts_.emplace_back(population.neurons);
  }
  for (const FilterPlan& filter : network.filters) {
    const ScalarFilter<Real> at_rest(filter.spec, network.simulation.dt);
    filters_.emplace_back(network.target_size(filter.to), at_rest);
  }
  for (const ProjectionPlan& p : network.projections)
    weights_.push_back(p.weights);
  for (const PopulationPlan& p : network.populations)
    encoders_.push_back(p.scaled_encoders.data);
  for (const LearningPlan& plan : network.learning) {
    const ProjectionPlan& p = network.projections[plan.projection];
    const bool encoders = plan.rule->learns() == LearningRule::Learns::encoders;
    const std::size_t rows =
        encoders ? network.populations[*plan.population].neurons : p.to_elements.size();
    rules_.emplace_back(plan, rows, learned(plan).size() / rows, network.simulation.dt);
  }
}

template <class Real>
void Interpreter<Real>::step() {
  n_ += 1;
  change_what_learns();
  arrivals_.begin(n_);
  evaluate_inputs();
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const auto delay = static_cast<std::size_t>(network_.nodes[i].delay);
    if (delay > 0 && sums_[i].size() >= delay) nodes_[i] = sums_[i][sums_[i].size() - delay];
  }
  for (const TargetRef& target : network_.order) {
    if (target.kind == TargetRef::Kind::node) {
      evaluate_node(target.index);
    } else {
      evaluate_population(target.index);
    }
  }
  send_spikes();
  advance_filters();
  learn();
}

template <class Real>
void Interpreter<Real>::send_spikes() {
  for (std::size_t p = 0; p < counts_.size(); ++p) {
    for (std::size_t i = 0; i < counts_[p].size(); ++i) {
      if (counts_[p][i] != 0) arrivals_.spike(p, i, counts_[p][i], n_);
    }
  }
}

template <class Real>
std::vector<double>& Interpreter<Real>::learned(const LearningPlan& plan) {
  const bool encoders = plan.rule->learns() == LearningRule::Learns::encoders;
  return encoders ? encoders_[*plan.population] : weights_[plan.projection];
}

// What the rules found at the end of the step before, each from the same weights.
template <class Real>
void Interpreter<Real>::change_what_learns() {
  for (std::size_t r = 0; r < rules_.size(); ++r) {
    std::vector<double>& W = learned(network_.learning[r]);
    for (std::size_t k = 0; k < W.size(); ++k) {
      const double delta = rules_[r].delta()[k];
      if (delta != 0) W[k] += delta;
    }
  }
}

template <class Real>
void Interpreter<Real>::learn() {
  for (std::size_t r = 0; r < rules_.size(); ++r) {
    const LearningPlan& plan = network_.learning[r];
    rules_[r].learn(view(plan), learned(plan), fault_ == Fault::learning_lag);
  }
}

template <class Real>
RuleView Interpreter<Real>::view(const LearningPlan& plan) const {
  const ProjectionPlan& p = network_.projections[plan.projection];
  const bool encoders = plan.rule->learns() == LearningRule::Learns::encoders;
  RuleView view;
  view.n = n_;
  for (std::uint32_t j : p.from_elements)
    view.pre.push_back(static_cast<double>(output(p.from)[j]));
  if (plan.population && (plan.neurons || encoders)) {
    const std::vector<Real>& all = outputs_[*plan.population];
    if (encoders) view.post.assign(all.begin(), all.end());
    for (std::size_t i = 0; !encoders && i < p.to_elements.size(); ++i)
      view.post.push_back(static_cast<double>(all[p.to_elements[i]]));
  }
  if (!plan.input) return view;
  const std::vector<Real>& in = nodes_[*plan.input];
  view.signal = static_cast<double>(in[0]);
  if (encoders) {
    const std::vector<Real>& x = nodes_[*network_.populations[*plan.population].represented];
    view.x.assign(x.begin(), x.end());
  }
  // Neurons of a population that represents a value take the error through their encoders.
  for (std::size_t i = 0; !encoders && i < p.to_elements.size(); ++i) {
    double e = plan.dimensions.empty() ? static_cast<double>(in[i]) : 0;
    for (std::size_t d = 0; d < plan.dimensions.size(); ++d) {
      const std::size_t columns = network_.populations[*plan.population].scaled_encoders.columns();
      const std::size_t at = p.to_elements[i] * columns + plan.dimensions[d];
      e += encoders_[*plan.population][at] * static_cast<double>(in[d]);
    }
    view.error.push_back(e);
  }
  return view;
}

template <class Real>
void Interpreter<Real>::evaluate_inputs() {
  const std::int64_t n = fault_ == Fault::input_step ? n_ + 1 : n_;
  const double t = static_cast<double>(n) * network_.simulation.dt;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    if (network_.inputs[i].function->poisson() != nullptr) continue;
    std::vector<double> exact(inputs_[i].size());
    network_.inputs[i].function->evaluate(n, t, input_states_[i].data(), exact.data());
    for (std::size_t e = 0; e < exact.size(); ++e)
      inputs_[i][e] = static_cast<Real>(exact[e]);
  }
}

// A node computes from its sum, keeps it for later, or passes it on.
template <class Real>
void Interpreter<Real>::evaluate_node(std::size_t index) {
  const NodePlan& node = network_.nodes[index];
  const std::vector<Real> sum = sum_into({TargetRef::Kind::node, index}).total;
  if (node.function) {
    const std::vector<double> x(sum.begin(), sum.end());
    std::vector<double> exact(node.output_size());
    const double t = static_cast<double>(n_) * network_.simulation.dt;
    node.function->evaluate(x.data(), t, exact.data());
    for (std::size_t e = 0; e < exact.size(); ++e)
      nodes_[index][e] = static_cast<Real>(exact[e]);
  } else if (node.delay > 0) {
    sums_[index].push_back(sum);
  } else {
    nodes_[index] = sum;
  }
}

// J = bias + currents + gain x (sum into the neurons) + sum over d of scaled_encoders[i, d] x X[d].
template <class Real>
void Interpreter<Real>::evaluate_population(std::size_t index) {
  const PopulationPlan& population = network_.populations[index];
  const Sum sum = sum_into({TargetRef::Kind::neurons, index});
  const std::uint64_t place = spike_place(hash_text(population.name), n_);
  for (std::size_t i = 0; i < population.neurons; ++i) {
    Real J = static_cast<Real>(population.parameters.at("bias", i));
    for (const SourceRef& c : population.currents) {
      J += c.kind == SourceRef::Kind::input ? inputs_[c.index][i] : nodes_[c.index][i];
    }
    if (sum.anything) J += static_cast<Real>(population.parameters.at("gain", i)) * sum.total[i];
    if (population.represented) {
      const std::vector<Real>& X = nodes_[*population.represented];
      for (std::size_t d = 0; d < X.size(); ++d) {
        J += static_cast<Real>(encoders_[index][i * X.size() + d]) * X[d];
      }
    }
    for (std::size_t k = 0; k < arrivals_.ports(index); ++k)
      cells_[index][i]->arrive(k, arrivals_.at(index, k, i));
    const CellOutput<Real> out = cells_[index][i]->step(n_, J);
    for (std::size_t k = 0; k < arrivals_.ports(index); ++k) {
      for (const Real value : arrivals_.fed(index, k, i))
        cells_[index][i]->feed(k, value);
    }
    currents_[index][i] = J;
    outputs_[index][i] = out.value;
    counts_[index][i] = out.spikes;
    if (out.spikes != 0) {
      spike_hash_ += spike_term(place, i, out.spikes);
      spikes_ += out.spikes;
    }
  }
}

template <class Real>
void Interpreter<Real>::advance_filters() {
  for (std::size_t f = 0; f < filters_.size(); ++f) {
    const TargetRef& target = network_.filters[f].to;
    std::vector<Real> u(filters_[f].size(), Real(0));
    for (const ProjectionPlan* p : projections_into(target, f))
      add_projection(*p, u);
    for (std::size_t e = 0; e < u.size(); ++e)
      filters_[f][e].advance(u[e]);
  }
}

// What the filters in front of the target held at the end of the step before, then what arrives
// without a filter.
template <class Real>
typename Interpreter<Real>::Sum Interpreter<Real>::sum_into(const TargetRef& target) const {
  Sum sum{std::vector<Real>(network_.target_size(target), Real(0)), false};
  for (std::size_t f = 0; f < filters_.size(); ++f) {
    if (!(network_.filters[f].to == target)) continue;
    sum.anything = true;
    for (std::size_t e = 0; e < sum.total.size(); ++e) {
      sum.total[e] += fault_ == Fault::synapse_lag ? filters_[f][e].y_before() : filters_[f][e].y();
    }
  }
  for (const ProjectionPlan* p : projections_into(target, std::nullopt)) {
    sum.anything = true;
    add_projection(*p, sum.total);
  }
  return sum;
}

// Adds weight x source to each target element, over ascending sources; a source that is 0 adds
// nothing.
template <class Real>
void Interpreter<Real>::add_projection(const ProjectionPlan& p, std::vector<Real>& total) const {
  const std::vector<Real>& source = output(p.from);
  const bool dense = p.kind == ProjectionPlan::Weights::dense;
  const std::vector<double>& W =
      weights_[static_cast<std::size_t>(&p - network_.projections.data())];
  for (std::size_t row = 0; row < p.to_elements.size(); ++row) {
    Real& sum = total[p.to_elements[row]];
    const std::size_t first = dense ? 0 : row;
    const std::size_t last = dense ? p.from_elements.size() : row + 1;
    for (std::size_t k = first; k < last; ++k) {
      const std::size_t column = fault_ == Fault::source_order ? first + last - 1 - k : k;
      const Real u = source[p.from_elements[column]];
      if (u == Real(0)) continue;
      sum += weight_at<Real>(p, W, row, column, fault_) * u;
    }
  }
}

template <class Real>
std::vector<const ProjectionPlan*> Interpreter<Real>::projections_into(
    const TargetRef& target, std::optional<std::size_t> filter) const {
  std::vector<const ProjectionPlan*> found;
  for (const ProjectionPlan& p : network_.projections) {
    if (p.to == target && p.filter == filter) found.push_back(&p);
  }
  if (fault_ == Fault::projection_order) std::reverse(found.begin(), found.end());
  return found;
}

template <class Real>
const std::vector<Real>& Interpreter<Real>::output(const SourceRef& source) const {
  switch (source.kind) {
    case SourceRef::Kind::input:
      return inputs_[source.index];
    case SourceRef::Kind::node:
      return nodes_[source.index];
    case SourceRef::Kind::neurons:
      break;
  }
  return outputs_[source.index];
}

template <class Real>
double Interpreter<Real>::state(std::size_t population, const std::string& name,
                                std::size_t neuron) const {
  return cells_[population][neuron]->observe(name, n_);
}

template class Interpreter<double>;
template class Interpreter<float>;

}  // namespace rheo
