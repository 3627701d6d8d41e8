#include "apps/model_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <variant>
#include <vector>

#include "apps/table.h"

namespace rheo {
namespace {

std::string with_unit(const std::string& number, Dimension dimension) {
  if (dimension == Dimension::none) return number;
  return number + " " + std::string(unit_symbol(dimension));
}

std::string distribution_text(const Distribution& d) {
  switch (d.kind) {
    case Distribution::Kind::uniform:
      return fmt::format("uniform [{}, {})", d.a, d.b);
    case Distribution::Kind::normal:
      return fmt::format("normal, mean {}, std {}", d.a, d.b);
    case Distribution::Kind::lognormal:
      return fmt::format("lognormal, mean {}, std {}", d.a, d.b);
    case Distribution::Kind::exponential:
      return fmt::format("exponential, mean {}", d.a);
  }
  return "";
}

struct ValueText {
  Dimension dimension;
  std::string operator()(double v) const { return with_unit(fmt::format("{}", v), dimension); }
  std::string operator()(const Array& a) const {
    return with_unit(fmt::format("[{}]", fmt::join(a.data, ", ")), dimension);
  }
  std::string operator()(const Distribution& d) const {
    return with_unit(distribution_text(d), dimension);
  }
  std::string operator()(const std::vector<Expression>& e) const {
    return e.empty() ? "" : e.front().text;
  }
  std::string operator()(const TimeTable&) const { return "a table"; }
  std::string operator()(const std::string& word) const { return word; }
  std::string operator()(const Nested& synapse) const {
    return synapse == nullptr ? "none" : synapse->model;
  }
};

/// "    name  Sentence.", folded at 100 columns under its beginning.
std::string explained(const std::string& name, std::size_t width, const std::string& sentence) {
  constexpr std::size_t kColumns = 100;
  const std::string indent(width + 6, ' ');
  std::string text = fmt::format("    {:{}} ", name, width);
  std::size_t column = text.size();
  std::istringstream words(sentence);
  for (std::string word; words >> word;) {
    if (column + 1 + word.size() > kColumns) {
      text += "\n" + indent.substr(1);
      column = indent.size() - 1;
    }
    text += " " + word;
    column += 1 + word.size();
  }
  return text + "\n";
}

template <class Declared>
std::string sentences(const std::vector<Declared>& declared) {
  std::size_t width = 0;
  for (const Declared& p : declared)
    width = std::max(width, p.name.size());
  std::string text = "\n";
  for (const Declared& p : declared)
    text += explained(p.name, width, p.sentence);
  return text;
}

std::string parameters_text(const Declaration& d) {
  Table table({"parameter", "unit", "default", "range", "given as"}, Table::Align::words);
  for (const ParameterDeclaration& p : d.parameters) {
    const bool words = p.accepts(kWord) || p.accepts(kExpression);
    table.add({p.name, words ? "" : std::string(unit_symbol(p.dimension)), default_text(p),
               words ? "" : p.range.text() + (p.step_multiple ? ", a multiple of dt" : ""),
               forms_text(p)});
  }
  std::string text = "\n" + table.text("    ") + sentences(d.parameters);
  if (!d.shorthand.empty()) {
    text +=
        fmt::format("\n    {{{0}: X}} is short for {{{0}: {{{1}: X}}}}.\n", d.name, d.shorthand);
  }
  return text;
}

std::string states_text(const Declaration& d) {
  Table table({"state", "unit", "at the start", "under initial:"}, Table::Align::words);
  for (const StateDeclaration& s : d.states) {
    table.add({s.name, std::string(unit_symbol(s.dimension)), s.initial_text,
               s.initialisable ? "yes" : "no"});
  }
  return "\n" + table.text("    ") + sentences(d.states);
}

std::string ports_text(const Declaration& d) {
  Table table({"port", "unit of weights", "takes"}, Table::Align::words);
  for (const PortDeclaration& p : d.ports) {
    const char* const takes[] = {"weights below 0", "what names it", "weights above 0"};
    table.add({p.name, std::string(unit_symbol(p.dimension)), takes[p.sign + 1]});
  }
  return "\n" + table.text("    ") + sentences(d.ports);
}

}  // namespace

std::string kind_title(ModelKind kind) {
  return std::string(kind_name(kind));
}

std::string default_text(const ParameterDeclaration& parameter) {
  if (!parameter.fallback) return "required";
  return std::visit(ValueText{parameter.dimension}, *parameter.fallback);
}

std::string forms_text(const ParameterDeclaration& parameter) {
  static constexpr std::pair<Form, const char*> kNames[] = {
      {kNumber, "number"},        {kList, "list"},
      {kMatrix, "matrix"},        {kDistribution, "distribution"},
      {kTable, "table of times"}, {kExpression, "expression"},
      {kSynapse, "synapse"}};
  std::string text;
  for (const auto& [form, name] : kNames) {
    if (parameter.accepts(form)) text += (text.empty() ? "" : " | ") + std::string(name);
  }
  for (const std::string& word : parameter.words)
    text += (text.empty() ? "" : " | ") + word;
  return text;
}

std::string model_text(const Declaration& d) {
  std::string text = fmt::format("{} ({})\n  {}\n", d.name, kind_title(d.kind), d.summary);
  if (!d.equations.empty()) {
    text += "\n";
    for (const std::string& line : d.equations)
      text += "    " + line + "\n";
  }
  if (!d.parameters.empty()) text += parameters_text(d);
  if (!d.with_base.empty()) {
    text +=
        "\n    Besides, the parameters and states of the base; its amplitude is base_amplitude.\n";
  }
  if (!d.states.empty()) text += states_text(d);
  if (!d.ports.empty()) text += ports_text(d);
  return text;
}

}  // namespace rheo
