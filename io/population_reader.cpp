#include <algorithm>
#include <utility>

#include "io/model_reader.h"
#include "io/network_reader.h"
#include "io/value_reader.h"

namespace rheo {
namespace {

constexpr std::int64_t kMaxNeurons = 2147483647;

ParameterDeclaration per_neuron(std::string name, Dimension dimension, Range range,
                                std::string sentence) {
  ParameterDeclaration d;
  d.name = std::move(name);
  d.dimension = dimension;
  d.range = range;
  d.forms = kPerNeuron;
  d.sentence = std::move(sentence);
  return d;
}

}  // namespace

const std::vector<ParameterDeclaration>& population_value_fields() {
  static const std::vector<ParameterDeclaration> fields = [] {
    std::vector<ParameterDeclaration> all = {
        per_neuron("gain", Dimension::none, Range::any(),
                   "Factor on what arrives: J = bias + gain x (sum into .neurons) + ..."),
        per_neuron("bias", Dimension::none, Range::any(), "Constant part of the current J."),
        per_neuron("max_rates", Dimension::frequency, Range::positive(),
                   "Rate at x = 1; with intercepts it gives gain and bias."),
        per_neuron("intercepts", Dimension::none, {.high = 1, .high_open = true},
                   "The x at which the neuron starts to fire.")};
    ParameterDeclaration radius = per_neuron("radius", Dimension::none, Range::positive(),
                                             "Largest length of the represented value.");
    radius.forms = kNumber;
    all.push_back(radius);
    ParameterDeclaration encoders =
        per_neuron("encoders", Dimension::none, Range::any(),
                   "Matrix (neurons, dimensions): J gets gain / radius x (encoders x value).");
    encoders.forms = kMatrix;
    all.push_back(encoders);
    return all;
  }();
  return fields;
}

const std::vector<std::string>& population_keys() {
  static const std::vector<std::string> keys = [] {
    std::vector<std::string> all = {"neurons", "model", "dimensions", "initial"};
    for (const ParameterDeclaration& d : population_value_fields())
      all.push_back(d.name);
    return all;
  }();
  return keys;
}

void NetworkReader::population(const YamlEntry& e) {
  const std::string path = "populations." + e.key;
  const std::size_t before = c_.problems.size();
  take_name(e, "populations");
  broken_.insert(e.key);  // until it is complete
  const YamlNode& node = e.value;
  if (!c_.is_map(node, path, "write {neurons: 100, model: lif}")) return;
  PopulationSpec spec;
  spec.name = e.key;
  const YamlNode* neurons = node.find("neurons");
  std::optional<std::int64_t> n;
  if (neurons == nullptr) {
    c_.report(e.mark, path + ".neurons", "is missing", "a population has a number of neurons",
              "add neurons: 100");
  } else {
    n = read_integer(c_, *neurons, path + ".neurons", 1, kMaxNeurons);
  }
  // Without a number of neurons lengths cannot be checked; everything else can.
  spec.neurons = static_cast<std::size_t>(n.value_or(0));
  const Declarations known = declarations_of(c_.catalog.neurons);
  const YamlNode* model = node.find("model");
  const Declaration* declaration = nullptr;
  if (model == nullptr) {
    c_.report(e.mark, path + ".model", "is missing", "known: " + join(names_of(known)),
              "add model: lif");
  } else if (const auto word = read_word(c_, *model, path + ".model", names_of(known))) {
    declaration = &c_.catalog.neurons.find(*word)->declaration;
  }
  population_fields(node, path, spec);
  bool complete = true;
  if (declaration != nullptr) {
    std::vector<std::string> skip = population_keys();
    skip.emplace_back("noise");
    spec.model.model = declaration->name;
    complete = read_parameters(c_, node, path, *declaration, skip,
                               n ? std::optional(spec.neurons) : std::nullopt, spec.model);
    if (const YamlNode* start = node.find("initial")) {
      initial(*start, path + ".initial", *declaration, spec);
    }
  }
  if (const YamlEntry* noise = node.entry("noise")) {
    c_.report(noise->mark, path + ".noise", "`noise` is not part of this version", "", "remove it");
  }
  if (c_.problems.size() != before || !complete || declaration == nullptr) return;
  broken_.erase(e.key);
  spec_.populations.push_back(std::move(spec));
}

void NetworkReader::population_fields(const YamlNode& node, const std::string& path,
                                      PopulationSpec& spec) {
  if (const YamlNode* dimensions = node.find("dimensions")) {
    const auto n = read_integer(c_, *dimensions, path + ".dimensions", 1, 1 << 20);
    spec.dimensions = static_cast<std::size_t>(n.value_or(0));
  }
  const auto neurons = spec.neurons == 0 ? std::nullopt : std::optional(spec.neurons);
  for (const ParameterDeclaration& d : population_value_fields()) {
    const YamlNode* given = node.find(d.name);
    if (given == nullptr) continue;
    auto value =
        read_value(c_, *given, path + "." + d.name, d, d.accepts(kMatrix) ? std::nullopt : neurons);
    if (!value) continue;
    if (d.name == "gain") spec.gain = std::move(*value);
    if (d.name == "bias") spec.bias = std::move(*value);
    if (d.name == "max_rates") spec.max_rates = std::move(*value);
    if (d.name == "intercepts") spec.intercepts = std::move(*value);
    if (d.name == "radius") spec.radius = std::get<double>(*value);
    if (d.name == "encoders") spec.encoders.given = std::get<Array>(std::move(*value));
  }
  const YamlEntry* radius = node.entry("radius");
  if (radius != nullptr && node.find("dimensions") == nullptr) {
    c_.report(radius->mark, path + ".radius", "is given but `dimensions` is not",
              "a radius belongs to a population that represents a value", "add `dimensions:`");
  }
}

void NetworkReader::initial(const YamlNode& node, const std::string& path, const Declaration& d,
                            PopulationSpec& spec) {
  std::vector<std::string> known;
  for (const StateDeclaration& s : d.states) {
    if (s.initialisable) known.push_back(s.name);
  }
  if (!c_.is_map(node, path, "write {voltage: 0}")) return;
  c_.report_unknown(node, path, "of the states of " + d.name + " that can be set", known);
  for (const YamlEntry& e : node.entries) {
    if (std::find(known.begin(), known.end(), e.key) == known.end()) continue;
    const StateDeclaration& state = *d.state(e.key);
    const ParameterDeclaration field =
        per_neuron(state.name, state.dimension, Range::any(), state.sentence);
    const auto neurons = spec.neurons == 0 ? std::nullopt : std::optional(spec.neurons);
    auto value = read_value(c_, e.value, path + "." + e.key, field, neurons);
    if (value) spec.initial[e.key] = std::move(*value);
  }
}

}  // namespace rheo
