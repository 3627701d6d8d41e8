#include "engine/learning.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace rheo {
namespace {

/// Where ascending elements of a vector of `size` fall into blocks.
Parts parts_of(const std::vector<std::uint32_t>& ascending, std::size_t size) {
  Parts parts;
  parts.begin.assign(block_count(size) + 1, 0);
  for (std::uint32_t e : ascending)
    ++parts.begin[e / kBlock + 1];
  std::partial_sum(parts.begin.begin(), parts.begin.end(), parts.begin.begin());
  return parts;
}

std::vector<std::uint32_t> sorted(std::vector<std::uint32_t> elements) {
  std::sort(elements.begin(), elements.end());
  return elements;
}

/// Where each element of `elements` stands once they are sorted; they are distinct.
std::vector<std::size_t> ranks(const std::vector<std::uint32_t>& elements) {
  std::vector<std::size_t> order(elements.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return elements[a] < elements[b]; });
  std::vector<std::size_t> rank(elements.size());
  for (std::size_t k = 0; k < order.size(); ++k)
    rank[order[k]] = k;
  return rank;
}

/// `held` as it was given: rows and columns of the plan by where they are held.
std::vector<double> held_order(const std::vector<double>& given,
                               const std::vector<std::size_t>& row, std::size_t columns) {
  std::vector<double> held(given.size());
  for (std::size_t i = 0; i < row.size(); ++i) {
    for (std::size_t j = 0; j < columns; ++j)
      held[j * row.size() + row[i]] = given[i * columns + j];
  }
  return held;
}

}  // namespace

template <class Real>
Learning<Real>::Learning(const LearningHost<Real>& host)
    : host_(host),
      weights_(host.network.projections.size()),
      encoders_(host.network.populations.size()) {
  const Network& network = host_.network;
  for (const LearningPlan& plan : network.learning) {
    if (plan.rule->learns() == LearningRule::Learns::encoders) encoders_of(*plan.population);
  }
  for (const LearningPlan& plan : network.learning)
    make_rule(plan);
  for (auto* matrices : {&weights_, &encoders_}) {
    for (auto& m : *matrices) {
      if (m) make_change(*m);
    }
  }
}

template <class Real>
typename Learning<Real>::Matrix& Learning<Real>::weights_of(std::size_t p) {
  if (weights_[p]) return *weights_[p];
  const ProjectionPlan& plan = host_.network.projections[p];
  const std::size_t rows = plan.to_elements.size();
  const std::size_t columns = plan.from_elements.size();
  const std::vector<std::size_t> row = ranks(plan.to_elements);
  weights_[p] = std::make_unique<Matrix>(
      plan.name, LearnedMatrix<Real>(rows, columns, held_order(plan.weights, row, columns),
                                     host_.projection(p)->columns()));
  Matrix& m = *weights_[p];
  m.row = row;
  m.column.resize(columns);
  for (std::size_t k = 0; k < columns; ++k)
    m.column[plan.given.empty() ? k : plan.given[k]] = k;
  const std::size_t n_nodes = host_.network.nodes.size();
  const bool node = plan.to.kind == TargetRef::Kind::node;
  m.row_parts = parts_of(sorted(plan.to_elements), host_.network.target_size(plan.to));
  m.row_base = host_.target_base[plan.to.index + (node ? 0 : n_nodes)];
  m.column_parts = parts_of(plan.from_elements, host_.network.source_size(plan.from));
  m.column_base = host_.target_base[n_nodes + plan.from.index];
  m.id = host_.new_buffer(plan.name + ".weights");
  const bool by_rows = m.row_parts.n_blocks() >= m.column_parts.n_blocks();
  host_.user(p)->reads.push_back({m.id, by_rows});
  return m;
}

