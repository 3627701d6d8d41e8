#include "io/schema.h"

#include <algorithm>
#include <utility>

#include "io/connection_kind.h"
#include "io/model_reader.h"
#include "io/network_reader.h"
#include "io/schema_sharing.h"
#include "io/schema_values.h"

namespace rheo {
namespace {

constexpr double kMaxSize = 2147483647;
const char* const kName = "^[A-Za-z0-9_-]{1,200}$";
const char* const kConnectionName = "^[A-Za-z0-9_-]{1,200}(\\.[A-Za-z0-9_-]+_to_[A-Za-z0-9_-]+)?$";
const char* const kProbeName = "^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,199}$";

Json named(const char* pattern, Json value) {
  return {{"type", "object"},
          {"patternProperties", {{pattern, std::move(value)}}},
          {"additionalProperties", false}};
}

Json word(std::vector<std::string> words) {
  return {{"enum", std::move(words)}};
}

/// {name: parameters or shorthand, further parameters}.
Json model_schema(const Declaration& d) {
  std::vector<std::string> required;
  const Json parameters = parameter_schemas(d, required);
  Json full = object_schema(parameters, required);
  const ParameterDeclaration* bare = d.parameter(d.shorthand);
  for (const ParameterDeclaration& p : d.parameters) {
    if (bare == nullptr && p.accepts(kMatrix)) bare = &p;
  }
  std::vector<Json> choices = {full};
  if (bare != nullptr) {
    choices.push_back(value_schema(*bare));
    if (bare->accepts(kList) || bare->accepts(kMatrix)) {  // {file: ..., hold: ...}
      Json with_file = parameters;
      with_file.erase(bare->name);
      const Json file = file_schema();  // a temporary would be gone before the loop's first turn
      for (const auto& [key, value] : file["properties"].items()) {
        with_file[key] = value;
      }
      std::erase(required, bare->name);
      required.emplace_back("file");
      choices.push_back(object_schema(with_file, required));
    }
  }
  if (std::all_of(d.parameters.begin(), d.parameters.end(),
                  [](const auto& p) { return p.fallback.has_value(); })) {
    choices.push_back({{"type", "null"}});
  }
  Json properties = parameters;
  properties[d.name] = any_of(std::move(choices));
  Json schema = object_schema(std::move(properties), {d.name});
  schema["description"] = d.summary;
  return schema;
}

Json models_schema(const Declarations& known) {
  std::vector<Json> choices;
  for (const Declaration* d : known) {
    choices.push_back(model_schema(*d));
    if (std::all_of(d->parameters.begin(), d->parameters.end(),
                    [](const auto& p) { return p.fallback.has_value(); })) {
      choices.push_back(word({d->name}));
    }
  }
  return any_of(std::move(choices));
}

Json end_schema() {
  const Json name = {{"type", "string"},
                     {"pattern", "^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+(\\.[0-9]+)?)?$"}};
  return any_of({name, object_schema({{"of", name}, {"slice", slice_schema()}}, {"of"})});
}

/// Keys of how a represented value is read out.
Json decoding_schema(const Catalog& catalog) {
  ParameterDeclaration function;
  function.forms = kExpression | kMatrix;
  function.sentence = "Expressions of x0, x1, ..., or a table of targets in a file.";
  Json properties = {{"function", value_schema(function)},
                     {"solver", models_schema(declarations_of(catalog.solvers))},
                     {"n_eval_points", integer_schema(1, kMaxSize)}};
  for (const ParameterDeclaration& d : decoding_value_fields())
    properties[d.name] = value_schema(d);
  return properties;
}

Json simulation_schema() {
  const Json time = number_schema(Dimension::time, Range::positive());
  return object_schema({{"dt", time},
                        {"duration", time},
                        {"seed", integer_schema(0, 18446744073709551615.0)},
                        {"precision", word({"double", "single"})},
                        {"threads", any_of({word({"auto"}), integer_schema(1, 1024)})}},
                       {"duration"});
}

Json define_schema() {
  const Json text = {{"type", "string"},
                     {"pattern",
                      "^(=.+|[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?"
                      "( *[a-zA-Z\xC2\xB5]+)?)$"}};
  return named("^[A-Za-z_][A-Za-z0-9_]*$", any_of({{{"type", "number"}}, text}));
}

Json population_schema(const Catalog& catalog, const Declaration& d) {
  std::vector<std::string> required = {"neurons", "model"};
  Json properties = parameter_schemas(d, required);
  properties["neurons"] = integer_schema(1, kMaxSize);
  properties["model"] = word({d.name});
  properties["dimensions"] = integer_schema(1, kMaxDimensions);
  for (const ParameterDeclaration& p : population_value_fields()) {
    properties[p.name] = value_schema(p);
  }
  Json initial = Json::object();
  for (const StateDeclaration& s : d.states) {
    if (!s.initialisable) continue;
    ParameterDeclaration p;
    p.dimension = s.dimension;
    p.forms = kPerNeuron;
    p.sentence = s.sentence + " Default: " + s.initial_text + ".";
    initial[s.name] = value_schema(p);
  }
  initial[kScaledEncoders] = value_schema(scaled_encoders_field());
  properties["initial"] = object_schema(std::move(initial));
  properties["n_eval_points"] = integer_schema(1, kMaxSize);
  properties["noise"] = models_schema(declarations_of(catalog.inputs));
  if (d.name == "direct") std::erase(required, "neurons");
  Json schema = object_schema(std::move(properties), required);
  schema["description"] = d.summary;
  return schema;
}

Json populations_schema(const Catalog& catalog) {
  std::vector<Json> choices;
  for (const Declaration* d : declarations_of(catalog.neurons)) {
    if (d->with_base.empty()) choices.push_back(population_schema(catalog, *d));
    for (const Declaration& both : d->with_base)
      choices.push_back(population_schema(catalog, both));
  }
  return named(kName, any_of(std::move(choices)));
}

Json probe_schema(const Catalog& catalog) {
  Declarations filters = declarations_of(catalog.synapses);
  const Json synapse = any_of({word({"none"}), models_schema(filters)});
  for (const Declaration* d : declarations_of(catalog.rate_filters))
    filters.push_back(d);
  const Json common = {{"of", end_schema()},
                       {"neurons", slice_schema()},
                       {"every", number_schema(Dimension::time, Range::positive())}};
  Json rate = common;
  rate["record"] = word({"rate"});
  rate["filter"] = models_schema(filters);
  Json other = common;
  other["record"] = {{"type", "string"}, {"not", {{"const", "rate"}}}};
  other["synapse"] = synapse;
  other.update(decoding_schema(catalog));
  return any_of({object_schema(std::move(rate), {"of", "record", "filter"}),
                 object_schema(std::move(other), {"of"})});
}

Json score_schema() {
  ParameterDeclaration labels;
  labels.forms = kList;
  labels.range = Range::not_negative();
  labels.sentence = "The right index for each presentation.";
  return object_schema({{"of", {{"type", "string"}}},
                        {"labels", value_schema(labels)},
                        {"hold", number_schema(Dimension::time, Range::positive())}},
                       {"of", "labels", "hold"});
}

/// One rule or a list of them; start_at and freeze_after stand among the parameters of a rule.
Json learning_schema(const Catalog& catalog) {
  const Json time = number_schema(Dimension::time, Range::not_negative());
  std::vector<Json> rules;
  for (const Declaration* d : declarations_of(catalog.learning_rules)) {
    std::vector<std::string> required;
    Json parameters = parameter_schemas(*d, required);
    parameters["start_at"] = time;
    parameters["freeze_after"] = time;
    const Json full = any_of({object_schema(std::move(parameters), required), {{"type", "null"}}});
    Json schema = object_schema({{d->name, full}}, {d->name});
    schema["description"] = d->summary;
    rules.push_back(std::move(schema));
    rules.push_back(word({d->name}));
  }
  const Json rule = any_of(std::move(rules));
  return any_of({rule, {{"type", "array"}, {"items", rule}, {"minItems", 1}}});
}

/// One value for all pairs of ends, or a matrix [to][from].
Json paired(const Json& value) {
  const Json row = {{"type", "array"}, {"items", value}, {"minItems", 1}};
  return any_of({value, {{"type", "array"}, {"items", row}, {"minItems", 1}}});
}

Json rule_schema(const Catalog& catalog) {
  std::vector<Json> choices;
  for (const Declaration* d : declarations_of(catalog.connection_rules)) {
    std::vector<std::string> required;
    Json parameters = parameter_schemas(*d, required);
    for (Json& value : parameters)
      value = paired(value);
    std::vector<Json> forms = {object_schema(parameters, required)};
    if (const ParameterDeclaration* bare = d->parameter(d->shorthand)) {
      forms.push_back(paired(value_schema(*bare)));
    }
    if (required.empty()) {
      forms.push_back({{"type", "null"}});
      choices.push_back(word({d->name}));
    }
    if (d->name == "edges") forms.push_back(edge_file_schema());
    Json properties = std::move(parameters);  // beside a bare value
    properties[d->name] = any_of(std::move(forms));
    Json schema = object_schema(std::move(properties), {d->name});
    schema["description"] = d->summary;
    choices.push_back(std::move(schema));
  }
  return any_of(std::move(choices));
}

/// Weights are in the unit of the ports that they end at, or pure numbers.
Json weights_schema(const Catalog& catalog) {
  std::vector<Dimension> dimensions = {Dimension::none};
  for (const Declaration* d : declarations_of(catalog.neurons)) {
    for (const PortDeclaration& p : d->ports) {
      if (std::find(dimensions.begin(), dimensions.end(), p.dimension) != dimensions.end())
        continue;
      dimensions.push_back(p.dimension);
    }
  }
  std::vector<Json> choices;
  for (const Dimension d : dimensions) {
    ParameterDeclaration field = weights_field();
    field.dimension = d;
    field.forms |= kDistribution;
    choices.push_back(value_schema(field));
  }
  const Json value = any_of(std::move(choices));
  return any_of({paired(value), word({"full"}), object_schema({{"full", value}}, {"full"}),
                 few_weights_schema()});
}

/// `synapse` is not required here: whether it is hangs on the model of the target.
Json connection_schema(const Catalog& catalog) {
  const Json end = end_schema();
  const Json ends = any_of({end, {{"type", "array"}, {"items", end}, {"minItems", 1}}});
  const Declarations synapses = declarations_of(catalog.synapses);
  Json connection = {{"from", ends},
                     {"to", ends},
                     {"rule", rule_schema(catalog)},
                     {"weights", weights_schema(catalog)},
                     {"delay", paired(value_schema(ConnectionKind::delay_field()))},
                     {"synapse", any_of({word({"none"}), models_schema(synapses)})},
                     {"learning", learning_schema(catalog)}};
  connection.update(decoding_schema(catalog));
  return object_schema(std::move(connection), {"from", "to"});
}

}  // namespace

std::string network_schema(const Catalog& catalog) {
  ParameterDeclaration function;
  function.forms = kExpression;
  function.sentence = "Of the sum x0, x1, ... and the time t, in the same step; one an output.";
  const Json node = object_schema({{"size", integer_schema(1, kMaxSize)},
                                   {"function", value_schema(function)},
                                   {"delay", number_schema(Dimension::time, Range::positive())}},
                                  {"size"});
  Json schema =
      object_schema({{"simulation", simulation_schema()},
                     {"define", define_schema()},
                     {"inputs", named(kName, models_schema(declarations_of(catalog.inputs)))},
                     {"nodes", named(kName, node)},
                     {"populations", populations_schema(catalog)},
                     {"connections", named(kConnectionName, connection_schema(catalog))},
                     {"probes", named(kProbeName, probe_schema(catalog))},
                     {"scores", object_schema({{"accuracy", score_schema()}})}},
                    {"simulation"});
  Json document = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                   {"title", "Rheobase network"}};
  document.update(schema);
  return share_definitions(document).dump(1) + "\n";
}

}  // namespace rheo
