#include "learning/parameters.h"

#include <utility>

namespace rheo {

Declaration learning_rule(std::string name, std::string summary) {
  Declaration d;
  d.kind = ModelKind::learning_rule;
  d.name = std::move(name);
  d.summary = std::move(summary);
  return d;
}

ParameterDeclaration learning_rate(double fallback) {
  ParameterDeclaration d;
  d.name = "learning_rate";
  d.fallback = fallback;
  d.range = Range::not_negative();
  d.sentence = "How fast it learns; 0: not at all.";
  return d;
}

ParameterDeclaration filter_parameter(std::string name, double tau, const std::string& whose) {
  ParameterDeclaration d;
  d.name = std::move(name);
  d.fallback = std::make_shared<const ModelSpec>(ModelSpec{"lowpass", {{"tau", tau}}});
  d.forms = kSynapse;
  d.sentence = "Filter of " + whose + "; it passes on what came in this step.";
  return d;
}

ParameterDeclaration post_filter_parameter() {
  ParameterDeclaration d = filter_parameter("post_synapse", 0, "the target's activity");
  d.fallback = std::string(kSameAsPre);
  d.forms = kSynapse | kWord;
  d.words = {kSameAsPre};
  return d;
}

std::string post_filter(const ModelSpec& spec) {
  const bool same = std::holds_alternative<std::string>(spec.parameters.at("post_synapse"));
  return same ? kSameAsPre : "post_synapse";
}

}  // namespace rheo
