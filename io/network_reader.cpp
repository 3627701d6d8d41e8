#include "io/network_reader.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "io/formula.h"
#include "io/function_reader.h"
#include "io/model_reader.h"

namespace rheo {
namespace {

const std::vector<std::string> kSections = {"simulation",  "define",      "inputs", "nodes",
                                            "populations", "connections", "probes", "scores"};
constexpr std::size_t kMaxName = 200;
constexpr std::int64_t kMaxSize = 2147483647;

bool is_letter(char ch) {
  return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
}
bool is_digit(char ch) {
  return ch >= '0' && ch <= '9';
}

bool is_name(const std::string& text, bool dots) {
  if (text.empty() || text.size() > kMaxName || text[0] == '.') return false;
  return std::all_of(text.begin(), text.end(), [&](char ch) {
    return is_letter(ch) || is_digit(ch) || ch == '_' || ch == '-' || (dots && ch == '.');
  });
}

/// "recurrent.E_to_I": a pair of a connection between lists, as `rheo check --show` names it.
bool is_pair_name(const std::string& text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string::npos) return false;
  const std::string ends = text.substr(dot + 1);
  const std::size_t to = ends.find("_to_");
  return to != std::string::npos && is_name(text.substr(0, dot), false) &&
         is_name(ends.substr(0, to), false) && is_name(ends.substr(to + 4), false);
}

bool is_constant_name(const std::string& text) {
  return is_name(text, false) && !is_digit(text[0]) && text.find('-') == std::string::npos;
}

}  // namespace

void NetworkReader::check_keys(const YamlNode& node, const std::string& path, const std::string& of,
                               const std::vector<std::string>& known,
                               const std::vector<std::string>& later) {
  YamlNode rest;
  rest.kind = YamlNode::Kind::map;
  for (const YamlEntry& e : node.entries) {
    if (std::find(later.begin(), later.end(), e.key) == later.end()) {
      YamlNode value;
      value.kind = e.value.kind;
      rest.entries.push_back({e.key, e.mark, std::move(value)});
      continue;
    }
    c_.report(e.mark, path + "." + e.key, "`" + e.key + "` is not part of this version", "",
              "remove it");
  }
  c_.report_unknown(rest, path, of, known);
}

bool NetworkReader::take_name(const YamlEntry& e, const std::string& section) {
  const auto [at, fresh] = taken_.emplace(e.key, section);
  if (fresh) return true;
  c_.report(e.mark, section + "." + e.key, "the name " + e.key + " is taken in " + at->second,
            "inputs, nodes and populations share one set of names", "rename one of them");
  return false;
}

void NetworkReader::section(const YamlNode& root, const std::string& name,
                            void (NetworkReader::*read_one)(const YamlEntry&), bool dots) {
  const YamlNode* node = root.find(name);
  if (node == nullptr) return;
  if (!c_.is_map(*node, name, "write " + name + ": {name: {...}}, or leave it out")) {
    broken_.insert("*");
    return;
  }
  for (const YamlEntry& e : node->entries) {
    if (is_name(e.key, dots) || (name == "connections" && is_pair_name(e.key))) {
      (this->*read_one)(e);
      continue;
    }
    const std::string extra = dots ? ", `-` and `.`" : " and `-`";
    c_.report(e.mark, name + "." + e.key.substr(0, kMaxName), "is not a name",
              "names are letters, digits, `_`" + extra + ", at most 200", "rename it");
    broken_.insert(dots ? name + "." + e.key : e.key);
  }
}

NetworkSpec NetworkReader::read(const YamlNode& root) {
  if (!root.is_map()) {
    const bool empty = root.kind == YamlNode::Kind::empty;
    c_.report(root.mark, "", empty ? "the file is empty" : "the file is " + root.kind_text(),
              "a network is a map of sections: " + join(kSections),
              "begin with simulation: {dt: 1 ms, duration: 1 s}");
    return std::move(spec_);
  }
  const std::size_t before = c_.problems.size();
  c_.report_unknown(root, "", "of a network", kSections);
  if (c_.problems.size() != before) broken_.insert("*");  // it may have held what others name
  if (const YamlNode* define = root.find("define")) definitions(*define);
  if (const YamlNode* node = root.find("simulation")) {
    simulation(*node);
  } else {
    c_.report(root.mark, "simulation", "is missing", "a network says how long it runs",
              "add simulation: {dt: 1 ms, duration: 1 s}");
  }
  section(root, "inputs", &NetworkReader::input);
  section(root, "nodes", &NetworkReader::node);
  section(root, "populations", &NetworkReader::population);
  section(root, "connections", &NetworkReader::connection);
  section(root, "probes", &NetworkReader::probe, true);
  section(root, "scores", &NetworkReader::score);
  if (taken_.empty() && c_.problems.empty()) {
    c_.report(root.mark, "", "there is nothing to simulate",
              "a network has at least one input, node or population", "add populations: {...}");
  }
  return std::move(spec_);
}