template <class Real>
typename Learning<Real>::Matrix& Learning<Real>::encoders_of(std::size_t p) {
  if (encoders_[p]) return *encoders_[p];
  const PopulationPlan& plan = host_.network.populations[p];
  const std::size_t dimensions = plan.scaled_encoders.columns();
  std::vector<std::size_t> row(plan.neurons);
  std::iota(row.begin(), row.end(), std::size_t{0});
  encoders_[p] = std::make_unique<Matrix>(
      plan.name + ".scaled_encoders",
      LearnedMatrix<Real>(plan.neurons, dimensions,
                          held_order(plan.scaled_encoders.data, row, dimensions),
                          host_.runs[p]->encoders.template as<Real>()));
  Matrix& m = *encoders_[p];
  m.row = std::move(row);
  m.column.resize(dimensions);
  std::iota(m.column.begin(), m.column.end(), std::size_t{0});
  m.row_parts = parts_of(all_elements(plan.neurons), plan.neurons);
  m.row_base = host_.target_base[host_.network.nodes.size() + p];
  m.id = host_.new_buffer(m.name);
  host_.population_task(p)->reads.push_back({m.id, true});
  return m;
}

template <class Real>
void Learning<Real>::make_rule(const LearningPlan& plan) {
  const bool encoders = plan.rule->learns() == LearningRule::Learns::encoders;
  rules_.push_back(std::make_unique<Rule>());
  Rule& rule = *rules_.back();
  rule.matrix = encoders ? &encoders_of(*plan.population) : &weights_of(plan.projection);
  rule.name = plan.name;
  rule.run.rule = plan.rule.get();
  rule.run.time = plan.time;
  rule.run.shape = {host_.network.simulation.dt, rule.matrix->held.columns(),
                    rule.matrix->held.rows()};
  rule.run.row.resize(rule.run.shape.n_rows);
  if (plan.rule->decays()) rule.run.decay.resize(rule.run.shape.n_rows);
  rule.run.scale = plan.scale;
  rule.run.state.resize(plan.rule->state_size(rule.run.shape));
  rule.rows_id = host_.new_buffer(plan.name + ".rows");
  if (plan.input) rule.run.input = host_.node_value(*plan.input);
  make_error(plan, rule);
  make_activities(plan, rule);
  make_column(rule);
  make_rows(plan, rule);
  rule.matrix->rules.push_back(&rule.run);
}

/// Rows of the error: elements of what arrives, or, where the targets are neurons of a population
/// that represents a value, their scaled encoders times it.
template <class Real>
void Learning<Real>::make_error(const LearningPlan& plan, Rule& rule) {
  RuleRun<Real>& run = rule.run;
  if (plan.rule->input() != LearningRule::Input::error) return;
  run.input_row.resize(run.shape.n_rows);
  for (std::size_t i = 0; i < run.shape.n_rows; ++i)
    run.input_row[rule.matrix->row[i]] = i;
  if (plan.dimensions.empty()) return;
  const PopulationPlan& target = host_.network.populations[*plan.population];
  const std::size_t dimensions = target.scaled_encoders.columns();
  run.error_dimensions = plan.dimensions;
  run.neuron = sorted(host_.network.projections[plan.projection].to_elements);
  for (const std::uint32_t d : plan.dimensions) {
    for (const std::uint32_t i : run.neuron)
      run.encoders.push_back(target.scaled_encoders.data[i * dimensions + d]);
  }
  if (encoders_[*plan.population]) run.learned_encoders = &encoders_[*plan.population]->held;
}

