#include "io/schema_values.h"

#include <cmath>
#include <limits>
#include <utility>

#include "io/units.h"

namespace rheo {
namespace {

Json formula_schema() {
  return {{"type", "string"}, {"pattern", "^=."}};
}

Json list_of(Json item) {
  return {{"type", "array"}, {"items", std::move(item)}, {"minItems", 1}};
}

Json distribution_schema(const ParameterDeclaration& d) {
  const Json number = number_schema(d.dimension, Range::any());
  const Json bounds = object_schema({{"min", number}, {"max", number}});
  const auto pair = [](const Json& item, const char* first, const char* second) {
    Json list = list_of(item);
    list["minItems"] = list["maxItems"] = 2;
    return any_of({list, object_schema({{first, item}, {second, item}}, {first, second})});
  };
  const Json pure = number_schema(Dimension::none, Range::any());
  const std::vector<std::pair<std::string, Json>> shapes = {
      {"uniform", pair(number, "low", "high")},
      {"normal", pair(number, "mean", "std")},
      {"lognormal", pair(pure, "mean", "std")},
      {"exponential", any_of({number, object_schema({{"mean", number}}, {"mean"})})}};
  std::vector<Json> choices;
  for (const auto& [name, shape] : shapes) {
    choices.push_back(object_schema({{name, shape}, {"redraw", bounds}, {"clip", bounds}}, {name}));
  }
  return any_of(std::move(choices));
}

}  // namespace

Json any_of(std::vector<Json> choices) {
  if (choices.size() == 1) return std::move(choices.front());
  return {{"anyOf", std::move(choices)}};
}

Json object_schema(Json properties, const std::vector<std::string>& required) {
  Json schema = {
      {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) schema["required"] = required;
  return schema;
}

Json number_schema(Dimension dimension, const Range& range) {
  std::vector<Json> choices;
  const std::string pattern = quantity_pattern(dimension, range.low < 0);
  if (bare_allowed(dimension)) {
    Json bare = {{"type", "number"}};
    if (std::isfinite(range.low)) {
      bare[range.low_open ? "exclusiveMinimum" : "minimum"] = range.low;
    } else if (!range.infinite_ok) {
      bare["minimum"] = -std::numeric_limits<double>::max();
    }
    if (std::isfinite(range.high)) {
      bare[range.high_open ? "exclusiveMaximum" : "maximum"] = range.high;
    } else if (!range.infinite_ok) {
      bare["maximum"] = std::numeric_limits<double>::max();
    }
    choices.push_back(std::move(bare));
  }
  choices.push_back({{"type", "string"}, {"pattern", pattern}});
  choices.push_back(formula_schema());
  return any_of(std::move(choices));
}

Json integer_schema(double low, double high) {
  return any_of({{{"type", "integer"}, {"minimum", low}, {"maximum", high}}, formula_schema()});
}

Json slice_schema() {
  return any_of({{{"type", "string"}, {"pattern", "^ *-?[0-9]*( *: *-?[0-9]*){0,2} *$"}},
                 {{"type", "integer"}},
                 list_of(any_of({{{"type", "integer"}}, formula_schema()}))});
}

Json file_schema() {
  return object_schema({{"file", {{"type", "string"}, {"minLength", 1}}},
                        {"array", {{"type", "string"}}},
                        {"slice", slice_schema()},
                        {"column", integer_schema(0, 2147483647)},
                        {"unit", {{"type", "string"}, {"minLength", 1}}}},
                       {"file"});
}

Json edge_file_schema() {
  const Json text = {{"type", "string"}, {"minLength", 1}};
  return object_schema({{"file", text},
                        {"sources", text},
                        {"targets", text},
                        {"weights", text},
                        {"delays", text},
                        {"weight_unit", text},
                        {"delay_unit", text},
                        {"population", text}},
                       {"file"});
}

Json value_schema(const ParameterDeclaration& d) {
  std::vector<Json> choices;
  const Json number = number_schema(d.dimension, d.range);
  if (d.accepts(kNumber)) choices.push_back(number);
  const bool flag = d.words == std::vector<std::string>{"true", "false"};
  if (flag) choices.push_back({{"type", "boolean"}});
  if (d.accepts(kWord) && !flag) choices.push_back({{"enum", d.words}});
  if (d.accepts(kList)) choices.push_back(list_of(number));
  if (d.accepts(kMatrix)) choices.push_back(list_of(list_of(number)));
  if (d.accepts(kList) || d.accepts(kMatrix)) choices.push_back(file_schema());
  if (d.accepts(kDistribution)) choices.push_back(distribution_schema(d));
  if (d.accepts(kExpression)) {
    const Json text = {{"type", "string"}, {"minLength", 1}};
    choices.push_back(text);
    choices.push_back(list_of(text));
  }
  if (d.accepts(kSynapse)) {
    choices.push_back({{"type", {"string", "object"}}});  // refined by the list of synapses
  }
  if (d.accepts(kTable)) {
    // Keys are text in JSON, bare numbers too.
    const std::string time = "^[+]?[0-9.]+([eE][-+]?[0-9]+)?( *(m|u|n)?s)?$";
    choices.push_back({{"type", "object"},
                       {"patternProperties", {{time, any_of({number, list_of(number)})}}},
                       {"additionalProperties", false},
                       {"minProperties", 1}});
  }
  Json schema = any_of(std::move(choices));
  schema["description"] = d.sentence;
  return schema;
}

Json parameter_schemas(const Declaration& d, std::vector<std::string>& required) {
  Json properties = Json::object();
  for (const ParameterDeclaration& p : d.parameters) {
    properties[p.name] = value_schema(p);
    if (!p.fallback) required.push_back(p.name);
  }
  return properties;
}

}  // namespace rheo
