#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/builder.h"
#include "engine/text.h"

namespace rheo {
namespace {

std::string rule_name(const ConnectionSpec& spec, std::size_t k) {
  return spec.name + ".learning" + (spec.learning.size() > 1 ? "." + std::to_string(k) : "");
}

std::string rule_path(const ConnectionSpec& spec, std::size_t k) {
  const std::string number = spec.learning.size() > 1 ? "[" + std::to_string(k) + "]" : "";
  return "connections." + spec.name + ".learning" + number + "." + spec.learning[k].rule.model;
}

}  // namespace

const ConnectionSpec* Builder::find_connection(const std::string& name) const {
  for (const ConnectionSpec& c : spec_.connections) {
    if (c.name == name) return &c;
  }
  return nullptr;
}

/// Elements of the error that a rule of this connection takes in, as places in what it ends at; but
/// neurons of a population that represents a value take the error of that value. None: the
/// connection's end is wrong, which is reported elsewhere.
std::optional<std::vector<std::uint32_t>> Builder::error_elements(
    const ConnectionSpec& spec) const {
  const auto at = names_.find(spec.to.object);
  if (at == names_.end() || at->second.kind == Object::Kind::input) return std::nullopt;
  std::size_t size = 0;
  Slice slice = spec.to.slice;
  if (at->second.kind == Object::Kind::node) {
    size = network_.nodes[at->second.index].size;
  } else {
    const PopulationPlan& p = network_.populations[at->second.index];
    if (!spec.to.neurons && !p.represented) return std::nullopt;
    if (spec.to.neurons && p.represented) slice = std::monostate{};
    size = p.represented ? network_.nodes[*p.represented].size : p.neurons;
  }
  std::string error;
  std::vector<std::uint32_t> elements = resolve_slice(slice, size, error);
  if (!error.empty()) return std::nullopt;
  return elements;
}

// What rules take in are nodes, made before the connections that end there.
void Builder::learning_inputs() {
  for (const ConnectionSpec& c : spec_.connections) {
    const auto error = error_elements(c);
    for (std::size_t k = 0; k < c.learning.size(); ++k) {
      const auto* entry = catalog_.learning_rules.find(c.learning[k].rule.model);
      if (entry == nullptr || !error) continue;
      const LearningRule::Input input = entry->make(c.learning[k].rule)->input();
      if (input == LearningRule::Input::none) continue;
      learning_inputs_[{c.name, k}] = network_.nodes.size();
      network_.nodes.push_back(
          {rule_name(c, k), input == LearningRule::Input::error ? error->size() : 1});
    }
  }
}

/// The rule that `CONNECTION.learning.K` names, with its connection; reports what is wrong.
const ConnectionSpec* Builder::find_rule(const std::string& path, const EndpointSpec& end) {
  const ConnectionSpec* c = find_connection(end.object);
  if (c == nullptr) {
    std::vector<std::string> known;
    for (const ConnectionSpec& other : spec_.connections)
      known.push_back(other.name);
    report(path, "there is no connection named " + end.object, "`.learning` stands behind one",
           did_you_mean(end.object, known));
    return nullptr;
  }
  if (*end.learning < c->learning.size()) return c;
  const std::size_t n = c->learning.size();
  report(path,
         n == 0 ? end.object + " does not learn"
                : end.object + " has no learning rule number " + std::to_string(*end.learning),
         n == 0 ? "only a connection with `learning` has rules"
                : "rules are counted from 0; it has " + std::to_string(n),
         n == 0 ? "give it `learning`" : "");
  return nullptr;
}

Builder::End Builder::learning_end(const std::string& path, const EndpointSpec& spec) {
  End end;
  const ConnectionSpec* c = find_rule(path, spec);
  if (c == nullptr) return end;
  const auto at = learning_inputs_.find({c->name, *spec.learning});
  if (at != learning_inputs_.end()) {
    end.target = {TargetRef::Kind::node, at->second};
    slice(path + ".slice", spec, network_.target_size(end.target), end);
    return end;
  }
  const std::string& rule = c->learning[*spec.learning].rule.model;
  const auto* entry = catalog_.learning_rules.find(rule);
  if (entry != nullptr &&
      entry->make(c->learning[*spec.learning].rule)->input() == LearningRule::Input::none) {
    report(path, rule + " takes nothing in", "pes and rls take an error, voja a signal",
           "remove this connection");
  }
  return end;  // else a mistake of the connection that learns, reported there
}

/// The rules of the connection that was built last.
void Builder::learning(const ConnectionSpec& spec) {
  for (std::size_t k = 0; k < spec.learning.size(); ++k) {
    const std::string path = rule_path(spec, k);
    const auto* entry = catalog_.learning_rules.find(spec.learning[k].rule.model);
    if (entry == nullptr) {
      report(path, "unknown learning rule " + spec.learning[k].rule.model);
      continue;
    }
    LearningPlan plan;
    plan.name = rule_name(spec, k);
    plan.projection = network_.projections.size() - 1;
    plan.spec = spec.learning[k].rule;
    plan.rule = entry->make(plan.spec);
    plan.time = {spec.learning[k].start_at + 1, spec.learning[k].freeze_after};
    if (plan.time.last < plan.time.first) {
      report(path + ".freeze_after", "is not after start_at", "a rule learns in between");
      continue;
    }
    const auto object = names_.find(spec.to.object);
    if (object != names_.end() && object->second.kind == Object::Kind::population) {
      plan.population = object->second.index;
      plan.neurons = spec.to.neurons || spec.full;
      const bool value = network_.populations[*plan.population].represented.has_value();
      if (plan.neurons && value) plan.dimensions = error_elements(spec).value_or(plan.dimensions);
    }
    const auto input = learning_inputs_.find({spec.name, k});
    if (input != learning_inputs_.end()) plan.input = input->second;
    const bool encoders = plan.rule->learns() == LearningRule::Learns::encoders;
    if (!(encoders ? learns_encoders(spec, path, plan) : learns_weights(spec, path, plan)))
      continue;
    if (learning_filters(path, plan)) network_.learning.push_back(std::move(plan));
  }
}

bool Builder::learns_weights(const ConnectionSpec& spec, const std::string& path,
                             const LearningPlan& plan) {
  const ProjectionPlan& projection = network_.projections[plan.projection];
  const std::string& rule = plan.spec.model;
  if (projection.from.kind != SourceRef::Kind::neurons) {
    report(path, rule + " learns the weights of neurons, and " + spec.from.object + " has none",
           "a connection that learns weights starts at a population", "");
    return false;
  }
  if (projection.kind != ProjectionPlan::Weights::dense) {
    const std::size_t rows = projection.to_elements.size();
    report(path, rule + " learns a matrix, and the weights are a single number or a list",
           "a connection that learns has a weight for each pair",
           "give weights of the shape " + shape_text({rows, projection.from_elements.size()}));
    return false;
  }
  const std::vector<RuleActivity> activities = plan.rule->activities();
  const bool post = std::any_of(activities.begin(), activities.end(), [](const RuleActivity& a) {
    return a.of == RuleActivity::Of::post;
  });
  if (post && !plan.neurons) {
    report(path,
           rule + " learns from the activity of the targets, and " + spec.to.object +
               " is not neurons here",
           "a connection with " + rule + " ends at neurons",
           "write " + spec.to.object + ".neurons");
    return false;
  }
  const std::size_t rows = projection.to_elements.size();
  if (plan.input && plan.dimensions.empty() && network_.nodes[*plan.input].size != rows) {
    report(path, "the connection names a target twice",
           "what learns has one row of weights for each target",
           "let it end at a node, and connect that");
    return false;
  }
  return enough_rules(path, [&](const LearningPlan& other) {
    return other.projection == plan.projection &&
           other.rule->learns() == LearningRule::Learns::weights;
  });
}

bool Builder::learns_encoders(const ConnectionSpec& spec, const std::string& path,
                              LearningPlan& plan) {
  if (!plan.population || spec.to.neurons || !network_.populations[*plan.population].represented) {
    report(path,
           plan.spec.model + " learns the encoders of the target, and " + spec.to.object +
               (spec.to.neurons ? ".neurons" : "") + " has none",
           "a connection with " + plan.spec.model + " ends at the value of a population",
           plan.population && network_.populations[*plan.population].represented
               ? "write " + spec.to.object
               : "connect to one with `dimensions`");
    return false;
  }
  const PopulationPlan& target = network_.populations[*plan.population];
  for (const PopulationSpec& p : spec_.populations) {
    if (p.name != target.name) continue;
    for (std::size_t i = 0; i < target.neurons; ++i)
      plan.scale.push_back(target.parameters.at("gain", i) / p.radius);
  }
  return enough_rules(path, [&](const LearningPlan& other) {
    return other.population == plan.population &&
           other.rule->learns() == LearningRule::Learns::encoders;
  });
}

bool Builder::enough_rules(const std::string& path,
                           const std::function<bool(const LearningPlan&)>& same) {
  const auto n = std::count_if(network_.learning.begin(), network_.learning.end(), same);
  if (n < static_cast<std::ptrdiff_t>(kMaxRules)) return true;
  report(path, "is one rule too many for one matrix",
         "at most " + std::to_string(kMaxRules) + " rules change the same weights", "");
  return false;
}

// What an earlier run learned, in place of encoder x gain / radius. Everything else, decoders too,
// follows from the encoders that the network was built with.
void Builder::learned_encoders() {
  for (const PopulationSpec& spec : spec_.populations) {
    for (PopulationPlan& plan : network_.populations) {
      if (plan.name == spec.name) learned_encoders(spec, plan);
    }
  }
}

void Builder::learned_encoders(const PopulationSpec& spec, PopulationPlan& plan) {
  const auto given = spec.initial.find(kScaledEncoders);
  if (given == spec.initial.end()) return;
  const std::string path = "populations." + spec.name + ".initial." + kScaledEncoders;
  const auto* matrix = std::get_if<Array>(&given->second);
  const std::vector<std::size_t> wanted = {spec.neurons, spec.dimensions};
  if (spec.dimensions == 0) {
    report(path, "are given but `dimensions` is not",
           "encoders belong to a population that represents a value", "add `dimensions:`");
  } else if (matrix == nullptr || matrix->shape != wanted) {
    report(path,
           matrix == nullptr ? "are no matrix" : "have the shape " + shape_text(matrix->shape),
           "(neurons, dimensions) is " + shape_text(wanted));
  } else if (std::all_of(matrix->data.begin(), matrix->data.end(),
                         [&](double e) { return std::isfinite(e) && fits(path, e); })) {
    plan.scaled_encoders = *matrix;
  }
}

bool Builder::learning_filters(const std::string& path, LearningPlan& plan) {
  bool good = true;
  for (const RuleActivity& a : plan.rule->activities()) {
    const ModelSpec* given = plan.spec.nested(a.synapse);
    plan.synapses.emplace_back();
    plan.filters.emplace_back();
    if (given == nullptr) continue;
    const std::size_t before = problems_.size();
    plan.synapses.back() = *given;
    plan.filters.back() = synapse(path + "." + a.synapse, *given);
    good = good && problems_.size() == before;
  }
  return good;
}

// A rule without an error learns nothing: Nengo allows it, so it is no mistake.
void Builder::unused_rules() {
  for (const LearningPlan& plan : network_.learning) {
    if (plan.rule->input() != LearningRule::Input::error) continue;
    const TargetRef input{TargetRef::Kind::node, *plan.input};
    const bool used = std::any_of(network_.projections.begin(), network_.projections.end(),
                                  [&](const ProjectionPlan& p) { return p.to == input; });
    if (used) continue;
    network_.warnings.push_back("nothing arrives at " + plan.name + ": without an error " +
                                plan.spec.model + " learns nothing");
  }
}

}  // namespace rheo
