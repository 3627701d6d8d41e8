#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "engine/builder.h"

namespace rheo {
namespace {

/// Whether two values are the same; expressions and tables are never taken for the same.
bool same_value(const Value& a, const Value& b) {
  if (a.index() != b.index()) return false;
  if (const auto* x = std::get_if<double>(&a)) return *x == std::get<double>(b);
  if (const auto* x = std::get_if<Array>(&a)) return *x == std::get<Array>(b);
  if (const auto* x = std::get_if<Distribution>(&a)) return *x == std::get<Distribution>(b);
  if (const auto* x = std::get_if<std::string>(&a)) return *x == std::get<std::string>(b);
  return false;
}

bool same_spec(const ModelSpec& a, const ModelSpec& b) {
  if (a.model != b.model || a.parameters.size() != b.parameters.size()) return false;
  return std::all_of(a.parameters.begin(), a.parameters.end(), [&](const auto& entry) {
    const auto other = b.parameters.find(entry.first);
    return other != b.parameters.end() && same_value(entry.second, other->second);
  });
}

std::string sizes_text(std::size_t n_to, std::size_t n_from) {
  return std::to_string(n_from) + " sources and " + std::to_string(n_to) + " targets";
}

}  // namespace

void Builder::connections() {
  learning_inputs();
  for (const ConnectionSpec& c : spec_.connections)
    connection(c);
  unused_rules();
}

void Builder::slice(const std::string& path, const EndpointSpec& spec, std::size_t size, End& end) {
  std::string error;
  end.elements = resolve_slice(spec.slice, size, error);
  end.ok = error.empty();
  if (!end.ok) {
    report(path, error, "indices run from 0 to " + std::to_string(size - 1));
  }
}

Builder::End Builder::source_end(const std::string& path, const EndpointSpec& spec) {
  End end;
  if (spec.learning) {
    report(path, spec.object + ".learning takes in and gives nothing out", "",
           "start at an input, a node or the neurons");
    return end;
  }
  const Object* object = find(path, spec.object);
  if (object == nullptr) return end;
  const bool population = object->kind == Object::Kind::population;
  if (population && !spec.neurons) {
    const auto& represented = network_.populations[object->index].represented;
    if (!represented) {
      report(path, spec.object + " represents no value",
             "a connection from a value needs `dimensions`",
             "write " + spec.object + ".neurons, or give " + spec.object + " `dimensions`");
      return end;
    }
    end.source = {SourceRef::Kind::neurons, object->index};
    end.decoded = object->index;
    slice(path + ".slice", spec, network_.nodes[*represented].size, end);
    return end;
  }
  if (!population && spec.neurons) {
    report(path, spec.object + " has no neurons", "only populations have", "write " + spec.object);
    return end;
  }
  end.source.kind = population                            ? SourceRef::Kind::neurons
                    : object->kind == Object::Kind::input ? SourceRef::Kind::input
                                                          : SourceRef::Kind::node;
  end.source.index = object->index;
  end.direct = object->direct;
  slice(path + ".slice", spec, network_.source_size(end.source), end);
  return end;
}

Builder::End Builder::target_end(const std::string& path, const EndpointSpec& spec) {
  if (spec.learning) return learning_end(path, spec);
  End end;
  const Object* object = find(path, spec.object);
  if (object == nullptr) return end;
  if (object->kind == Object::Kind::input) {
    report(path, spec.object + " is an input and takes nothing in", "",
           "connect to a node or a population");
    return end;
  }
  if (object->kind == Object::Kind::node) {
    if (spec.neurons) {
      report(path, spec.object + " has no neurons", "only populations have",
             "write " + spec.object);
      return end;
    }
    end.target = {TargetRef::Kind::node, object->index};
  } else if (!takes_input(object->index)) {
    report(path, spec.object + " takes no input",
           network_.populations[object->index].model->declaration().name + " fires without input",
           "connect to another population");
    return end;
  } else if (spec.neurons) {
    end.target = {TargetRef::Kind::neurons, object->index};
  } else {
    const auto& represented = network_.populations[object->index].represented;
    if (!represented) {
      report(path, spec.object + " represents no value",
             "a connection to a value needs `dimensions` and `encoders`",
             "write " + spec.object + ".neurons, or give " + spec.object + " `dimensions`");
      return end;
    }
    end.target = {TargetRef::Kind::node, *represented};
  }
  slice(path + ".slice", spec, network_.target_size(end.target), end);
  return end;
}

void Builder::connection(const ConnectionSpec& spec) {
  const std::string path = "connections." + spec.name;
  if (spec.few_weights.index() != 0 && !few_weights_suit(spec)) return;
  if (const PoissonTrains* trains = poisson(spec.from)) {
    drive(spec, *trains, names_.at(spec.from.object).index);
    return;
  }
  End from = source_end(path + ".from", spec.from);
  End to = target_end(path + ".to", spec.to);
  if (!from.ok || !to.ok) return;
  if (spec.rule) {
    rule_connection(spec, from, to);
    return;
  }
  if (from.decoded) {
    if (spec.delay) {
      report(path + ".delay", "stands at a decoded connection",
             "neurons, inputs and nodes may be delayed", "put a node with a `delay` between");
      return;
    }
    decoded_connection(spec, from, std::move(to));
    return;
  }
  if (physical(to.target) && from.source.kind == SourceRef::Kind::neurons) {
    matrix_connection(spec, from, to);
    return;
  }
  if (!function_node(spec, from)) return;
  if (spec.delay) {
    const auto* seconds = std::get_if<double>(&*spec.delay);
    const auto steps =
        seconds == nullptr ? std::nullopt : delay_steps(path + ".delay", *seconds, 0);
    if (seconds == nullptr) {
      report(path + ".delay", "is not one number", "a matrix of weights has one delay",
             "connect by a `rule`");
    }
    if (!steps) return;
    if (*steps > 0) from.source = delayed(from.source, *steps);
  }
  ProjectionPlan plan;
  plan.name = spec.name;
  plan.from = from.source;
  plan.to = to.target;
  plan.from_elements = std::move(from.elements);
  plan.to_elements = std::move(to.elements);
  if (!weights(spec, plan)) return;
  if (plan.kind == ProjectionPlan::Weights::dense) {
    if (!distinct_targets(path + ".to", plan)) return;
    sort_sources(plan);
  }
  add_projection(spec, std::move(plan));
}

void Builder::add_projection(const ConnectionSpec& spec, ProjectionPlan plan) {
  const std::string path = "connections." + spec.name + ".synapse";
  if (spec.synapse) {
    if (catalog_.synapses.find(spec.synapse->model) == nullptr) {
      report(path, "unknown synapse " + spec.synapse->model);
      return;
    }
    plan.filter = filter(path, plan.to, *spec.synapse);
  }
  network_.projections.push_back(std::move(plan));
  learning(spec);
}

bool Builder::weights(const ConnectionSpec& spec, ProjectionPlan& plan) {
  const std::string path = "connections." + spec.name + ".weights";
  if (spec.few_weights.index() != 0) return pair_weights(spec, plan);
  const std::size_t n_from = plan.from_elements.size();
  const std::size_t n_to = plan.to_elements.size();
  if (const auto* number = std::get_if<double>(&spec.weights)) {
    if (n_from != n_to) {
      report(path, "one number for " + sizes_text(n_to, n_from),
             "a single weight needs as many sources as targets",
             "give a matrix of shape " + shape_text({n_to, n_from}));
      return false;
    }
    plan.kind = ProjectionPlan::Weights::scalar;
    plan.weights = {*number};
  } else if (const auto* array = std::get_if<Array>(&spec.weights)) {
    const bool diagonal = array->shape.size() == 1;
    const bool fits = diagonal ? n_from == n_to && array->data.size() == n_to
                               : array->shape == std::vector<std::size_t>{n_to, n_from};
    if (!fits) {
      report(path,
             "have the shape " + shape_text(array->shape) + " for " + sizes_text(n_to, n_from),
             diagonal ? "a list is a diagonal: as long as both ends"
                      : "the shape must be (targets, sources) = " + shape_text({n_to, n_from}),
             array->shape == std::vector<std::size_t>{n_from, n_to} ? "transpose the matrix" : "");
      return false;
    }
    plan.kind = diagonal ? ProjectionPlan::Weights::diagonal : ProjectionPlan::Weights::dense;
    plan.weights = array->data;
  } else {
    report(path, "are not a number, a list or a matrix");
    return false;
  }
  const auto bad = std::find_if(plan.weights.begin(), plan.weights.end(),
                                [](double w) { return !std::isfinite(w); });
  if (bad == plan.weights.end()) {
    return std::all_of(plan.weights.begin(), plan.weights.end(),
                       [&](double w) { return fits(path, w); });
  }
  report(path, "hold a value that is not a finite number, at position " +
                   std::to_string(bad - plan.weights.begin()) + " in row-major order");
  return false;
}

bool Builder::distinct_targets(const std::string& path, const ProjectionPlan& plan) {
  std::vector<std::uint32_t> sorted = plan.to_elements;
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice == sorted.end()) return true;
  report(path + ".slice", "names element " + std::to_string(*twice) + " twice",
         "a matrix has one row for each target", "add the two rows into one");
  return false;
}

