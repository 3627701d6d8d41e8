#include <utility>

#include "io/function_reader.h"
#include "io/model_reader.h"
#include "io/network_reader.h"
#include "io/value_reader.h"

namespace rheo {

const std::vector<ParameterDeclaration>& decoding_value_fields() {
  static const std::vector<ParameterDeclaration> fields = [] {
    ParameterDeclaration decoders;
    decoders.name = "decoders";
    decoders.forms = kMatrix;
    decoders.sentence = "Given decoders (size, neurons), in place of a solver.";
    return std::vector<ParameterDeclaration>{
        std::move(decoders),
        points_field("eval_points",
                     "Points where the decoders are fitted, in place of those of "
                     "the population."),
        flag_field("scale_eval_points", true, "Whether they are multiplied by the radius.")};
  }();
  return fields;
}

const std::vector<std::string>& decoding_keys() {
  static const std::vector<std::string> keys = {
      "function", "solver", "decoders", "eval_points", "n_eval_points", "scale_eval_points"};
  return keys;
}

// Expressions of x0, x1, ..., or a table of targets in a file.
bool NetworkReader::decoded_function(const YamlNode& node, const std::string& path,
                                     DecodingSpec& spec) {
  if (node.is_map()) {
    ParameterDeclaration table;
    table.name = "function";
    table.forms = kMatrix;
    auto value = read_value(c_, node, path, table);
    if (value) spec.targets = std::get<Array>(std::move(*value));
    return value.has_value();
  }
  spec.function = read_vector_function(c_, node, path, false);
  return spec.function.has_value();
}

bool NetworkReader::decoding(const YamlNode& node, const std::string& path, DecodingSpec& spec) {
  const std::size_t before = c_.problems.size();
  bool good = true;
  if (const YamlNode* function = node.find("function")) {
    good = decoded_function(*function, path + ".function", spec);
  }
  if (const YamlNode* solver = node.find("solver")) {
    spec.solver =
        read_model(c_, *solver, path + ".solver", declarations_of(c_.catalog.solvers), "solver");
    good = good && spec.solver.has_value();
  }
  PointsSpec points;
  for (const ParameterDeclaration& d : decoding_value_fields()) {
    const YamlNode* given = node.find(d.name);
    if (given == nullptr) continue;
    auto value = read_value(c_, *given, path + "." + d.name, d);
    good = good && value.has_value();
    if (!value) continue;
    if (d.name == "decoders") spec.decoders = std::get<Array>(std::move(*value));
    if (d.name == "eval_points") set_points(points, std::move(*value));
    if (d.name == "scale_eval_points") {
      spec.scale_eval_points = std::get<std::string>(*value) == "true";
    }
  }
  if (const YamlNode* count = node.find("n_eval_points")) {
    const auto n = read_integer(c_, *count, path + ".n_eval_points", 1, 2147483647LL);
    points.points = static_cast<std::size_t>(n.value_or(0));
  }
  const bool own = node.find("eval_points") != nullptr || node.find("n_eval_points") != nullptr;
  if (own) spec.eval_points = std::move(points);
  if (spec.decoders && (spec.function || spec.targets || spec.solver || own)) {
    c_.report(node.entry("decoders")->mark, path + ".decoders",
              "are given beside a function, a solver or points to find them with",
              "decoders are given or solved for", "remove one of the two");
  }
  return good && c_.problems.size() == before;
}

}  // namespace rheo
