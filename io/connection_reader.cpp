#include <algorithm>
#include <utility>

#include "io/connection_kind.h"
#include "io/edge_reader.h"
#include "io/few_weights.h"
#include "io/model_reader.h"
#include "io/network_reader.h"
#include "io/source_map.h"
#include "io/units.h"
#include "io/value_reader.h"

namespace rheo {
namespace {

const std::vector<std::string> kLaterKeys = {"noise", "plastic", "seed"};
constexpr std::size_t kMaxPairs = 100'000;  // of one connection between lists

}  // namespace

const ParameterDeclaration& weights_field() {
  static const ParameterDeclaration field = [] {
    ParameterDeclaration d;
    d.name = "weights";
    d.fallback = 1.0;
    d.forms = kNumber | kList | kMatrix;
    d.sentence = "A number (times identity), a list (diagonal) or a matrix (targets, sources).";
    return d;
  }();
  return field;
}

bool NetworkReader::synapse(const YamlNode& connection, const YamlMark& mark,
                            const std::string& path, ConnectionSpec& spec) {
  const ConnectionKind kind = connection_kind(spec_, c_.catalog, spec);
  const YamlEntry* given = connection.entry("synapse");
  if (given == nullptr) {
    if (kind.ports) return true;
    c_.report(mark, path, "is missing", "every connection says whether values arrive filtered",
              kSynapseRemedy);
    return false;
  }
  if (kind.events) {
    c_.report(given->mark, path, "stands at spikes into " + kind.target->name,
              "the model has synapses of its own", "leave it out");
    return false;
  }
  const auto read = read_synapse(c_, given->value, path);
  if (read && *read) spec.synapse = **read;
  return read.has_value();
}

// A value, `full`, {full: value}, {sparse: ...} or {convolution: ...}.
bool NetworkReader::weights(const YamlNode& connection, const YamlMark& mark,
                            const std::string& path, ConnectionSpec& spec) {
  const ConnectionKind kind = connection_kind(spec_, c_.catalog, spec);
  const YamlNode* given = connection.find("weights");
  spec.weights = *weights_field().fallback;
  if (given == nullptr && !listed_.weight.empty()) {
    const YamlNode& edges = *edge_file_node(*connection.find("rule"));
    const std::string rule = "connections." + spec.name + ".rule.edges";
    if (!apply_edge_unit(c_, edges, rule, "weight_unit", "", kind.weights, listed_.weight)) {
      return false;
    }
    spec.weights = Array::list(std::move(listed_.weight));
    c_.references[path] = "";  // they come with the rule
    return true;
  }
  if (given == nullptr) {
    if (!kind.events) return true;
    c_.report(mark, path, "is missing",
              "what a spike is worth to " + kind.target->name +
                  " has a unit: " + dimension_text(kind.weights),
              "add weights: 1 " + usual_unit(kind.weights));
    return false;
  }
  if (given->is_scalar() && given->text == "full") {
    spec.full = true;
    return true;
  }
  if (is_few_weights(*given)) return read_few_weights(c_, *given, path, kind.weights, spec);
  const YamlNode* inner = given->find("full");
  spec.full = inner != nullptr && given->entries.size() == 1;
  auto value = read_value(c_, spec.full ? *inner : *given, spec.full ? path + ".full" : path,
                          kind.weights_field());
  if (value) spec.weights = std::move(*value);
  return value.has_value();
}

bool NetworkReader::is_known(const EndpointSpec& end) const {
  return end.learning || (taken_.count(end.object) != 0 && broken_.count(end.object) == 0);
}

/// What is said of a rule's parameters is about where the file has them.
void NetworkReader::rule_aliases(const YamlNode& node, const std::string& path,
                                 const ModelSpec& rule) {
  const std::string& model = rule.model;
  const YamlNode* inner = node.find(model);
  if (inner == nullptr) return;
  for (const auto& parameter : rule.parameters) {
    const std::string& name = parameter.first;
    std::string at = path + "." + model;
    if (inner->find(name) != nullptr) {
      at += "." + name;
    } else if (node.find(name) != nullptr) {
      at = path + "." + name;
    } else if (inner->is_map()) {
      continue;
    }
    c_.aliases[path + "." + name] = as_written(c_.aliases, at);
  }
}

bool NetworkReader::rule(const YamlNode& node, const std::string& path, ConnectionSpec& spec) {
  const auto* known = c_.catalog.connection_rules.find("edges");
  const YamlNode* file = edge_file_node(node);
  if (known == nullptr || file == nullptr) {
    spec.rule = read_model(c_, node, path, declarations_of(c_.catalog.connection_rules), "rule");
    if (spec.rule) rule_aliases(node, path, *spec.rule);
    return spec.rule.has_value();
  }
  auto list = read_edge_file(c_, *file, path + ".edges");
  if (!list) return false;
  listed_ = std::move(*list);
  ModelSpec edges = {"edges",
                     {{"sources", Array::list(std::move(listed_.source))},
                      {"targets", Array::list(std::move(listed_.target))}}};
  spec.rule = with_defaults(std::move(edges), known->declaration);
  return true;
}

/// Whether the matrix that an edge file holds is as large as the ends.
bool NetworkReader::edge_shape(const YamlNode& node, const std::string& path,
                               const ConnectionSpec& spec) {
  if (!listed_.shape) return true;
  const PopulationSpec* from = find_population(spec_, spec.from.object);
  const PopulationSpec* to = find_population(spec_, spec.to.object);
  const auto whole = [](const EndpointSpec& end) {
    return std::holds_alternative<std::monostate>(end.slice);
  };
  if (from == nullptr || to == nullptr || !whole(spec.from) || !whole(spec.to)) return true;
  const std::vector<std::size_t> wanted = {to->neurons, from->neurons};
  if (*listed_.shape == wanted) return true;
  c_.report(node.mark, path + ".edges.file",
            "has a matrix of the shape " + shape_text(*listed_.shape),
            "must be (targets, sources) = " + shape_text(wanted));
  return false;
}

bool NetworkReader::delay(const YamlNode& connection, const std::string& path,
                          ConnectionSpec& spec) {
  const YamlNode* given = connection.find("delay");
  if (given != nullptr) return given_delay(*given, path, spec);
  if (listed_.delay.empty()) return true;
  const YamlNode& edges = *edge_file_node(*connection.find("rule"));
  const std::string rule = "connections." + spec.name + ".rule.edges";
  if (!apply_edge_unit(c_, edges, rule, "delay_unit", fixed_delay_unit(edges), Dimension::time,
                       listed_.delay)) {
    return false;
  }
  for (std::size_t k = 0; k < listed_.delay.size(); ++k) {
    const double seconds = listed_.delay[k];
    const std::string at = path + "[" + std::to_string(k) + "]";
    if (seconds != 0 && !to_steps(c_, *edges.find("file"), at, seconds)) return false;
  }
  spec.delay = Array::list(std::move(listed_.delay));
  c_.references[path] = "";  // they come with the rule
  return true;
}

bool NetworkReader::given_delay(const YamlNode& node, const std::string& path,
                                ConnectionSpec& spec) {
  auto value = read_value(c_, node, path, ConnectionKind::delay_field());
  if (!value) return false;
  const auto* number = std::get_if<double>(&*value);
  if (number != nullptr && *number != 0 && !to_steps(c_, node, path, *number)) return false;
  if (const auto* list = std::get_if<Array>(&*value)) {
    for (std::size_t k = 0; k < list->data.size(); ++k) {
      const bool item = node.is_list() && list->shape.size() == 1;
      const std::string at = path + "[" + std::to_string(k) + "]";
      if (list->data[k] == 0) continue;
      if (!to_steps(c_, item ? node.items[k] : node, at, list->data[k])) return false;
    }
  }
  spec.delay = std::move(*value);
  return true;
}

bool NetworkReader::ends(const YamlEntry& e, const std::string& path, ConnectionSpec& spec) {
  bool good = true;
  for (const bool source : {true, false}) {
    const std::string key = source ? "from" : "to";
    const YamlNode* node = e.value.find(key);
    if (node == nullptr) {
      c_.report(e.mark, path + "." + key, "is missing", "a connection has two ends",
                "add " + key + ": name");
      good = false;
    } else {
      good = endpoint(*node, path + "." + key, source ? spec.from : spec.to) && good;
    }
  }
  return good;
}

// Paths of a pair are its own while it is read and built; people read them as the file has them.
void NetworkReader::pair(const YamlEntry& all, const PairEntries::Pair& pair) {
  const std::string path = "connections." + all.key;
  const std::string own = "connections." + pair.entry.key;
  c_.aliases[own] = path;
  for (const auto& [at, written] : pair.written)
    c_.aliases[own + at] = path + written;
  std::vector<Problem> problems;
  problems.swap(c_.problems);
  one_connection(pair.entry);
  for (Problem& p : c_.problems) {
    p.path = as_written(c_.aliases, p.path);
    const bool known = std::any_of(problems.begin(), problems.end(),
                                   [&](const Problem& other) { return other.text() == p.text(); });
    if (!known) problems.push_back(std::move(p));
  }
  c_.problems = std::move(problems);
}

bool NetworkReader::listed_ends(const YamlEntry& e, ListedEnds& side) {
  const std::string path = "connections." + e.key;
  const std::size_t before = c_.problems.size();
  const YamlNode* node = e.value.find(side.key);
  if (node == nullptr) {
    c_.report(e.mark, path + "." + side.key, "is missing", "a connection has two ends",
              "add " + side.key + ": name");
    return false;
  }
  side.list = node->is_list();
  for (const YamlNode& item : node->items)
    side.ends.push_back(&item);
  if (!side.list) side.ends = {node};
  if (side.ends.empty()) c_.report(node->mark, path + "." + side.key, "is an empty list");
  for (std::size_t i = 0; i < side.ends.size(); ++i) {
    EndpointSpec end;
    const std::string at = path + side.place(i);
    if (!endpoint(*side.ends[i], at, end)) continue;
    const std::string name = end.object + (end.port.empty() ? "" : "-" + end.port);
    if (std::find(side.names.begin(), side.names.end(), name) != side.names.end()) {
      c_.report(side.ends[i]->mark, at, "names " + name + " twice",
                "each pair of ends is one connection", "write a connection of its own for it");
    }
    side.names.push_back(name);
  }
  return c_.problems.size() == before;
}

void NetworkReader::connection(const YamlEntry& e) {
  if (!e.value.is_map() || !has_listed_ends(e.value)) {
    one_connection(e);
    return;
  }
  const std::string path = "connections." + e.key;
  const std::size_t before = c_.problems.size();
  broken_.insert(path);  // until it is complete
  ListedEnds to{"to", false, {}, {}};
  ListedEnds from{"from", false, {}, {}};
  const bool good = listed_ends(e, from);
  if (!listed_ends(e, to) || !good) return;
  if (to.ends.size() * from.ends.size() > kMaxPairs) {
    c_.report(e.mark, path,
              "makes " + std::to_string(to.ends.size() * from.ends.size()) + " connections",
              "at most " + std::to_string(kMaxPairs), "join populations");
    return;
  }
  const PairEntries entries(c_, e, to, from);
  if (!entries.check()) return;
  for (std::size_t i = 0; i < to.ends.size(); ++i) {
    for (std::size_t k = 0; k < from.ends.size(); ++k) {
      const PairEntries::Pair one = entries.pair(i, k);
      if (!one.none) pair(e, one);
    }
  }
  if (c_.problems.size() == before) broken_.erase(path);
}

void NetworkReader::one_connection(const YamlEntry& e) {
  const std::string path = "connections." + e.key;
  const std::size_t before = c_.problems.size();
  broken_.insert(path);  // until it is complete
  if (!c_.is_map(e.value, path, "write {from: a, to: b, synapse: none}")) return;
  std::vector<std::string> keys = {"from", "to", "rule", "weights", "delay", "synapse", "learning"};
  keys.insert(keys.end(), decoding_keys().begin(), decoding_keys().end());
  check_keys(e.value, path, "of a connection", keys, kLaterKeys);
  ConnectionSpec spec;
  spec.name = e.key;
  if (!connection_names_.insert(e.key).second) {
    c_.report(e.mark, path, "the name " + e.key + " is taken by a pair of a list", "", "rename it");
  }
  bool good = ends(e, path, spec);
  const YamlNode* how = e.value.find("rule");
  listed_ = {};
  if (how != nullptr) {
    good = rule(*how, path + ".rule", spec) && good;
    if (!spec.rule) spec.rule = ModelSpec{};  // so that weights are read as those of a rule
  }
  const bool settled = settle_ends(e.value, path, spec);
  const bool listed = good;  // or nothing came of the rule, which may bring weights along
  good = good && settled;
  if (how != nullptr) good = edge_shape(*how, path + ".rule", spec) && good;
  // Units hang on the ends: without them nothing can be said of weights.
  const bool known = settled && is_known(spec.from) && is_known(spec.to);
  const bool weighted = listed || e.value.find("weights") != nullptr;
  if (known && weighted) good = weights(e.value, e.mark, path + ".weights", spec) && good;
  good = delay(e.value, path + ".delay", spec) && good;
  good = decoding(e.value, path, spec.decoding) && good;
  if (known) good = synapse(e.value, e.mark, path + ".synapse", spec) && good;
  if (const YamlNode* rules = e.value.find("learning")) {
    good = learning(*rules, path + ".learning", spec) && good;
  }
  if (!good || c_.problems.size() != before) return;
  broken_.erase(path);
  spec_.connections.push_back(std::move(spec));
}

}  // namespace rheo
