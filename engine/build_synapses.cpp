// Connections between neurons by rules, onto ports of physical models, and their drive.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "engine/builder.h"
#include "engine/math.h"
#include "engine/random.h"
#include "engine/synapse_values.h"
#include "engine/text.h"

namespace rheo {
namespace {

using RuleEntry = Registry<Catalog::MakeConnectionRule>::Entry;

/// Null where the rule or its ends are not as they must be.
std::shared_ptr<const ConnectionRule> make_rule(const RuleEntry& entry, const ModelSpec& spec,
                                                const RuleEnds& ends,
                                                std::vector<Problem>& problems) {
  std::shared_ptr<const ConnectionRule> made;
  try {
    made = entry.make(with_defaults(spec, entry.declaration));
    problems = made->check(ends);
  } catch (const ConfigError& e) {
    problems = e.problems();
  }
  return problems.empty() ? made : nullptr;
}

bool distinct(std::vector<std::uint32_t> elements) {
  std::sort(elements.begin(), elements.end());
  return std::adjacent_find(elements.begin(), elements.end()) == elements.end();
}

bool whole(const std::vector<std::uint32_t>& elements, std::size_t size) {
  if (elements.size() != size) return false;
  for (std::size_t i = 0; i < size; ++i) {
    if (elements[i] != i) return false;
  }
  return true;
}

// Sums run over ascending sources, in whichever order a slice names them.
void sort_by_source(SynapseGroup& group) {
  if (std::is_sorted(group.source.begin(), group.source.end())) return;
  std::vector<std::size_t> order(group.source.size());
  for (std::size_t k = 0; k < order.size(); ++k)
    order[k] = k;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return group.source[a] < group.source[b]; });
  const SynapseGroup old = group;
  for (std::size_t k = 0; k < order.size(); ++k) {
    group.source[k] = old.source[order[k]];
    group.target[k] = old.target[order[k]];
    group.weight[k] = old.weight[order[k]];
  }
}

}  // namespace

bool Builder::physical(const TargetRef& target) const {
  return target.kind == TargetRef::Kind::neurons &&
         !network_.populations[target.index].model->declaration().ports.empty();
}

const PoissonTrains* Builder::poisson(const EndpointSpec& from) {
  const auto at = names_.find(from.object);
  if (at == names_.end() || at->second.kind != Object::Kind::input) return nullptr;
  return network_.inputs[at->second.index].function->poisson();
}

bool Builder::rule_ends(const std::string& path, const End& from, const End& to, RuleEnds& ends) {
  if (from.decoded || from.source.kind != SourceRef::Kind::neurons ||
      !network_.populations[from.source.index].model->spiking()) {
    report(path + ".from", "is not the spikes of neurons", "a rule connects neurons",
           "start at the neurons of a population that spikes: write name.neurons");
    return false;
  }
  if (to.target.kind != TargetRef::Kind::neurons) {
    report(path + ".to", "is not neurons", "a rule connects neurons", "write name.neurons");
    return false;
  }
  for (const auto* end : {&from, &to}) {
    if (distinct(end->elements)) continue;
    report(path + (end == &from ? ".from" : ".to") + ".slice", "names a neuron twice",
           "a rule connects each neuron once", "leave the repeats out");
    return false;
  }
  ends.n_from = from.elements.size();
  ends.n_to = to.elements.size();
  if (from.source.index != to.target.index) return true;
  std::vector<std::uint32_t> place(network_.populations[to.target.index].neurons, kNobody);
  for (std::size_t k = 0; k < from.elements.size(); ++k)
    place[from.elements[k]] = static_cast<std::uint32_t>(k);
  for (std::uint32_t t : to.elements)
    ends.self.push_back(place[t]);
  return true;
}

