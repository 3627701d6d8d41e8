#include "io/connection_kind.h"

#include <algorithm>

#include "io/model_reader.h"
#include "io/network_reader.h"

namespace rheo {
namespace {

bool is_poisson(const NetworkSpec& spec, const std::string& name) {
  return std::any_of(spec.inputs.begin(), spec.inputs.end(), [&](const InputSpec& i) {
    return i.name == name && i.model.model == "poisson";
  });
}

}  // namespace

ParameterDeclaration ConnectionKind::weights_field() const {
  ParameterDeclaration field = rheo::weights_field();
  field.dimension = weights;
  if (each) field.forms |= kDistribution;
  return field;
}

ParameterDeclaration ConnectionKind::delay_field() {
  ParameterDeclaration d;
  d.name = "delay";
  d.dimension = Dimension::time;
  d.range = Range::not_negative();
  d.forms = kNumber | kList | kMatrix | kDistribution;
  d.sentence = "Beyond the connection's own lag: a time, or of each synapse under a rule.";
  return d;
}

const PopulationSpec* find_population(const NetworkSpec& spec, const std::string& name) {
  const auto at = std::find_if(spec.populations.begin(), spec.populations.end(),
                               [&](const PopulationSpec& p) { return p.name == name; });
  return at == spec.populations.end() ? nullptr : &*at;
}

const std::vector<PortDeclaration>& ports_of(const Catalog& catalog, const PopulationSpec& spec) {
  return neuron_declaration(catalog, spec.model).ports;
}

ConnectionKind connection_kind(const NetworkSpec& spec, const Catalog& catalog,
                               const ConnectionSpec& connection) {
  ConnectionKind kind;
  const PopulationSpec* to = find_population(spec, connection.to.object);
  if (to != nullptr && connection.to.neurons) {
    kind.target = &neuron_declaration(catalog, to->model);
    kind.ports = !kind.target->ports.empty();
  }
  const PopulationSpec* from = find_population(spec, connection.from.object);
  const bool spikes = from != nullptr && connection.from.neurons;
  kind.events = kind.ports && (spikes || is_poisson(spec, connection.from.object));
  kind.each = connection.rule.has_value() || kind.events;
  if (kind.events) kind.weights = kind.target->ports.front().dimension;
  return kind;
}

}  // namespace rheo