void NetworkReader::definitions(const YamlNode& node) {
  if (!c_.is_map(node, "define", "define: {name: value}")) return;
  for (const YamlEntry& e : node.entries) {
    const std::string path = "define." + e.key;
    const auto& reserved = Formula::reserved_names();
    if (std::find(reserved.begin(), reserved.end(), e.key) != reserved.end()) {
      c_.report(e.mark, path, "the name " + e.key + " is taken by expressions", "", "rename it");
      continue;
    }
    if (!is_constant_name(e.key)) {
      c_.report(e.mark, path, "is not a name of a constant",
                "letters, digits and `_`, beginning with a letter", "rename it");
      continue;
    }
    if (e.value.kind == YamlNode::Kind::refused) continue;
    QuantityProblem problem;
    std::optional<Quantity> quantity;
    if (!e.value.is_scalar()) {
      c_.report_kind(e.value, path, "a number, with or without a unit");
      continue;
    }
    const std::string& text = e.value.text;
    if (!text.empty() && text[0] == '=') {
      quantity = c_.definitions.evaluate(text.substr(1), problem);
    } else if (e.value.quoted) {
      problem = {"is " + e.value.kind_text(), "numbers stand without quotes", "remove the quotes"};
    } else {
      quantity = parse_quantity(text, problem);
    }
    if (!quantity) {
      c_.report(e.value.mark, path, problem.what, problem.rule, problem.remedy);
      quantity = Quantity{1, std::nullopt};  // so that its users are not blamed
    }
    c_.definitions.add(e.key, quantity->value, quantity->dimension.value_or(Dimension::none));
  }
}

bool NetworkReader::seed(const YamlNode& node) {
  if (node.is_scalar() && !node.quoted && !node.text.empty()) {
    const char* end = node.text.data() + node.text.size();
    const auto parsed = std::from_chars(node.text.data(), end, spec_.simulation.seed);
    if (parsed.ec == std::errc() && parsed.ptr == end) return true;
  }
  if (node.is_scalar() && !node.text.empty() && node.text[0] == '=') {
    const auto value = read_integer(c_, node, "simulation.seed", 0, std::int64_t{1} << 53);
    spec_.simulation.seed = static_cast<std::uint64_t>(value.value_or(0));
    return value.has_value();
  }
  c_.report_kind(node, "simulation.seed", "a whole number from 0 to 18446744073709551615");
  return false;
}

bool NetworkReader::threads(const YamlNode& node) {
  if (node.is_scalar() && node.text == "auto") return true;
  constexpr std::int64_t kMaxThreads = 1024;
  const auto n = read_integer(c_, node, "simulation.threads", 1, kMaxThreads);
  spec_.simulation.threads = static_cast<int>(n.value_or(0));
  return n.has_value();
}

void NetworkReader::simulation(const YamlNode& node) {
  const std::string path = "simulation";
  if (!c_.is_map(node, path, "simulation: {dt: 1 ms, duration: 1 s}")) return;
  c_.report_unknown(node, path, "of simulation",
                    {"dt", "duration", "seed", "precision", "threads"});
  bool dt_good = true;
  if (const YamlNode* dt = node.find("dt")) {
    const auto value = read_number(c_, *dt, path + ".dt", Dimension::time, Range::positive());
    dt_good = value.has_value();
    if (value) c_.dt = *value;
  }
  spec_.simulation.dt = c_.dt;
  const YamlNode* duration = node.find("duration");
  if (duration == nullptr) {
    c_.report(node.mark, path + ".duration", "is missing", "a network says how long it runs",
              "add duration: 1 s");
  } else if (dt_good) {
    spec_.simulation.steps = read_steps(c_, *duration, path + ".duration").value_or(1);
  }
  if (const YamlNode* n = node.find("seed")) seed(*n);
  if (const YamlNode* n = node.find("threads")) threads(*n);
  if (const YamlNode* n = node.find("precision")) {
    const auto word = read_word(c_, *n, path + ".precision", {"double", "single"});
    if (word == "single") spec_.simulation.precision = Precision::single;
  }
}

void NetworkReader::input(const YamlEntry& e) {
  take_name(e, "inputs");
  auto model =
      read_model(c_, e.value, "inputs." + e.key, declarations_of(c_.catalog.inputs), "input");
  if (model) {
    spec_.inputs.push_back({e.key, std::move(*model)});
  } else {
    broken_.insert(e.key);
  }
}

void NetworkReader::node(const YamlEntry& e) {
  const std::string path = "nodes." + e.key;
  const std::size_t before = c_.problems.size();
  take_name(e, "nodes");
  NodeSpec spec;
  spec.name = e.key;
  if (c_.is_map(e.value, path, "write {size: 1}")) {
    check_keys(e.value, path, "of a node", {"size", "function", "delay"}, {});
    if (const YamlNode* given = e.value.find("size")) {
      const auto size = read_integer(c_, *given, path + ".size", 1, kMaxSize);
      spec.size = static_cast<std::size_t>(size.value_or(1));
    } else {
      c_.report(e.mark, path + ".size", "is missing", "a node has a size", "write {size: 1}");
    }
    if (const YamlNode* given = e.value.find("function")) {
      spec.function = read_vector_function(c_, *given, path + ".function", true);
    }
    if (const YamlNode* given = e.value.find("delay")) {
      spec.delay = read_steps(c_, *given, path + ".delay").value_or(0);
    }
  }
  if (c_.problems.size() == before) {
    spec_.nodes.push_back(std::move(spec));
  } else {
    broken_.insert(e.key);
  }
}

}  // namespace rheo