std::shared_ptr<const ConnectionRule> Builder::rule(const std::string& path, const ModelSpec& spec,
                                                    const RuleEnds& ends) {
  const auto* entry = catalog_.connection_rules.find(spec.model);
  if (entry == nullptr) {
    report(path, "unknown rule " + spec.model);
    return nullptr;
  }
  std::vector<Problem> problems;
  auto made = make_rule(*entry, spec, ends, problems);
  for (const Problem& p : problems)
    report(p.path.empty() ? path : path + "." + p.path, p.what, p.rule, p.remedy);
  return made;
}

std::optional<std::size_t> Builder::port(const ConnectionSpec& spec, std::size_t population) {
  if (spec.to.port.empty()) return std::nullopt;
  return network_.populations[population].model->declaration().port(spec.to.port);
}

bool Builder::synapse_weights(const ConnectionSpec& spec, std::size_t listed, double held,
                              Value& out) {
  const std::string path = "connections." + spec.name + ".weights";
  if (const auto* list = std::get_if<Array>(&spec.weights)) {
    const bool matrix = list->shape.size() == 2 && list->data.size() == listed;
    if (listed == 0 || (list->shape.size() != 1 && !matrix) || list->data.size() != listed) {
      report(path, "have the shape " + shape_text(list->shape),
             listed == 0 ? "this rule draws its synapses: one number, or a distribution"
                         : "one for each of the " + std::to_string(listed) + " synapses");
      return false;
    }
    const auto bad = std::find_if(list->data.begin(), list->data.end(),
                                  [](double w) { return !std::isfinite(w); });
    if (bad != list->data.end()) {
      report(path, "hold a value that is not a finite number, at position " +
                       std::to_string(bad - list->data.begin()));
      return false;
    }
  } else if (std::holds_alternative<double>(spec.weights)) {
    if (!std::isfinite(std::get<double>(spec.weights))) {
      report(path, "is not a finite number");
      return false;
    }
  } else if (!std::holds_alternative<Distribution>(spec.weights)) {
    report(path, "are not a number, a list or a distribution");
    return false;
  }
  out = scaled(spec.weights, held);
  return true;
}

std::optional<std::int64_t> Builder::delay_steps(const std::string& path, double seconds,
                                                 std::int64_t least) {
  const double dt = spec_.simulation.dt;
  const double steps = seconds / dt;
  const double nearest = std::round(steps);
  if (!(std::fabs(steps - nearest) <= 1e-9 * std::fmax(1.0, nearest))) {
    const double below = std::floor(steps);
    report(path, "is " + number_text(seconds) + " s",
           "must be a multiple of dt = " + number_text(dt) + " s",
           "use " + number_text(below * dt) + " s or " + number_text((below + 1) * dt) + " s");
    return std::nullopt;
  }
  if (nearest < static_cast<double>(least)) {
    report(path, "is " + number_text(seconds) + " s",
           "must be at least " + (least == 1 ? "dt = " + number_text(dt) + " s" : "0"),
           least == 1 ? "a spike arrives in the next step at the earliest" : "");
    return std::nullopt;
  }
  if (nearest > static_cast<double>(kLongestDelay)) {
    report(path, "is " + number_text(nearest) + " steps",
           "must be at most " + std::to_string(kLongestDelay) + " steps", "lengthen dt");
    return std::nullopt;
  }
  return static_cast<std::int64_t>(nearest);
}

bool Builder::synapse_delays(const ConnectionSpec& spec, std::size_t listed, std::int64_t least,
                             Value& out) {
  const std::string path = "connections." + spec.name + ".delay";
  out = static_cast<double>(least);
  if (!spec.delay) return true;
  if (const auto* seconds = std::get_if<double>(&*spec.delay)) {
    const auto steps = delay_steps(path, *seconds, least);
    if (steps) out = static_cast<double>(*steps);
    return steps.has_value();
  }
  if (const auto* list = std::get_if<Array>(&*spec.delay)) {
    if (listed == 0 || list->data.size() != listed) {
      report(path, "has the shape " + shape_text(list->shape),
             listed == 0 ? "this rule draws its synapses: one number, or a distribution"
                         : "one for each of the " + std::to_string(listed) + " synapses");
      return false;
    }
    Array steps = *list;
    for (std::size_t k = 0; k < steps.data.size(); ++k) {
      const auto n = delay_steps(path + "[" + std::to_string(k) + "]", steps.data[k], least);
      if (!n) return false;
      steps.data[k] = static_cast<double>(*n);
    }
    out = std::move(steps);
    return true;
  }
  if (const auto* d = std::get_if<Distribution>(&*spec.delay)) {
    out = in_steps(*d, spec_.simulation.dt);
    return true;
  }
  report(path, "is not a number, a list or a distribution");
  return false;
}

