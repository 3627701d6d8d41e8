#include <algorithm>
#include <utility>

#include "engine/text.h"
#include "io/connection_kind.h"
#include "io/network_reader.h"
#include "io/slice.h"

namespace rheo {
namespace {

const char* const kEndRule =
    "an end is a name, `name.neurons`, `name.port`, `connection.learning`, or {of: name, slice: "
    "\"0:10\"}";

}  // namespace

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
  if (!node.is_scalar() || node.text.empty()) {
    c_.report_kind(node, path, "the name of an input, a node or a population");
    return false;
  }
  if (connection_names_.count(node.text) != 0) {  // that of a pair has a point
    end.object = node.text;
    return true;
  }
  const std::size_t dot = node.text.find('.');
  end.object = node.text.substr(0, dot);
  if (dot == std::string::npos) return true;
  const std::string part = node.text.substr(dot + 1);
  end.neurons = part == "neurons";
  end.learning = rule_number(part);
  if (end.neurons || end.learning) return true;
  const PopulationSpec* population = find_population(spec_, end.object);
  const bool ports = population != nullptr && !ports_of(c_.catalog, *population).empty();
  if (ports || broken_.count(end.object) != 0 || broken_.count("*") != 0) {
    end.port = part;  // checked where an end may have one
    return true;
  }
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

bool NetworkReader::settle_ends(const YamlNode& node, const std::string& path,
                                ConnectionSpec& spec) {
  for (EndpointSpec* end : {&spec.from, &spec.to}) {
    const PopulationSpec* population = find_population(spec_, end->object);
    if (population == nullptr) continue;
    const auto& ports = ports_of(c_.catalog, *population);
    const bool plain = spec.rule.has_value() || (!ports.empty() && population->dimensions == 0);
    if (plain && !end->learning) end->neurons = true;
    if (end->port.empty()) continue;
    const bool source = end == &spec.from;
    const std::string at = path + (source ? ".from" : ".to");
    const YamlMark mark = node.find(source ? "from" : "to")->mark;
    std::vector<std::string> names;
    for (const PortDeclaration& p : ports)
      names.push_back(p.name);
    if (source) {
      c_.report(mark, at, "`" + end->object + "." + end->port + "` is no source",
                "spikes start at neurons and end at ports", "write " + end->object);
      return false;
    }
    end->neurons = true;
    if (std::find(names.begin(), names.end(), end->port) != names.end()) continue;
    c_.report(mark, at, population->model.model + " has no port " + end->port,
              "its ports: " + join(names), did_you_mean(end->port, names));
    return false;
  }
  return true;
}

}  // namespace rheo
