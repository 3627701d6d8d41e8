#include "io/value_reader.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "io/formula.h"
#include "io/model_reader.h"

namespace rheo {
namespace {

std::string forms_text(const ParameterDeclaration& d) {
  std::vector<std::string> forms;
  if (d.accepts(kNumber)) forms.emplace_back("a number");
  if (d.accepts(kWord)) forms.push_back("one of " + join(d.words));
  if (d.accepts(kList)) forms.emplace_back("a list [1, 2]");
  if (d.accepts(kMatrix)) forms.emplace_back("a matrix [[1, 2], [3, 4]]");
  if (d.accepts(kDistribution)) forms.emplace_back("a distribution {uniform: [a, b]}");
  if (d.accepts(kTable)) forms.emplace_back("a table {0 s: 1, 0.5 s: 2}");
  if (d.accepts(kExpression)) forms.emplace_back("an expression \"sin(2*pi*t)\"");
  if (d.accepts(kList) || d.accepts(kMatrix) || (d.forms & kTensor) != 0) {
    forms.emplace_back("{file: ..., array: ...}");
  }
  std::string text;
  for (std::size_t i = 0; i < forms.size(); ++i) {
    const char* glue = i == 0 ? "" : (i + 1 == forms.size() ? " or " : ", ");
    text += glue + forms[i];
  }
  return text;
}

/// The numbers of a list node, appended to `data`; reports all that are none.
bool append_numbers(ReadContext& c, const YamlNode& node, const std::string& path,
                    const ParameterDeclaration& d, std::vector<double>& data) {
  bool good = true;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const YamlNode& item = node.items[i];
    QuantityProblem problem;
    const auto value = try_number(c, item, d.dimension, d.range, problem);
    if (!value && item.kind != YamlNode::Kind::refused) {
      c.report(item.mark, path + "[" + std::to_string(i) + "]", problem.what, problem.rule,
               problem.remedy);
    }
    good = good && value.has_value();
    data.push_back(value.value_or(0));
  }
  return good;
}

std::optional<Array> read_matrix(ReadContext& c, const YamlNode& node, const std::string& path,
                                 const ParameterDeclaration& d) {
  std::vector<double> data;
  const std::size_t columns = node.items.front().items.size();
  bool good = true;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const YamlNode& row = node.items[i];
    const std::string at = path + "[" + std::to_string(i) + "]";
    if (!row.is_list() || row.items.empty()) {
      c.report_kind(row, at, "a list of numbers: a row of the matrix");
      good = false;
    } else if (row.items.size() != columns) {
      c.report(row.mark, at, "has " + std::to_string(row.items.size()) + " numbers",
               "all rows have as many as the first, " + std::to_string(columns));
      good = false;
    } else {
      good = append_numbers(c, row, at, d, data) && good;
    }
  }
  if (!good) return std::nullopt;
  return Array::matrix(std::move(data), node.items.size(), columns);
}

std::optional<std::vector<Expression>> read_expressions(ReadContext& c, const YamlNode& node,
                                                        const std::string& path) {
  std::vector<Expression> all;
  const std::size_t n = node.is_list() ? node.items.size() : 1;
  for (std::size_t i = 0; i < n; ++i) {
    const YamlNode& one = node.is_list() ? node.items[i] : node;
    const std::string at = node.is_list() ? path + "[" + std::to_string(i) + "]" : path;
    if (!one.is_scalar() || one.text.empty()) {
      c.report_kind(one, at, "an expression in t such as \"sin(2*pi*t)\"");
      return std::nullopt;
    }
    const std::string text = one.text.substr(one.text[0] == '=' ? 1 : 0);
    const auto& constants = c.definitions.values();
    try {
      const Formula formula(text, constants, {.time = true});
      for (const double t : {c.dt, 2 * c.dt, 1.0}) {
        const double value = formula.evaluate(t);
        if (std::isfinite(value)) continue;
        c.report(one.mark, at,
                 "comes to " + number_text(value) + " at t = " + number_text(t) + " s",
                 "an input must be finite at all times", "");
        return std::nullopt;
      }
      all.push_back({substitute_constants(text, constants), [formula](double t) {
                       return formula.evaluate(t);
                     }});
    } catch (const FormulaError& e) {
      std::string remedy = e.remedy();
      if (!one.quoted && remedy.empty()) remedy = "put the expression in quotes";
      c.report(one.mark, at, "`" + text.substr(0, 60) + "` " + e.what(), "", remedy);
      return std::nullopt;
    }
  }
  return all;
}

std::optional<Value> read_scalar(ReadContext& c, const YamlNode& node, const std::string& path,
                                 const ParameterDeclaration& d) {
  const bool word =
      d.accepts(kWord) && std::find(d.words.begin(), d.words.end(), node.text) != d.words.end();
  if (word) return Value(node.text);
  if (d.accepts(kNumber)) {
    QuantityProblem problem;
    const auto number = try_number(c, node, d.dimension, d.range, problem);
    if (number) {
      if (d.step_multiple && !to_steps(c, node, path, *number)) return std::nullopt;
      return Value(*number);
    }
    if (!d.accepts(kExpression)) {
      if (d.accepts(kWord)) problem.rule += ", or one of " + join(d.words);
      c.report(node.mark, path, problem.what, problem.rule, problem.remedy);
      return std::nullopt;
    }
  }
  if (d.accepts(kExpression)) {
    auto expressions = read_expressions(c, node, path);
    if (!expressions) return std::nullopt;
    return Value(std::move(*expressions));
  }
  if (d.accepts(kWord)) {
    read_word(c, node, path, d.words);
  } else {
    c.report_kind(node, path, forms_text(d));
  }
  return std::nullopt;
}

