#include "io/function_reader.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "io/formula.h"

namespace rheo {
namespace {

std::optional<Formula> read_formula(ReadContext& c, const YamlNode& node, const std::string& path,
                                    bool with_time) {
  if (!node.is_scalar() || node.text.empty()) {
    c.report_kind(node, path, "an expression such as \"x0*x1\"");
    return std::nullopt;
  }
  const std::string text = node.text.substr(node.text[0] == '=' ? 1 : 0);
  try {
    return Formula(text, c.definitions.values(), {.time = with_time, .vector = true});
  } catch (const FormulaError& e) {
    std::string remedy = e.remedy();
    if (!node.quoted && remedy.empty()) remedy = "put the expression in quotes";
    c.report(node.mark, path, "`" + text.substr(0, 60) + "` " + e.what(), "", remedy);
    return std::nullopt;
  }
}

/// NaN where the formula has no value: the caller's checks for finite numbers see it.
double value_or_nan(const Formula& formula, double t, const double* x) {
  try {
    return formula.evaluate(t, x);
  } catch (const FormulaError&) {
    return std::numeric_limits<double>::quiet_NaN();
  }
}

}  // namespace

std::optional<VectorFunction> read_vector_function(ReadContext& c, const YamlNode& node,
                                                   const std::string& path, bool with_time) {
  if (node.is_list() && node.items.empty()) {
    c.report(node.mark, path, "is an empty list", "a function gives at least one number");
    return std::nullopt;
  }
  VectorFunction function;
  std::vector<Formula> formulas;
  bool good = true;
  const std::size_t n = node.is_list() ? node.items.size() : 1;
  for (std::size_t i = 0; i < n; ++i) {
    const YamlNode& one = node.is_list() ? node.items[i] : node;
    const std::string at = node.is_list() ? path + "[" + std::to_string(i) + "]" : path;
    auto formula = read_formula(c, one, at, with_time);
    good = good && formula.has_value();
    if (!formula) continue;
    const std::string text = one.text.substr(one.text[0] == '=' ? 1 : 0);
    function.texts.push_back(substitute_constants(text, c.definitions.values()));
    function.arguments = std::max(function.arguments, formula->arguments());
    formulas.push_back(std::move(*formula));
  }
  if (!good) return std::nullopt;
  function.evaluate = [formulas = std::move(formulas)](const double* x, double t, double* out) {
    for (const Formula& f : formulas)
      *out++ = value_or_nan(f, t, x);
  };
  return function;
}

}  // namespace rheo