template <class Real>
void Learning<Real>::make_activities(const LearningPlan& plan, Rule& rule) {
  const ProjectionPlan& projection = host_.network.projections[plan.projection];
  const std::vector<RuleActivity> wanted = plan.rule->activities();
  const bool encoders = plan.rule->learns() == LearningRule::Learns::encoders;
  for (std::size_t a = 0; a < wanted.size(); ++a) {
    const bool post = wanted[a].of == RuleActivity::Of::post;
    const std::size_t population = post ? *plan.population : projection.from.index;
    std::vector<std::uint32_t> neurons = projection.from_elements;
    if (post)
      neurons = encoders ? all_elements(rule.run.shape.n_rows) : sorted(projection.to_elements);
    const std::size_t base = host_.target_base[host_.network.nodes.size() + population];
    const Parts parts = parts_of(neurons, host_.network.populations[population].neurons);
    const std::string name = plan.name + "." + wanted[a].synapse;
    auto task = std::make_unique<ActivityTask<Real>>(
        name + "." + std::to_string(a), base, parts, std::move(neurons), host_.neurons(population),
        plan.filters[a].get(), host_.network.simulation.dt, host_.isa);
    task->reads.push_back({host_.neurons_id[population], true});
    rule.activity_id.push_back(host_.new_buffer(name));
    task->writes.push_back({rule.activity_id.back(), true});
    rule.run.activity.push_back(task.get());
    rule.run.of_post.push_back(post);
    rule.activities.push_back(task.get());
    host_.tasks.push_back(std::move(task));
  }
}

template <class Real>
void Learning<Real>::make_column(Rule& rule) {
  rule.column_id = rule.activity_id[0];
  if (rule.run.state.empty()) return;
  const Matrix& m = *rule.matrix;
  rule.run.own.resize(rule.run.shape.n_columns);
  rule.column_id = host_.new_buffer(rule.name + ".column");
  const std::size_t state_id = host_.new_buffer(rule.name + ".state");
  auto column = std::make_unique<ColumnTask<Real>>(rule.name + ".column", m.column_base,
                                                   m.column_parts, rule.run, host_.isa);
  column->reads = {{rule.activity_id[0], false}, {state_id, false}};
  column->writes = {{rule.column_id, true}};
  auto state = std::make_unique<StateTask<Real>>(rule.name + ".state", m.column_base,
                                                 m.column_parts, rule.run, host_.isa);
  state->reads = {{rule.activity_id[0], false}, {rule.column_id, false}};
  state->writes = {{state_id, true}};
  host_.tasks.push_back(std::move(column));
  host_.tasks.push_back(std::move(state));
}

template <class Real>
void Learning<Real>::make_rows(const LearningPlan& plan, Rule& rule) {
  const Matrix& m = *rule.matrix;
  auto task =
      std::make_unique<RowTask<Real>>(rule.name + ".rows", m.row_base, m.row_parts, rule.run);
  for (std::size_t a = 0; a < rule.activity_id.size(); ++a)
    task->reads.push_back({rule.activity_id[a], rule.run.of_post[a]});
  if (!rule.run.state.empty()) task->reads.push_back({rule.column_id, false});
  if (plan.input) task->reads.push_back({host_.node_id(*plan.input), false});
  if (rule.run.learned_encoders != nullptr) {
    task->reads.push_back({encoders_[*plan.population]->id, false});
  }
  if (plan.rule->learns() == LearningRule::Learns::encoders) {
    const std::size_t node = *host_.network.populations[*plan.population].represented;
    rule.run.value = host_.node_value(node);
    rule.run.own.resize(rule.run.shape.n_columns);
    rule.column_id = host_.new_buffer(rule.name + ".column");
    task->reads.push_back({host_.node_id(node), false});
    task->writes.push_back({rule.column_id, false});
  }
  task->writes.push_back({rule.rows_id, true});
  host_.tasks.push_back(std::move(task));
}

template <class Real>
void Learning<Real>::make_change(Matrix& m) {
  const bool by_rows =
      m.column_parts.begin.empty() || m.row_parts.n_blocks() >= m.column_parts.n_blocks();
  auto task = std::make_unique<ChangeTask<Real>>(
      m.name + ".change", by_rows ? m.row_base : m.column_base,
      by_rows ? m.row_parts : m.column_parts, by_rows, m.held, m.rules, host_.isa);
  for (const auto& rule : rules_) {
    if (rule->matrix != &m) continue;
    task->reads.push_back({rule->rows_id, by_rows});
    task->reads.push_back({rule->column_id, !by_rows});
  }
  task->writes.push_back({m.id, true});
  host_.tasks.push_back(std::move(task));
}

template class Learning<double>;
template class Learning<float>;

}  // namespace rheo