// Sums run over ascending sources, in whichever order a slice names them.
void Builder::sort_sources(ProjectionPlan& plan) {
  const std::size_t n = plan.from_elements.size();
  if (std::is_sorted(plan.from_elements.begin(), plan.from_elements.end())) return;
  std::vector<std::size_t> column(n);
  std::iota(column.begin(), column.end(), std::size_t{0});
  std::stable_sort(column.begin(), column.end(), [&](std::size_t a, std::size_t b) {
    return plan.from_elements[a] < plan.from_elements[b];
  });
  const ProjectionPlan old = plan;
  plan.given = column;
  for (std::size_t k = 0; k < n; ++k) {
    plan.from_elements[k] = old.from_elements[column[k]];
    for (std::size_t row = 0; row < plan.to_elements.size(); ++row) {
      plan.weights[row * n + k] = old.weights[row * n + column[k]];
    }
  }
}

std::shared_ptr<const SynapseModel> Builder::synapse(const std::string& path,
                                                     const ModelSpec& spec) {
  const auto* entry = catalog_.synapses.find(spec.model);
  if (entry == nullptr) {
    report(path, "unknown synapse " + spec.model);
    return nullptr;
  }
  std::shared_ptr<const SynapseModel> model;
  std::vector<Problem> problems;
  try {
    model = entry->make(spec);
    problems = model->check(spec_.simulation.dt);
  } catch (const ConfigError& e) {
    problems = e.problems();
  }
  for (const Problem& p : problems)
    report(p.path.empty() ? path : path + "." + p.path, p.what, p.rule, p.remedy);
  return model;
}