void Builder::rule_connection(const ConnectionSpec& spec, const End& from, const End& to) {
  const std::string path = "connections." + spec.name;
  SynapsesPlan plan;
  if (!rule_ends(path, from, to, plan.ends)) return;
  plan.name = spec.name;
  plan.from = from.source.index;
  plan.to = to.target.index;
  plan.ends.key = draw_key(spec_.simulation.seed, "connection", spec.name, "rule");
  plan.rule = rule(path + ".rule", *spec.rule, plan.ends);
  if (!plan.rule) return;
  plan.expected = plan.rule->synapses(plan.ends);
  const std::size_t listed = plan.rule->n_listed(plan.ends);
  const bool ports = physical(to.target);
  if (!spec.learning.empty()) {
    report(path + ".learning", "stands at a connection by a rule",
           "learning rules change matrices of weights", "give `weights` as a matrix");
    return;
  }
  const PopulationPlan& target = network_.populations[plan.to];
  const auto& declared = target.model->declaration().ports;
  if (!synapse_weights(spec, listed, ports ? declared.front().held : 1.0, plan.weights)) return;
  if (!synapse_delays(spec, listed, ports ? 1 : 0, plan.delays)) return;
  if (!ports) {
    sparse_projection(spec, from, to, plan);
    return;
  }
  plan.port = port(spec, plan.to);
  if (!whole(from.elements, network_.populations[plan.from].neurons))
    plan.from_elements = from.elements;
  if (!whole(to.elements, target.neurons)) plan.to_elements = to.elements;
  network_.sparse.push_back(std::move(plan));
}

// A number or a list is one synapse for each pair of equal place; a matrix, one for each entry that
// is there.
void Builder::matrix_connection(const ConnectionSpec& spec, const End& from, const End& to) {
  ConnectionSpec by_rule = spec;
  if (spec.few_weights.index() != 0) {
    const auto few = few_weights(spec, to.elements.size(), from.elements.size());
    if (!few) return;
    by_rule.rule = ModelSpec{"edges",
                             {{"sources", Array::list({few->columns.begin(), few->columns.end()})},
                              {"targets", Array::list({few->rows.begin(), few->rows.end()})}}};
    by_rule.weights = Array::list(few->values);
    rule_connection(by_rule, from, to);
    return;
  }
  const auto* array = std::get_if<Array>(&spec.weights);
  const bool matrix = array != nullptr && array->shape.size() == 2;
  const std::vector<std::size_t> wanted = {to.elements.size(), from.elements.size()};
  if (matrix && array->shape != wanted) {
    report("connections." + spec.name + ".weights", "have the shape " + shape_text(array->shape),
           "the shape must be (targets, sources) = " + shape_text(wanted));
    return;
  }
  by_rule.rule = ModelSpec{matrix ? "all_to_all" : "one_to_one", {}};
  rule_connection(by_rule, from, to);
}

SourceRef Builder::delayed(const SourceRef& source, std::int64_t steps) {
  const auto [at, fresh] = delayed_.emplace(
      std::tuple{static_cast<int>(source.kind), source.index, steps}, network_.nodes.size());
  if (fresh) {
    const std::size_t n = network_.source_size(source);
    const std::string name = "delay." + std::to_string(at->second);
    network_.nodes.push_back({name, n, std::nullopt, steps});
    ProjectionPlan identity;
    identity.name = name;
    identity.from = source;
    identity.to = {TargetRef::Kind::node, at->second};
    identity.from_elements = all_elements(n);
    identity.to_elements = identity.from_elements;
    identity.weights = {1.0};
    network_.projections.push_back(std::move(identity));
  }
  return {SourceRef::Kind::node, at->second};
}

