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

/// The declaration that holds for the `base` of a population whose model wraps another one; null,
/// and reported, where it names none. Other models have no base.
const Declaration* with_base(ReadContext& c, const YamlEntry& population, const std::string& path,
                             const Declaration& d) {
  if (d.with_base.empty()) return &d;
  const ParameterDeclaration& parameter = *d.parameter("base");
  const YamlNode* base = population.value.find(parameter.name);
  if (base == nullptr) {
    c.report(population.mark, path + "." + parameter.name, "is missing",
             d.name + " needs it: " + parameter.sentence, "add base: lif_rate");
    return nullptr;
  }
  const auto word = read_word(c, *base, path + "." + parameter.name, parameter.words);
  return word ? d.resolved(*word) : nullptr;
}

}  // namespace

ParameterDeclaration points_field(const std::string& name, const std::string& sentence) {
  ParameterDeclaration d = per_neuron(name, Dimension::none, Range::any(), sentence);
  d.forms = kMatrix | kWord;
  d.words = {"scattered", "uniform"};
  return d;
}

ParameterDeclaration flag_field(const std::string& name, bool fallback,
                                const std::string& sentence) {
  ParameterDeclaration d = per_neuron(name, Dimension::none, Range::any(), sentence);
  d.forms = kWord;
  d.words = {"true", "false"};
  d.fallback = std::string(fallback ? "true" : "false");
  return d;
}

void set_points(PointsSpec& points, Value value) {
  if (auto* word = std::get_if<std::string>(&value)) {
    points.sampler = std::move(*word);
  } else {
    points.given = std::get<Array>(std::move(value));
  }
}

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
    all.push_back(points_field(
        "encoders",
        "Matrix (neurons, dimensions), or how to draw them from the unit sphere: J gets "
        "gain / radius x (encoders x value)."));
    all.back().fallback = std::string("scattered");
    all.push_back(flag_field("normalize_encoders", true, "Whether encoders get the length 1."));
    all.push_back(points_field("eval_points",
                               "Where decoders are fitted: matrix (points, dimensions), or how to "
                               "draw them from the unit ball; multiplied by the radius."));
    all.back().fallback = std::string("scattered");
    return all;
  }();
  return fields;
}

const std::vector<std::string>& population_keys() {
  static const std::vector<std::string> keys = [] {
    std::vector<std::string> all = {"neurons",       "model",   "dimensions",
                                    "n_eval_points", "initial", "noise"};
    for (const ParameterDeclaration& d : population_value_fields())
      all.push_back(d.name);
    return all;
  }();
  return keys;
}

const ParameterDeclaration& scaled_encoders_field() {
  static const ParameterDeclaration field = [] {
    ParameterDeclaration d;
    d.name = kScaledEncoders;
    d.forms = kMatrix;
    d.sentence = "Scaled encoders (neurons, dimensions) that an earlier run learned.";
    return d;
  }();
  return field;
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
  const YamlNode* model = node.find("model");
  const bool without = model != nullptr && model->is_scalar() && model->text == "direct";
  if (neurons == nullptr && without) {
    n = 1;  // of no effect
  } else if (neurons == nullptr) {
    c_.report(e.mark, path + ".neurons", "is missing", "a population has a number of neurons",
              "add neurons: 100");
  } else {
    n = read_integer(c_, *neurons, path + ".neurons", 1, kMaxNeurons);
  }
  // Without a number of neurons lengths cannot be checked; everything else can.
  spec.neurons = static_cast<std::size_t>(n.value_or(0));
  const Declarations known = declarations_of(c_.catalog.neurons);
  const Declaration* declaration = nullptr;
  if (model == nullptr) {
    c_.report(e.mark, path + ".model", "is missing", "known: " + join(names_of(known)),
              "add model: lif");
  } else if (const auto word = read_word(c_, *model, path + ".model", names_of(known))) {
    declaration = with_base(c_, e, path, c_.catalog.neurons.find(*word)->declaration);
  }
  population_fields(node, path, spec);
  bool complete = true;
  if (declaration != nullptr) {
    const std::vector<std::string>& skip = population_keys();
    spec.model.model = declaration->name;
    complete = read_parameters(c_, node, path, *declaration, skip,
                               n ? std::optional(spec.neurons) : std::nullopt, spec.model);
    if (const YamlNode* start = node.find("initial")) {
      initial(*start, path + ".initial", *declaration, spec);
    }
  }
  if (const YamlNode* noise = node.find("noise")) {
    spec.noise =
        read_model(c_, *noise, path + ".noise", declarations_of(c_.catalog.inputs), "input");
  }
  if (c_.problems.size() != before || !complete || declaration == nullptr) return;
  if (spec.dimensions > 0 && declaration->name != "direct" && !spec.gain && !spec.bias) {
    if (!spec.max_rates) spec.max_rates = default_max_rates();
    if (!spec.intercepts) spec.intercepts = default_intercepts();
  }
  broken_.erase(e.key);
  spec_.populations.push_back(std::move(spec));
}

void NetworkReader::population_fields(const YamlNode& node, const std::string& path,
                                      PopulationSpec& spec) {
  if (const YamlNode* dimensions = node.find("dimensions")) {
    const auto n = read_integer(c_, *dimensions, path + ".dimensions", 1, kMaxDimensions);
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
    if (d.name == "normalize_encoders") {
      spec.normalize_encoders = std::get<std::string>(*value) == "true";
    }
    if (d.name == "encoders") set_points(spec.encoders, std::move(*value));
    if (d.name == "eval_points") set_points(spec.eval_points, std::move(*value));
  }
  if (const YamlNode* count = node.find("n_eval_points")) {
    const auto n = read_integer(c_, *count, path + ".n_eval_points", 1, kMaxNeurons);
    spec.eval_points.points = static_cast<std::size_t>(n.value_or(0));
  }
  if (node.find("dimensions") != nullptr) return;
  for (const char* key : {"radius", "normalize_encoders", "eval_points", "n_eval_points"}) {
    const YamlEntry* given = node.entry(key);
    if (given == nullptr) continue;
    c_.report(given->mark, path + "." + key, "is given but `dimensions` is not",
              "it belongs to a population that represents a value", "add `dimensions:`");
  }
}

void NetworkReader::initial(const YamlNode& node, const std::string& path, const Declaration& d,
                            PopulationSpec& spec) {
  std::vector<std::string> known;
  for (const StateDeclaration& s : d.states) {
    if (s.initialisable) known.push_back(s.name);
  }
  if (spec.dimensions > 0) known.emplace_back(kScaledEncoders);
  if (!c_.is_map(node, path, "write {voltage: 0}")) return;
  c_.report_unknown(node, path, "of the states of " + d.name + " that can be set", known);
  for (const YamlEntry& e : node.entries) {
    if (std::find(known.begin(), known.end(), e.key) == known.end()) continue;
    if (e.key == kScaledEncoders) {
      auto matrix = read_value(c_, e.value, path + "." + e.key, scaled_encoders_field());
      if (matrix) spec.initial[e.key] = std::move(*matrix);
      continue;
    }
    const StateDeclaration& state = *d.state(e.key);
    const ParameterDeclaration field =
        per_neuron(state.name, state.dimension, Range::any(), state.sentence);
    const auto neurons = spec.neurons == 0 ? std::nullopt : std::optional(spec.neurons);
    auto value = read_value(c_, e.value, path + "." + e.key, field, neurons);
    if (value) spec.initial[e.key] = std::move(*value);
  }
}

}  // namespace rheo