std::size_t Builder::filter(const std::string& path, const TargetRef& to,
                            const ModelSpec& synapse) {
  for (std::size_t f = 0; f < network_.filters.size(); ++f) {
    if (network_.filters[f].to == to && same_spec(network_.filters[f].spec, synapse)) return f;
  }
  FilterPlan plan{to, synapse, this->synapse(path, synapse)};
  network_.filters.push_back(std::move(plan));
  return network_.filters.size() - 1;
}

// Same-step graph: vertices are the nodes, then the populations; an edge wherever a value passes
// without lag. Kahn's algorithm, smallest vertex first.
void Builder::order() {
  const std::size_t n_nodes = network_.nodes.size();
  const std::size_t n = n_nodes + network_.populations.size();
  std::vector<std::vector<std::size_t>> next(n);
  std::vector<std::size_t> waiting(n, 0);
  auto edge = [&](std::size_t a, std::size_t b) {
    next[a].push_back(b);
    ++waiting[b];
  };
  for (const ProjectionPlan& p : network_.projections) {
    if (p.filter || p.from.kind == SourceRef::Kind::input) continue;
    if (p.from.kind == SourceRef::Kind::node && network_.nodes[p.from.index].delay > 0) continue;
    const std::size_t a = p.from.index + (p.from.kind == SourceRef::Kind::node ? 0 : n_nodes);
    edge(a, p.to.index + (p.to.kind == TargetRef::Kind::node ? 0 : n_nodes));
  }
  for (std::size_t p = 0; p < network_.populations.size(); ++p) {
    if (network_.populations[p].represented)
      edge(*network_.populations[p].represented, n_nodes + p);
    for (const SourceRef& c : network_.populations[p].currents) {
      if (c.kind == SourceRef::Kind::node) edge(c.index, n_nodes + p);
    }
  }
  std::vector<std::size_t> ready;
  for (std::size_t v = n; v-- > 0;) {
    if (waiting[v] == 0) ready.push_back(v);
  }
  while (!ready.empty()) {
    const std::size_t v = ready.back();
    ready.pop_back();
    const bool node = v < n_nodes;
    network_.order.push_back(
        {node ? TargetRef::Kind::node : TargetRef::Kind::neurons, node ? v : v - n_nodes});
    for (std::size_t w : next[v]) {
      if (--waiting[w] == 0) ready.push_back(w);
    }
  }
  if (network_.order.size() < n) report_cycle(next, waiting);
}

void Builder::report_cycle(const std::vector<std::vector<std::size_t>>& next,
                           const std::vector<std::size_t>& waiting) {
  const std::size_t n_nodes = network_.nodes.size();
  auto name = [&](std::size_t v) {
    return v < n_nodes ? network_.nodes[v].name : network_.populations[v - n_nodes].name;
  };
  // Every vertex left over has a left-over predecessor: walking backwards must close a circle.
  std::vector<std::size_t> before(next.size(), next.size());
  for (std::size_t a = 0; a < next.size(); ++a) {
    if (waiting[a] == 0) continue;
    for (std::size_t b : next[a])
      before[b] = a;
  }
  std::size_t v = 0;
  while (waiting[v] == 0)
    ++v;
  std::vector<bool> seen(next.size(), false);
  for (; !seen[v]; v = before[v])
    seen[v] = true;
  std::string text = name(v);
  std::string last = text;
  for (std::size_t w = before[v]; w != v; w = before[w]) {
    if (name(w) == last) continue;  // a population and the value that it represents
    last = name(w);
    text.insert(0, last + " -> ");
  }
  if (last != name(v) || text == last) text.insert(0, name(v) + " -> ");
  std::string path = "connections";
  for (const ProjectionPlan& p : network_.projections) {
    const std::size_t to = p.to.index + (p.to.kind == TargetRef::Kind::node ? 0 : n_nodes);
    if (!p.filter && p.from.kind != SourceRef::Kind::input && to == v) path += "." + p.name;
    if (path.size() > 11) break;
  }
  report(path, "cycle without a synapse: " + text,
         "values that pass without a synapse arrive in the same step, so there must be no circle",
         "give one of these connections a synapse, such as {lowpass: 5 ms}, or a node a delay");
}

}  // namespace rheo