// One matrix a delay, the longest first: the order in which spikes were emitted.
void Builder::sparse_projection(const ConnectionSpec& spec, const End& from, const End& to,
                                const SynapsesPlan& plan) {
  for (SynapseGroup& group : synapses_by_lag(plan, spec_.simulation)) {
    ProjectionPlan projection;
    projection.name = spec.name;
    projection.kind = ProjectionPlan::Weights::sparse;
    projection.from = group.lag > 0 ? delayed(from.source, group.lag) : from.source;
    projection.to = to.target;
    for (std::size_t k = 0; k < group.source.size(); ++k) {
      group.source[k] = from.elements[group.source[k]];
      group.target[k] = to.elements[group.target[k]];
    }
    sort_by_source(group);
    projection.from_elements = std::move(group.source);
    projection.to_elements = std::move(group.target);
    projection.weights = std::move(group.weight);
    add_projection(spec, std::move(projection));
  }
}

double Builder::ruled_synapses(const ConnectionSpec& spec) const {
  const auto neurons = [this](const EndpointSpec& end) -> std::size_t {
    const bool whole = end.slice.index() == 0;
    for (const PopulationSpec& p : spec_.populations) {
      if (whole && p.name == end.object) return p.neurons;
    }
    return 0;
  };
  RuleEnds ends;
  ends.n_from = neurons(spec.from);
  ends.n_to = neurons(spec.to);
  if (!spec.rule || ends.n_from == 0 || ends.n_to == 0) return 0;
  for (const auto& [name, value] : spec.rule->parameters) {
    if (std::holds_alternative<Array>(value)) return 0;  // a copy would take memory itself
  }
  const auto* entry = catalog_.connection_rules.find(spec.rule->model);
  if (entry == nullptr) return 0;
  std::vector<Problem> problems;  // the connection itself reports them
  const auto rule = make_rule(*entry, *spec.rule, ends, problems);
  return rule ? rule->synapses(ends) : 0;
}

bool Builder::ruled_synapse_memory() {
  std::vector<SynapseCount> parts;
  for (const ConnectionSpec& c : spec_.connections) {
    const double n = ruled_synapses(c);
    if (n > 0) parts.push_back({c.name, n, !std::holds_alternative<double>(c.weights)});
  }
  return synapses_fit(std::move(parts));
}

bool Builder::synapse_memory() {
  std::vector<SynapseCount> parts;
  for (const SynapsesPlan& s : network_.sparse)
    parts.push_back({s.name, s.expected, !std::holds_alternative<double>(s.weights)});
  return synapses_fit(std::move(parts));
}

bool Builder::synapses_fit(std::vector<SynapseCount> parts) {
  double needed = 0;
  for (const SynapseCount& p : parts)
    needed += p.bytes();
  const double available = available_memory();
  if (least_bytes_ + needed <= available) return true;
  std::stable_sort(parts.begin(), parts.end(), [](const SynapseCount& a, const SynapseCount& b) {
    return a.bytes() > b.bytes();
  });
  constexpr std::size_t kShown = 10;
  std::string text;
  for (std::size_t i = 0; i < std::min(kShown, parts.size()); ++i) {
    text += (i == 0 ? "" : "; ") + parts[i].name + ": " + number_text(std::round(parts[i].n)) +
            " synapses, " + gigabytes(parts[i].bytes());
  }
  if (parts.size() > kShown) text += "; and " + std::to_string(parts.size() - kShown) + " more";
  report("connections",
         "the synapses need at least " + gigabytes(needed) + " of memory beside " +
             gigabytes(least_bytes_) + " of all else, there are " + gigabytes(available) + ": " +
             text,
         "a run must fit into memory", "use fewer synapses or neurons");
  return false;
}

}  // namespace rheo
