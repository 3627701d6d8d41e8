#include "io/read_context.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <utility>

#include "engine/text.h"

namespace rheo {
namespace {

bool is_formula(const YamlNode& node) {
  return node.is_scalar() && !node.text.empty() && node.text[0] == '=';
}

/// "5 ms", for people.
std::string time_text(double seconds) {
  char buffer[48];
  const bool small = std::fabs(seconds) < 1;
  std::snprintf(buffer, sizeof buffer, "%.12g %s", small ? seconds * 1e3 : seconds,
                small ? "ms" : "s");
  return buffer;
}

}  // namespace

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& w : words)
    text += (text.empty() ? "" : ", ") + w;
  return text;
}

std::string torn_remedy(const YamlEntry& e) {
  const bool torn =
      e.value.kind == YamlNode::Kind::empty && e.key.find_first_of(")]\"'*/") != std::string::npos;
  return torn ? "a text with a comma or a colon needs quotes: \"...\"" : "";
}

void ReadContext::report(const YamlMark& mark, const std::string& path, std::string what,
                         std::string rule, std::string remedy) {
  problems.push_back({path, std::move(what), std::move(rule), std::move(remedy),
                      mark_text(sources.at(static_cast<std::size_t>(mark.source)), mark)});
}

void ReadContext::report_kind(const YamlNode& node, const std::string& path,
                              const std::string& wanted, const std::string& remedy) {
  if (node.kind == YamlNode::Kind::refused) return;
  report(node.mark, path, "is " + node.kind_text(), "must be " + wanted, remedy);
}

bool ReadContext::is_map(const YamlNode& node, const std::string& path, const std::string& remedy) {
  if (node.is_map()) return true;
  report_kind(node, path, "a map", remedy);
  return false;
}

void ReadContext::report_unknown(const YamlNode& node, const std::string& path,
                                 const std::string& of, const std::vector<std::string>& known) {
  for (const YamlEntry& e : node.entries) {
    if (std::find(known.begin(), known.end(), e.key) != known.end()) continue;
    const std::string at = path.empty() ? e.key : path + "." + e.key;
    std::string remedy = did_you_mean(e.key, known);
    const std::string torn = torn_remedy(e);
    if (!torn.empty()) remedy = torn;
    const std::string rule = remedy.empty() ? "known: " + join(known) : "";
    report(e.mark, at, "unknown key " + of, rule, remedy);
  }
}

std::optional<double> try_number(const ReadContext& c, const YamlNode& node, Dimension dimension,
                                 const Range& range, QuantityProblem& problem) {
  if (!node.is_scalar()) {
    problem = {"is " + node.kind_text(), "must be a number", ""};
    return std::nullopt;
  }
  std::optional<Quantity> quantity;
  if (is_formula(node)) {
    quantity = c.definitions.evaluate(node.text.substr(1), problem);
  } else if (node.quoted) {
    problem = {"is " + node.kind_text(), "numbers stand without quotes", "remove the quotes"};
  } else {
    quantity = parse_quantity(node.text, problem);
    const std::string& text = node.text;
    if (!quantity && problem.remedy.empty() && c.definitions.has(text)) {
      problem.remedy = "write =" + text + " for the constant";
    }
  }
  if (!quantity) return std::nullopt;
  const auto value = convert(*quantity, dimension, problem);
  if (!value) {
    problem.what = node.kind_text() + " " + problem.what;
    return std::nullopt;
  }
  if (range.contains(*value)) return value;
  const std::string unit =
      dimension == Dimension::none ? "" : " " + std::string(unit_symbol(dimension));
  problem = {"is " + node.text, range.rule_for(*value) + unit, ""};
  return std::nullopt;
}

std::optional<double> read_number(ReadContext& c, const YamlNode& node, const std::string& path,
                                  Dimension dimension, const Range& range) {
  if (node.kind == YamlNode::Kind::refused) return std::nullopt;
  QuantityProblem problem;
  const auto value = try_number(c, node, dimension, range, problem);
  if (!value) c.report(node.mark, path, problem.what, problem.rule, problem.remedy);
  return value;
}

std::optional<std::int64_t> read_integer(ReadContext& c, const YamlNode& node,
                                         const std::string& path, std::int64_t low,
                                         std::int64_t high) {
  const auto value = read_number(c, node, path, Dimension::none, Range::any());
  if (!value) return std::nullopt;
  const bool inside = *value >= static_cast<double>(low) && *value <= static_cast<double>(high);
  if (inside && std::floor(*value) == *value) return static_cast<std::int64_t>(*value);
  c.report(node.mark, path, "is " + node.text,
           "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  return std::nullopt;
}

std::optional<std::int64_t> to_steps(ReadContext& c, const YamlNode& node, const std::string& path,
                                     double seconds) {
  const double ratio = seconds / c.dt;
  const double whole = std::round(ratio);
  constexpr double kMaxSteps = std::numeric_limits<std::int32_t>::max();
  if (!(ratio <= kMaxSteps)) {
    c.report(node.mark, path,
             "is " + time_text(seconds) + ", " + number_text(std::floor(ratio)) + " steps of " +
                 time_text(c.dt),
             "at most 2147483647 steps", "shorten it or lengthen simulation.dt");
    return std::nullopt;
  }
  // The quotient itself is only right to a few ulp.
  const double tolerance = std::max(1e-9, 4 * std::numeric_limits<double>::epsilon() * whole);
  if (whole >= 1 && std::fabs(ratio - whole) <= tolerance) {
    return static_cast<std::int64_t>(whole);
  }
  const double below = std::floor(ratio);
  const std::string nearest = below < 1 ? "the smallest is " + time_text(c.dt)
                                        : "the nearest are " + time_text(below * c.dt) + " and " +
                                              time_text((below + 1) * c.dt);
  c.report(node.mark, path, "is " + time_text(seconds),
           "must be a multiple of dt = " + time_text(c.dt), nearest);
  return std::nullopt;
}

std::optional<std::int64_t> read_steps(ReadContext& c, const YamlNode& node,
                                       const std::string& path) {
  const auto seconds = read_number(c, node, path, Dimension::time, Range::positive());
  if (!seconds) return std::nullopt;
  return to_steps(c, node, path, *seconds);
}

std::optional<std::string> read_word(ReadContext& c, const YamlNode& node, const std::string& path,
                                     const std::vector<std::string>& words) {
  if (node.is_scalar()) {
    if (std::find(words.begin(), words.end(), node.text) != words.end()) return node.text;
    const std::string hint = did_you_mean(node.text, words);
    c.report_kind(node, path, "one of " + join(words), hint);
  } else {
    c.report_kind(node, path, "one of " + join(words));
  }
  return std::nullopt;
}

}  // namespace rheo
