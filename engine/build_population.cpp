#include <cmath>
#include <utility>

#include "engine/builder.h"
#include "engine/random.h"

namespace rheo {
namespace {

std::vector<double> draw_all(const Distribution& d, const DrawKey& key, std::size_t n) {
  std::vector<double> values(n);
  for (std::size_t i = 0; i < n; ++i)
    values[i] = draw(d, key, i);
  return values;
}

std::string neuron_text(const std::vector<double>& values, std::size_t i) {
  return values.size() == 1 ? "" : "[" + std::to_string(i) + "]";
}

}  // namespace

std::vector<double> Builder::per_neuron(const PopulationSpec& spec, const std::string& name,
                                        const Value& value, const Range& range) {
  const std::string path = "populations." + spec.name + "." + name;
  std::vector<double> values;
  if (const auto* number = std::get_if<double>(&value)) {
    values = {*number};
  } else if (const auto* array = std::get_if<Array>(&value)) {
    values = array->data;
    if (array->shape.size() != 1 || values.size() != spec.neurons) {
      report(path, "has the shape " + shape_text(array->shape),
             "one number, or a list of " + std::to_string(spec.neurons) + ", one a neuron");
      return {};
    }
  } else if (const auto* distribution = std::get_if<Distribution>(&value)) {
    const DrawKey key = draw_key(spec_.simulation.seed, "population", spec.name, name);
    try {
      values = draw_all(*distribution, key, spec.neurons);
    } catch (const ConfigError& e) {
      report(path, e.problems().front().what, e.problems().front().rule,
             e.problems().front().remedy);
      return {};
    }
  } else {
    report(path, "is not a number, a list or a distribution");
    return {};
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (range.contains(values[i])) {
      if (std::isinf(values[i]) || fits(path + neuron_text(values, i), values[i])) continue;
      return {};
    }
    report(path + neuron_text(values, i), "is " + std::to_string(values[i]),
           range.rule_for(values[i]),
           std::holds_alternative<Distribution>(value)
               ? "bound the distribution: `redraw: {min: ..., max: ...}`"
               : "");
    return {};
  }
  return values;
}

void Builder::populations() {
  for (const PopulationSpec& p : spec_.populations)
    population(p);
}

void Builder::population(const PopulationSpec& spec) {
  const std::string path = "populations." + spec.name;
  const auto* entry = catalog_.neurons.find(spec.model.model);
  if (entry == nullptr) {
    report(path + ".model", "unknown neuron model " + spec.model.model);
    broken_.insert(spec.name);
    return;
  }
  PopulationPlan plan;
  plan.name = spec.name;
  plan.neurons = spec.neurons;
  plan.model = entry->make(spec.model);
  if (!plan.model) {
    direct(spec);
    return;
  }
  plan.parameters = ParameterSet(spec.neurons);

  const std::size_t before = problems_.size();
  model_parameters(spec, plan);
  for (std::size_t i = 0; problems_.size() == before && plan.parameters.has("amplitude") &&
                          i < plan.parameters.values("amplitude").size();
       ++i) {
    fits(path + ".amplitude", plan.parameters.at("amplitude", i) / spec_.simulation.dt);
  }
  const bool physical = !plan.model->declaration().ports.empty();
  if (!plan.model->declaration().takes_input) {
    no_current(spec, plan);
  } else if (physical) {
    physical_current(spec, plan);
  } else if (problems_.size() == before) {
    tuning(spec, plan);
  }
  represented(spec, plan);
  noise(spec, plan);
  initial_values(spec, plan);
  if (problems_.size() == before) {
    for (Problem p : plan.model->check(plan.parameters, plan.given_initial, spec_.simulation.dt)) {
      p.path = path + "." + p.path;
      problems_.push_back(std::move(p));
    }
    for (const std::string& w : plan.model->warnings(plan.parameters, spec_.simulation.dt)) {
      network_.warnings.push_back(path + ": " + w);
    }
  }
  add_name("populations", spec.name, {Object::Kind::population, network_.populations.size()});
  network_.populations.push_back(std::move(plan));
}

void Builder::model_parameters(const PopulationSpec& spec, PopulationPlan& plan) {
  for (const ParameterDeclaration& d : plan.model->declaration().parameters) {
    if (!d.accepts(kNumber)) continue;  // words: the model has read them
    const auto given = spec.model.parameters.find(d.name);
    const Value* value = given != spec.model.parameters.end() ? &given->second
                         : d.fallback                         ? &*d.fallback
                                                              : nullptr;
    if (value == nullptr) {
      report("populations." + spec.name + "." + d.name, "is missing",
             spec.model.model + " needs it");
      continue;
    }
    std::vector<double> values = per_neuron(spec, d.name, *value, d.range);
    if (!values.empty()) plan.parameters.set(d.name, std::move(values));
  }
}

// J of a physical model is in amperes: what inputs deliver comes on top of I_e.
void Builder::physical_current(const PopulationSpec& spec, PopulationPlan& plan) {
  const std::string path = "populations." + spec.name;
  if (spec.gain || spec.bias || spec.max_rates || spec.intercepts || spec.dimensions > 0) {
    report(path, "has gain, bias, max_rates, intercepts or dimensions",
           spec.model.model + " is a model in physical units: its current is I_e plus what arrives",
           "remove them, or use lif");
  }
  plan.parameters.set("gain", {1.0});
  plan.parameters.set("bias", plan.parameters.has("I_e") ? plan.parameters.values("I_e")
                                                         : std::vector<double>{0.0});
}

void Builder::no_current(const PopulationSpec& spec, PopulationPlan& plan) {
  if (spec.gain || spec.bias || spec.max_rates || spec.intercepts || spec.dimensions > 0 ||
      spec.noise) {
    report("populations." + spec.name, "has gain, bias, max_rates, intercepts, dimensions or noise",
           spec.model.model + " fires without input", "remove them");
  }
  plan.parameters.set("gain", {1.0});
  plan.parameters.set("bias", {0.0});
}

void Builder::tuning(const PopulationSpec& spec, PopulationPlan& plan) {
  const std::string path = "populations." + spec.name;
  const bool direct = spec.gain || spec.bias;
  const bool tuned = spec.max_rates || spec.intercepts;
  if (direct && tuned) {
    report(path, "has gain or bias as well as max_rates or intercepts",
           "either gain and bias, or max_rates and intercepts", "remove one of the two pairs");
    return;
  }
  const bool represents = spec.dimensions > 0;
  if (tuned || (represents && !direct)) {
    if (!represents && (!spec.max_rates || !spec.intercepts)) {
      report(path,
             spec.max_rates ? "has max_rates but no intercepts" : "has intercepts but no max_rates",
             "gain and bias follow from both", "add the other one");
      return;
    }
    tuned_gain_bias(spec, plan);
    return;
  }
  auto gain = per_neuron(spec, "gain", spec.gain.value_or(1.0), Range::any());
  auto bias = per_neuron(spec, "bias", spec.bias.value_or(0.0), Range::any());
  if (gain.empty() || bias.empty()) return;
  plan.parameters.set("gain", std::move(gain));
  plan.parameters.set("bias", std::move(bias));
}

void Builder::tuned_gain_bias(const PopulationSpec& spec, PopulationPlan& plan) {
  const auto rates =
      per_neuron(spec, "max_rates", spec.max_rates.value_or(default_max_rates()), Range::any());
  const auto intercepts =
      per_neuron(spec, "intercepts", spec.intercepts.value_or(default_intercepts()), Range::any());
  if (rates.empty() || intercepts.empty()) return;
  std::vector<double> gain(spec.neurons);
  std::vector<double> bias(spec.neurons);
  for (std::size_t i = 0; i < spec.neurons; ++i) {
    const double rate = rates.size() == 1 ? rates[0] : rates[i];
    const double intercept = intercepts.size() == 1 ? intercepts[0] : intercepts[i];
    Problem p = plan.model->check_tuning(plan.parameters, i, rate, intercept);
    if (!p.what.empty()) {
      p.path = "populations." + spec.name + "." + (p.path.empty() ? "max_rates" : p.path);
      p.what = "neuron " + std::to_string(i) + ": " + p.what;
      problems_.push_back(std::move(p));
      return;
    }
    const GainBias gb = plan.model->gain_bias(plan.parameters, i, rate, intercept);
    gain[i] = gb.gain;
    bias[i] = gb.bias;
  }
  plan.parameters.set("gain", std::move(gain));
  plan.parameters.set("bias", std::move(bias));
}

void Builder::initial_values(const PopulationSpec& spec, PopulationPlan& plan) {
  for (const auto& [name, value] : spec.initial) {
    if (name == kScaledEncoders) continue;
    const StateDeclaration* state = plan.model->declaration().state(name);
    const std::string path = "populations." + spec.name + ".initial." + name;
    if (state == nullptr || !state->initialisable) {
      report(path, spec.model.model + " has no state " + name + " that could be set");
      continue;
    }
    std::vector<double> values = per_neuron(spec, "initial." + name, value, Range::any());
    if (values.empty()) continue;
    if (values.size() == 1) values.assign(spec.neurons, values[0]);
    plan.given_initial[name] = std::move(values);
  }
}

void Builder::represented(const PopulationSpec& spec, PopulationPlan& plan) {
  const std::string path = "populations." + spec.name;
  if (spec.dimensions == 0) {
    if (spec.encoders.given) {
      report(path + ".encoders", "are given but `dimensions` is not",
             "encoders belong to a population that represents a value", "add `dimensions:`");
    }
    return;
  }
  plan.represented = network_.nodes.size();
  network_.nodes.push_back({spec.name, spec.dimensions});
  if (!plan.parameters.has("gain")) return;  // reported already
  if (!(spec.radius > 0) || std::isinf(spec.radius)) {
    report(path + ".radius", "is " + std::to_string(spec.radius), "must be > 0 and finite");
    return;
  }
  plan.radius = spec.radius;
  if (!encoders(spec, plan)) return;
  for (std::size_t i = 0; i < spec.neurons; ++i) {
    const double scale = plan.parameters.at("gain", i) / spec.radius;
    for (std::size_t d = 0; d < spec.dimensions; ++d) {
      double& e = plan.scaled_encoders.data[i * spec.dimensions + d];
      e *= scale;
      if (!fits(path + ".encoders[" + std::to_string(i) + "]", e)) return;
    }
  }
}

bool Builder::encoders(const PopulationSpec& spec, PopulationPlan& plan) {
  const std::string path = "populations." + spec.name + ".encoders";
  const std::vector<std::size_t> wanted = {spec.neurons, spec.dimensions};
  if (spec.encoders.given && spec.encoders.given->shape != wanted) {
    report(path, "have the shape " + shape_text(spec.encoders.given->shape),
           "(neurons, dimensions) is " + shape_text(wanted));
    return false;
  }
  const DrawKey key = draw_key(spec_.simulation.seed, "population", spec.name, "encoders");
  plan.scaled_encoders = {points(path, spec.encoders, {spec.neurons, spec.dimensions, true, key}),
                          wanted};
  std::vector<double>& data = plan.scaled_encoders.data;
  for (std::size_t i = 0; i < spec.neurons && !data.empty(); ++i) {
    double* row = &data[i * spec.dimensions];
    double square = 0;
    for (std::size_t d = 0; d < spec.dimensions; ++d)
      square += row[d] * row[d];
    const double length = std::sqrt(square);
    if (!std::isfinite(square) || (spec.normalize_encoders && length == 0)) {
      report(path + "[" + std::to_string(i) + "]",
             std::isfinite(square) ? "has the length 0" : "is not finite",
             "an encoder is a direction", "give the neuron a direction that is not 0");
      return false;
    }
    for (std::size_t d = 0; d < spec.dimensions && spec.normalize_encoders; ++d)
      row[d] /= length;
  }
  return !data.empty();
}

void Builder::noise(const PopulationSpec& spec, PopulationPlan& plan) {
  if (!spec.noise) return;
  InputPlan input{"noise." + spec.name, nullptr};
  input.function =
      stimulus("populations." + spec.name + ".noise", *spec.noise,
               {spec_.simulation.dt, spec_.simulation.seed, input.name, spec.neurons, catalog_});
  if (!input.function) return;
  if (input.function->size() != spec.neurons) {
    report("populations." + spec.name + ".noise",
           "has " + std::to_string(input.function->size()) + " elements",
           "one for each of the " + std::to_string(spec.neurons) + " neurons");
    return;
  }
  plan.currents.push_back({SourceRef::Kind::input, network_.inputs.size()});
  network_.inputs.push_back(std::move(input));
}

void Builder::direct(const PopulationSpec& spec) {
  const std::string path = "populations." + spec.name;
  if (spec.dimensions == 0) {
    report(path, "is `direct` but represents no value",
           "`direct` stands for the represented value itself, without neurons",
           "add `dimensions:`");
    broken_.insert(spec.name);
    return;
  }
  if (spec.gain || spec.bias || spec.max_rates || spec.intercepts || spec.noise ||
      spec.encoders.given || !spec.initial.empty()) {
    network_.warnings.push_back(path + ": `direct` has no neurons: gain, bias, max_rates, " +
                                "intercepts, encoders, noise and initial are not used");
  }
  add_name("populations", spec.name, {Object::Kind::node, network_.nodes.size(), true});
  network_.nodes.push_back({spec.name, spec.dimensions});
}

}  // namespace rheo
