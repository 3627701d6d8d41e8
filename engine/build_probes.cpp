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
  const Object* object = find(path + ".of", spec.of.object);
  if (object == nullptr) return;
  ProbePlan plan;
  plan.spec = spec;
  if (spec.every < 1) {
    report(path + ".every", "is less than a step", "every >= dt");
    return;
  }
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
    if (spec.record == "value") {
      if (population.represented) {
        plan.of = {SourceRef::Kind::node, *population.represented};
        return true;
      }
      report(path + ".record", spec.of.object + " represents no value",
             "`value` needs a node, an input or a population with `dimensions`",
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
  if (spec.record != "value") {
    report(path + ".record",
           "`" + spec.record + "` of " + spec.of.object + ", which is not a population",
           "inputs and nodes have a value only", "record: value");
    return false;
  }
  const bool input = object.kind == Object::Kind::input;
  plan.of = {input ? SourceRef::Kind::input : SourceRef::Kind::node, object.index};
  return true;
}

bool Builder::probed_population(const ProbeSpec& spec, const PopulationPlan& population,
                                ProbePlan& plan) {
  const std::string path = "probes." + spec.name + ".record";
  const Declaration& model = population.model->declaration();
  if (spec.record == "spikes" || spec.record == "rate") {
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
