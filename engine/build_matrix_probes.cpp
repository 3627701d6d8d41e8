// Probes of connections, learning rules and encoders.
#include <utility>

#include "engine/builder.h"

namespace rheo {
namespace {

/// Numbers of a projection's weights, which are not there yet where decoders are not solved for.
std::size_t weights_size(const ProjectionPlan& p) {
  const bool dense = p.kind == ProjectionPlan::Weights::dense;
  return dense ? p.to_elements.size() * p.from_elements.size() : p.weights.size();
}

}  // namespace

/// What a rule takes in, or the change that it found.
bool Builder::rule_probe(const ProbeSpec& spec, ProbePlan& plan, std::size_t& size) {
  const std::string path = "probes." + spec.name;
  const ConnectionSpec* c = find_rule(path + ".of", spec.of);
  if (c == nullptr) return false;
  if (spec.record != "error" && spec.record != "delta") {
    report(path + ".record", "cannot record `" + spec.record + "` of a learning rule",
           "a rule has error, what arrives at it, and delta, the change that it found", "");
    return false;
  }
  if (spec.record == "error") {
    const auto input = learning_inputs_.find({c->name, *spec.of.learning});
    if (input == learning_inputs_.end()) {
      report(path + ".record", c->learning[*spec.of.learning].rule.model + " takes nothing in", "",
             "record: delta");
      return false;
    }
    plan.of = {SourceRef::Kind::node, input->second};
    size = network_.nodes[input->second].size;
    return true;
  }
  std::string name = c->name + ".learning";
  if (c->learning.size() > 1) name += "." + std::to_string(*spec.of.learning);
  for (std::size_t k = 0; k < network_.learning.size(); ++k) {
    const LearningPlan& rule = network_.learning[k];
    if (rule.name != name) continue;
    const bool encoders = rule.rule->learns() == LearningRule::Learns::encoders;
    plan.matrix = ProbePlan::Matrix::delta;
    plan.matrix_of = k;
    size = encoders ? network_.populations[*rule.population].scaled_encoders.data.size()
                    : weights_size(network_.projections[rule.projection]);
    return true;
  }
  return false;  // the rule has a mistake, reported there
}

bool Builder::connection_probe(const ProbeSpec& spec, ProbePlan& plan, std::size_t& size) {
  const std::string path = "probes." + spec.name;
  if (spec.record != "weights") {
    report(path + ".record", "cannot record `" + spec.record + "` of a connection",
           "a connection has weights; its learning rules have error and delta",
           "record: weights, or write " + spec.of.object + ".learning");
    return false;
  }
  for (std::size_t p = network_.projections.size(); p-- > 0;) {  // the last is its own
    if (network_.projections[p].name != spec.of.object) continue;
    plan.matrix = ProbePlan::Matrix::weights;
    plan.matrix_of = p;
    size = weights_size(network_.projections[p]);
    return true;
  }
  return false;  // the connection has a mistake, reported there
}

/// Whether the probe looks at a connection, a rule or encoders; then it is built or reported.
bool Builder::matrix_probe(const ProbeSpec& spec) {
  const std::string path = "probes." + spec.name;
  ProbePlan plan;
  plan.spec = spec;
  std::size_t size = 0;
  const auto object = names_.find(spec.of.object);
  const bool population = object != names_.end() && object->second.kind == Object::Kind::population;
  if (spec.of.learning) {
    if (!rule_probe(spec, plan, size)) return true;
  } else if (find_connection(spec.of.object) != nullptr &&
             (object == names_.end() || spec.record == "weights")) {
    if (!connection_probe(spec, plan, size)) return true;
  } else if (spec.record == "scaled_encoders" && population) {
    const PopulationPlan& p = network_.populations[object->second.index];
    if (!p.represented) {
      report(path + ".record", p.name + " represents no value and has no encoders",
             "encoders belong to `dimensions`", "give " + p.name + " `dimensions`");
      return true;
    }
    plan.matrix = ProbePlan::Matrix::encoders;
    plan.matrix_of = object->second.index;
    size = p.scaled_encoders.data.size();
  } else {
    return false;
  }
  probe_filter(spec);
  End end;
  slice(path + ".of.slice", spec.of, size, end);
  if (!end.ok) return true;
  plan.elements = std::move(end.elements);
  network_.probes.push_back(std::move(plan));
  return true;
}

}  // namespace rheo
