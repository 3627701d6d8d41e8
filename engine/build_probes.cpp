#include <utility>

#include "engine/builder.h"
#include "engine/text.h"

namespace rheo {

void Builder::probes() {
  for (const ProbeSpec& p : spec_.probes)
    probe(p);
}

void Builder::probe(const ProbeSpec& spec) {
  const std::string path = "probes." + spec.name;
  if (spec.every < 1) {
    report(path + ".every", "is less than a step", "every >= dt");
    return;
  }
  if (matrix_probe(spec)) return;
  const Object* object = find(path + ".of", spec.of.object);
  if (object == nullptr) return;
  ProbePlan plan;
  plan.spec = spec;
  if (!probed_object(spec, *object, plan)) return;
  probe_filter(spec);
  End end;
  EndpointSpec of = spec.of;
  const bool population = object->kind == Object::Kind::population;
  slice(path + (population ? ".neurons" : ".of.slice"), of, network_.source_size(plan.of), end);
  if (!end.ok) return;
  plan.elements = std::move(end.elements);
  network_.probes.push_back(std::move(plan));
}

bool Builder::probed_object(const ProbeSpec& spec, const Object& object, ProbePlan& plan) {
  const std::string path = "probes." + spec.name;
  if (object.kind == Object::Kind::population) {
    const PopulationPlan& population = network_.populations[object.index];
    if (spec.record == "decoded") return decoded_probe(spec, object.index, plan);
    if (spec.record == "value" || spec.record == "input") {
      if (population.represented) {
        plan.of = {SourceRef::Kind::node, *population.represented};
        return true;
      }
      report(path + ".record", spec.of.object + " represents no value",
             "`" + spec.record + "` needs a node, an input or a population with `dimensions`",
             "record spikes, rate, output, current or a state");
      return false;
    }
    plan.of = {SourceRef::Kind::neurons, object.index};
    return probed_population(spec, population, plan);
  }
  if (spec.of.neurons) {
    report(path + ".of", spec.of.object + " has no neurons", "", "write " + spec.of.object);
    return false;
  }
  const bool represents = spec.record == "decoded" || spec.record == "input";
  if (object.direct && spec.record == "decoded" && spec.decoding.function) {
    return direct_probe(spec, object.index, plan);
  }
  if (spec.record != "value" && !(object.direct && represents)) {
    report(path + ".record",
           "`" + spec.record + "` of " + spec.of.object + ", which is not a population",
           "inputs and nodes have a value only", "record: value");
    return false;
  }
  const bool input = object.kind == Object::Kind::input;
  if (input && network_.inputs[object.index].function->poisson() != nullptr) {
    report(path + ".of", spec.of.object + " is spikes that are drawn for each target",
           "they have no common value", "record what they arrive at");
    return false;
  }
  plan.of = {input ? SourceRef::Kind::input : SourceRef::Kind::node, object.index};
  return true;
}

bool Builder::decoded_probe(const ProbeSpec& spec, std::size_t population, ProbePlan& plan) {
  const std::string path = "probes." + spec.name;
  const PopulationPlan& p = network_.populations[population];
  if (!p.represented) {
    report(path + ".record", p.name + " represents no value",
           "`decoded` needs a population with `dimensions`",
           "record spikes, rate, output, current or a state");
    return false;
  }
  const auto elements = all_elements(network_.nodes[*p.represented].size);
  auto decoded = decode(spec.decoding, {"probe", spec.name, population, elements});
  if (!decoded) return false;
  ProjectionPlan projection;
  projection.name = path;
  projection.from = {SourceRef::Kind::neurons, population};
  projection.from_elements = all_elements(p.neurons);
  projection.to_elements = all_elements(decoded->size);
  projection.kind = ProjectionPlan::Weights::dense;
  projection.weights = std::move(decoded->decoders);
  probe_node(spec, decoded->size, std::move(projection), plan);
  return true;
}

// The function of what a population without neurons represents, exactly.
bool Builder::direct_probe(const ProbeSpec& spec, std::size_t node, ProbePlan& plan) {
  const VectorFunction& function = *spec.decoding.function;
  const std::size_t size = network_.nodes[node].size;
  if (function.arguments > size) {
    report("probes." + spec.name + ".function", "names x" + std::to_string(function.arguments - 1),
           "the value has the elements x0 to x" + std::to_string(size - 1));
    return false;
  }
  ConnectionSpec computed;
  computed.name = "probe." + spec.name;
  computed.decoding.function = function;
  End from;
  from.source = {SourceRef::Kind::node, node};
  from.direct = true;
  from.elements = all_elements(size);
  if (!function_node(computed, from)) return false;
  plan.of = from.source;
  return true;
}

// A probe's decoders and its synapse are its own: a node that nothing else sees.
void Builder::probe_node(const ProbeSpec& spec, std::size_t size, ProjectionPlan projection,
                         ProbePlan& plan) {
  const std::size_t node = network_.nodes.size();
  network_.nodes.push_back({"probe." + spec.name, size});
  projection.to = {TargetRef::Kind::node, node};
  if (spec.filter) {
    FilterPlan filter{projection.to, *spec.filter, nullptr, true};
    filter.model = synapse("probes." + spec.name + ".synapse", *spec.filter);
    projection.filter = network_.filters.size();
    network_.filters.push_back(std::move(filter));
    plan.spec.filter.reset();
  }
  network_.projections.push_back(std::move(projection));
  plan.of = {SourceRef::Kind::node, node};
}

bool Builder::probed_population(const ProbeSpec& spec, const PopulationPlan& population,
                                ProbePlan& plan) {
  const std::string path = "probes." + spec.name + ".record";
  const Declaration& model = population.model->declaration();
  if (spec.record == "spikes" || spec.record == "rate") {
    const bool intervals = spec.record == "rate" && spec.filter && spec.filter->model == "isi";
    if (intervals && population.model->negative()) {
      report("probes." + spec.name + ".filter",
             "the spikes of " + population.name + " may be negative",
             "isi measures the intervals between spikes without a sign",
             "filter: {lowpass: 20 ms}");
      return false;
    }
    if (population.model->spiking()) return true;
    report(path, model.name + " does not spike", "`" + spec.record + "` is counted from spikes",
           "record: output");
    return false;
  }
  if (spec.record == "output" || spec.record == "current") return true;
  for (std::size_t s = 0; s < model.states.size(); ++s) {
    if (model.states[s].name == spec.record) {
      plan.state = s;
      return true;
    }
  }
  std::vector<std::string> known = {"output", "current"};
  if (population.model->spiking()) known.insert(known.end(), {"spikes", "rate"});
  for (const StateDeclaration& s : model.states)
    known.push_back(s.name);
  std::string all;
  for (const std::string& k : known)
    all += (all.empty() ? "" : ", ") + k;
  report(path, "cannot record `" + spec.record + "` of " + population.name,
         model.name + " has " + all, did_you_mean(spec.record, known));
  return false;
}

void Builder::probe_filter(const ProbeSpec& spec) {
  const std::string path = "probes." + spec.name + ".";
  if (!spec.filter) {
    if (spec.record == "rate") {
      report(path + "filter", "is missing", "a rate needs a filter",
             "for example filter: {gaussian: {sigma: 40 ms}}");
    }
    return;
  }
  const bool synapse = catalog_.synapses.find(spec.filter->model) != nullptr;
  const bool estimator = catalog_.rate_filters.find(spec.filter->model) != nullptr;
  if (spec.record == "spikes") {
    report(path + "filter", "spikes are recorded as they are", "", "record: rate, or no filter");
  } else if (spec.record == "rate" ? !synapse && !estimator : !synapse) {
    report(path + (spec.record == "rate" ? "filter" : "synapse"),
           "unknown filter " + spec.filter->model);
  } else if (synapse) {
    this->synapse(path + (spec.record == "rate" ? "filter" : "synapse"), *spec.filter);
  }
}

void Builder::scores() {
  for (const ScoreSpec& s : spec_.scores)
    score(s);
}

void Builder::score(const ScoreSpec& spec) {
  const std::string path = "scores." + spec.name;
  const ProbePlan* probe = nullptr;
  for (const ProbePlan& p : network_.probes) {
    if (p.spec.name == spec.of) probe = &p;
  }
  if (probe == nullptr) {
    std::vector<std::string> known;
    for (const ProbePlan& p : network_.probes)
      known.push_back(p.spec.name);
    report(path + ".of", "there is no probe named " + spec.of, "", did_you_mean(spec.of, known));
    return;
  }
  if (probe->spec.record == "spikes") {
    report(path + ".of", "the probe " + spec.of + " records spikes",
           "a score compares sampled values", "score a probe of a node's value");
  }
  if (spec.hold < 1 || spec.hold % probe->spec.every != 0) {
    report(path + ".hold",
           "is " + std::to_string(spec.hold) + " steps, the probe samples every " +
               std::to_string(probe->spec.every),
           "a presentation must last a whole number of samples");
    return;
  }
  const std::int64_t presentations = spec_.simulation.steps / spec.hold;
  const auto labels = static_cast<std::int64_t>(spec.labels.size());
  if (labels < presentations) {
    report(
        path + ".labels",
        std::to_string(labels) + " labels for " + std::to_string(presentations) + " presentations",
        "every presentation needs a label", "shorten simulation.duration or add labels");
  }
}

}  // namespace rheo
