#include <algorithm>
#include <utility>

#include "io/model_reader.h"
#include "io/network_reader.h"
#include "io/slice.h"
#include "io/value_reader.h"

namespace rheo {
namespace {

const char* const kEndRule =
    "an end is a name, `name.neurons`, `connection.learning`, or {of: name, slice: \"0:10\"}";
const std::vector<std::string> kLaterKeys = {"delay", "rule", "noise", "plastic", "seed"};

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

std::optional<Slice> NetworkReader::slice(const YamlNode& node, const std::string& path) {
  if (node.is_list()) {
    std::vector<std::int64_t> indices;
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const auto index = read_integer(c_, node.items[i], path + "[" + std::to_string(i) + "]",
                                      -2147483648LL, 2147483647LL);
      if (!index) return std::nullopt;
      indices.push_back(*index);
    }
    if (!indices.empty()) return Slice{std::move(indices)};
    c_.report(node.mark, path, "is an empty list", "it must select at least one element");
    return std::nullopt;
  }
  const bool colon = node.is_scalar() && node.text.find(':') != std::string::npos;
  if (node.is_map() || (colon && !node.quoted)) {
    c_.report(node.mark, path, "is a slice without quotes, which YAML reads as something else",
              "slices stand in quotes", "write \"0:10\"");
    return std::nullopt;
  }
  std::optional<Slice> parsed;
  if (node.is_scalar()) parsed = parse_slice(node.text);
  if (!parsed) c_.report_kind(node, path, "a slice \"0:10\", an index or a list of indices");
  return parsed;
}

bool NetworkReader::endpoint_name(const YamlNode& node, const std::string& path,
                                  EndpointSpec& end) {
  if (node.is_list()) {
    c_.report(node.mark, path, "a list of ends is not part of this version", kEndRule,
              "write one connection for each");
    return false;
  }
  if (!node.is_scalar() || node.text.empty()) {
    c_.report_kind(node, path, "the name of an input, a node or a population");
    return false;
  }
  const std::size_t dot = node.text.find('.');
  end.object = node.text.substr(0, dot);
  if (dot == std::string::npos) return true;
  const std::string part = node.text.substr(dot + 1);
  end.neurons = part == "neurons";
  end.learning = rule_number(part);
  if (end.neurons || end.learning) return true;
  c_.report(node.mark, path, "`" + node.text + "` is no end of a connection", kEndRule,
            "write " + end.object + ".neurons");
  return false;
}

bool NetworkReader::endpoint(const YamlNode& node, const std::string& path, EndpointSpec& end) {
  if (node.kind == YamlNode::Kind::refused) return false;
  if (!node.is_map()) return endpoint_name(node, path, end);
  const std::size_t before = c_.problems.size();
  c_.report_unknown(node, path, "of an end", {"of", "slice"});
  const YamlNode* of = node.find("of");
  if (of == nullptr) {
    c_.report(node.mark, path, "names no object", kEndRule, "add `of:`");
    return false;
  }
  bool good = endpoint_name(*of, path + ".of", end);
  if (const YamlNode* part = node.find("slice")) {
    auto parsed = slice(*part, path + ".slice");
    good = good && parsed.has_value();
    if (parsed) end.slice = std::move(*parsed);
  }
  return good && c_.problems.size() == before;
}

bool NetworkReader::synapse(const YamlNode* node, const YamlMark& mark, const std::string& path,
                            ConnectionSpec& spec) {
  if (node == nullptr) {
    c_.report(mark, path, "is missing", "every connection says whether values arrive filtered",
              kSynapseRemedy);
    return false;
  }
  const auto read = read_synapse(c_, *node, path);
  if (read && *read) spec.synapse = **read;
  return read.has_value();
}

// A value, `full`, or {full: value}.
bool NetworkReader::weights(const YamlNode& node, const std::string& path, ConnectionSpec& spec) {
  if (node.is_scalar() && node.text == "full") {
    spec.full = true;
    return true;
  }
  const YamlNode* inner = node.find("full");
  spec.full = inner != nullptr && node.entries.size() == 1;
  auto value =
      read_value(c_, spec.full ? *inner : node, spec.full ? path + ".full" : path, weights_field());
  if (value) spec.weights = std::move(*value);
  return value.has_value();
}

void NetworkReader::connection(const YamlEntry& e) {
  const std::string path = "connections." + e.key;
  const std::size_t before = c_.problems.size();
  broken_.insert(path);  // until it is complete
  if (!c_.is_map(e.value, path, "write {from: a, to: b, synapse: none}")) return;
  std::vector<std::string> keys = {"from", "to", "weights", "synapse", "learning"};
  keys.insert(keys.end(), decoding_keys().begin(), decoding_keys().end());
  check_keys(e.value, path, "of a connection", keys, kLaterKeys);
  ConnectionSpec spec;
  spec.name = e.key;
  bool good = true;
  for (const bool source : {true, false}) {
    const std::string key = source ? "from" : "to";
    const YamlNode* node = e.value.find(key);
    if (node == nullptr) {
      c_.report(e.mark, path + "." + key, "is missing", "a connection has two ends",
                "add " + key + ": name");
    } else {
      good = endpoint(*node, path + "." + key, source ? spec.from : spec.to) && good;
    }
  }
  spec.weights = *weights_field().fallback;
  if (const YamlNode* given = e.value.find("weights")) {
    good = weights(*given, path + ".weights", spec) && good;
  }
  good = decoding(e.value, path, spec.decoding) && good;
  good = synapse(e.value.find("synapse"), e.mark, path + ".synapse", spec) && good;
  if (const YamlNode* rules = e.value.find("learning")) {
    good = learning(*rules, path + ".learning", spec) && good;
  }
  if (!good || c_.problems.size() != before) return;
  broken_.erase(path);
  spec_.connections.push_back(std::move(spec));
}

}  // namespace rheo