std::optional<Value> read_list(ReadContext& c, const YamlNode& node, const std::string& path,
                               const ParameterDeclaration& d) {
  if (node.items.empty()) {
    c.report(node.mark, path, "is an empty list", "must be " + forms_text(d));
    return std::nullopt;
  }
  if (node.items.front().is_list() && d.accepts(kMatrix)) {
    auto matrix = read_matrix(c, node, path, d);
    if (!matrix) return std::nullopt;
    return Value(std::move(*matrix));
  }
  if (d.accepts(kList)) {
    std::vector<double> data;
    data.reserve(node.items.size());
    if (!append_numbers(c, node, path, d, data)) return std::nullopt;
    return Value(Array::list(std::move(data)));
  }
  if (d.accepts(kExpression)) {
    auto expressions = read_expressions(c, node, path);
    if (!expressions) return std::nullopt;
    return Value(std::move(*expressions));
  }
  c.report_kind(node, path, forms_text(d));
  return std::nullopt;
}

/// Whether an array from a file suits the forms of `d`, and all its numbers the range.
bool check_array(ReadContext& c, const YamlNode& node, const std::string& path,
                 const ParameterDeclaration& d, const Array& array) {
  const std::size_t n = array.shape.size();
  const bool suits = (n == 0 && d.accepts(kNumber)) || (n == 1 && d.accepts(kList)) ||
                     (n == 2 && d.accepts(kMatrix)) || (n > 0 && (d.forms & kTensor) != 0);
  if (!suits || array.data.empty()) {
    const bool wide = n == 2 && d.accepts(kList) && !array.data.empty();
    c.report(node.mark, path, "the array has the shape " + shape_text(array.shape),
             "must be " + forms_text(d), wide ? "pick one with `column: 0`" : "");
    return false;
  }
  for (std::size_t i = 0; i < array.data.size(); ++i) {
    if (d.range.contains(array.data[i])) continue;
    std::string index = n == 0 ? "" : "[" + std::to_string(i) + "]";
    if (n == 2) {
      index = "[" + std::to_string(i / array.shape[1]) + "][" + std::to_string(i % array.shape[1]) +
              "]";
    }
    const double value = array.data[i];
    c.report(node.mark, path + index,
             std::isnan(value) ? "is NaN, not a number" : "is " + number_text(value),
             d.range.rule_for(value));
    return false;
  }
  return true;
}

std::optional<Value> read_map(ReadContext& c, const YamlNode& node, const std::string& path,
                              const ParameterDeclaration& d) {
  const bool arrays = d.accepts(kList) || d.accepts(kMatrix) || (d.forms & kTensor) != 0;
  if (node.find("file") != nullptr && arrays) {
    auto array = read_file_array(c, node, path, d.dimension);
    if (!array || !check_array(c, node, path, d, *array)) return std::nullopt;
    if (array->shape.empty()) return Value(array->data[0]);
    return Value(std::move(*array));
  }
  if (d.accepts(kTable)) return read_table(c, node, path, d);
  if (d.accepts(kDistribution)) return read_distribution(c, node, path, d);
  c.report_kind(node, path, forms_text(d));
  return std::nullopt;
}

}  // namespace

const std::vector<std::string>& file_keys() {
  static const std::vector<std::string> keys = {"file", "array", "slice", "column", "unit"};
  return keys;
}

bool is_value_map(const YamlNode& node, const ParameterDeclaration& d) {
  if (!node.is_map()) return false;
  if (d.accepts(kTable)) return true;
  if (!d.accepts(kDistribution)) return false;
  const auto& names = distribution_names();
  return std::any_of(node.entries.begin(), node.entries.end(), [&](const YamlEntry& e) {
    return std::find(names.begin(), names.end(), e.key) != names.end();
  });
}

std::optional<Value> read_value(ReadContext& c, const YamlNode& node, const std::string& path,
                                const ParameterDeclaration& d, std::optional<std::size_t> neurons) {
  const bool word = d.accepts(kWord) && node.is_scalar() &&
                    std::find(d.words.begin(), d.words.end(), node.text) != d.words.end();
  if (d.accepts(kSynapse) && !word) {
    auto synapse = read_synapse(c, node, path);
    if (!synapse) return std::nullopt;
    return Value(std::move(*synapse));
  }
  std::optional<Value> value;
  switch (node.kind) {
    case YamlNode::Kind::refused:
      return std::nullopt;
    case YamlNode::Kind::empty:
      c.report_kind(node, path, forms_text(d));
      return std::nullopt;
    case YamlNode::Kind::scalar:
      value = read_scalar(c, node, path, d);
      break;
    case YamlNode::Kind::list:
      value = read_list(c, node, path, d);
      break;
    case YamlNode::Kind::map:
      value = read_map(c, node, path, d);
      break;
  }
  if (!value || !neurons) return value;
  const auto* array = std::get_if<Array>(&*value);
  if (array == nullptr || array->shape.size() != 1 || array->shape[0] == *neurons) return value;
  c.report(node.mark, path, "has " + std::to_string(array->shape[0]) + " values",
           "one for each of the " + std::to_string(*neurons) + " neurons, or one for all");
  return std::nullopt;
}

}  // namespace rheo
