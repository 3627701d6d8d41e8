#include "connections/rule_parts.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/text.h"

namespace rheo {
namespace {

ParameterDeclaration flag_parameter(const char* name, const char* sentence) {
  ParameterDeclaration p;
  p.name = name;
  p.fallback = std::string("true");
  p.forms = kWord;
  p.words = {"true", "false"};
  p.sentence = sentence;
  return p;
}

}  // namespace

Declaration rule_declaration(const char* name, const char* summary,
                             std::vector<std::string> equations) {
  Declaration d;
  d.kind = ModelKind::connection_rule;
  d.name = name;
  d.summary = summary;
  d.equations = std::move(equations);
  return d;
}

ParameterDeclaration count_parameter(const char* name, const char* sentence) {
  ParameterDeclaration p;
  p.name = name;
  p.range = Range::not_negative();
  p.sentence = sentence;
  return p;
}

ParameterDeclaration autapses_parameter() {
  return flag_parameter("autapses", "Whether a neuron may be connected to itself.");
}

ParameterDeclaration multapses_parameter() {
  return flag_parameter("multapses", "Whether a pair may be connected more than once.");
}

bool flag(const ModelSpec& spec, const char* name) {
  return spec.word(name) == "true";
}

bool check_count(const char* name, double value, double most, std::vector<Problem>& problems) {
  if (value >= 0 && value <= most && std::floor(value) == value) return true;
  const std::string bound = value > most ? " of at most " + number_text(most) : ", 0 or more";
  problems.push_back({name, "is " + number_text(value), "must be a whole number" + bound,
                      "give another number", ""});
  return false;
}

void check_degree(const Degree& degree, double allowed, std::vector<Problem>& problems) {
  if (degree.value == 0) return;
  const std::string what = "is " + number_text(degree.value) + " where some neuron has " +
                           (allowed > 0 ? "only " + counted(allowed, degree.one, degree.many)
                                        : "no " + std::string(degree.one)) +
                           " to choose from";
  if (allowed < 1) {
    problems.push_back({degree.parameter, what, "without autapses, another neuron is needed",
                        "allow autapses, or connect more neurons", ""});
  } else if (!degree.multapses && degree.value > allowed) {
    problems.push_back({degree.parameter, what, "without multapses, each can be chosen once",
                        "allow multapses, or give a smaller number", ""});
  }
}

std::string counted(double n, const char* one, const char* many) {
  return number_text(n) + " " + (n == 1 ? one : many);
}

std::size_t autapses_of(const RuleEnds& ends) {
  return static_cast<std::size_t>(
      std::count_if(ends.self.begin(), ends.self.end(), [](auto s) { return s != kNobody; }));
}

double allowed_pairs(const RuleEnds& ends, bool autapses) {
  const double pairs = static_cast<double>(ends.n_from) * static_cast<double>(ends.n_to);
  return autapses ? pairs : pairs - static_cast<double>(autapses_of(ends));
}

}  // namespace rheo
