#include "io/model_reader.h"

#include <algorithm>
#include <utility>

#include "engine/text.h"
#include "io/value_reader.h"

namespace rheo {
namespace {

/// Kinds of stimuli and synapses that are planned: a better answer than "unknown".
const std::vector<std::string> kLater = {"spikes", "bandpass", "lti"};

bool is_empty_word(const std::string& text) {
  for (const char* word : {"no", "No", "NO", "off", "false", "False", "0", "None", "nil", ""}) {
    if (text == word) return true;
  }
  return false;
}

const Declaration* find_model(const Declarations& known, const std::string& name) {
  for (const Declaration* d : known) {
    if (d->name == name) return d;
  }
  return nullptr;
}

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

void report_unknown_model(ReadContext& c, const YamlMark& mark, const std::string& path,
                          const std::string& name, const Declarations& known,
                          const std::string& kind) {
  if (contains(kLater, name)) {
    c.report(mark, path, "the " + kind + " " + name + " is not part of this version",
             "known: " + join(names_of(known)));
    return;
  }
  c.report(mark, path, "unknown " + kind + " " + name, "known: " + join(names_of(known)),
           did_you_mean(name, names_of(known)));
}

/// Whether the map under a model's name holds parameters (else: its shorthand value).
bool holds_parameters(const YamlNode& node, const Declaration& d) {
  if (!node.is_map()) return node.kind == YamlNode::Kind::empty;
  const ParameterDeclaration* shorthand = d.parameter(d.shorthand);
  if (shorthand == nullptr || node.find("file") != nullptr) return true;
  const bool named = std::any_of(node.entries.begin(), node.entries.end(),
                                 [&](const auto& e) { return d.parameter(e.key) != nullptr; });
  return named || !is_value_map(node, *shorthand);
}

/// The parameter that a bare value, or a file given among the parameters, stands for.
std::string bare_parameter(const Declaration& d) {
  if (!d.shorthand.empty()) return d.shorthand;
  for (const ParameterDeclaration& p : d.parameters) {
    if (p.accepts(kMatrix)) return p.name;
  }
  return "";
}

/// {file: ..., array: ..., hold: ...}: moves the keys of a file into a map of their own.
YamlNode gather_file(const YamlNode& node, const std::string& parameter) {
  YamlNode out;
  out.kind = YamlNode::Kind::map;
  YamlNode reference = out;
  reference.mark = node.find("file")->mark;
  for (const YamlEntry& e : node.entries) {
    (contains(file_keys(), e.key) ? reference : out).entries.push_back(e);
  }
  out.entries.push_back({parameter, node.entry("file")->mark, std::move(reference)});
  return out;
}

/// The parameters that stand under a model's name as a map of their own. `bare` becomes the
/// parameter that the file did not name.
YamlNode parameters_of(const YamlEntry& entry, const Declaration& d, std::string& bare) {
  YamlNode parameters;
  parameters.kind = YamlNode::Kind::map;
  parameters.mark = entry.mark;
  const std::string parameter = bare_parameter(d);
  if (holds_parameters(entry.value, d)) {
    const bool file = entry.value.find("file") != nullptr && d.parameter("file") == nullptr;
    parameters.entries = entry.value.entries;
    if (!file || parameter.empty() || entry.value.find(parameter) != nullptr) return parameters;
    parameters.entries = gather_file(entry.value, parameter).entries;
  } else {
    parameters.entries.push_back({parameter, entry.mark, entry.value});
  }
  bare = parameter;
  return parameters;
}

/// The one key that names the model, reporting where there is none or more than one.
const YamlEntry* model_entry(ReadContext& c, const YamlNode& node, const std::string& path,
                             const Declarations& known, const std::string& kind) {
  const YamlEntry* found = nullptr;
  for (const YamlEntry& e : node.entries) {
    if (find_model(known, e.key) == nullptr) continue;
    if (found != nullptr) {
      c.report(e.mark, path, "names both " + found->key + " and " + e.key, "one " + kind,
               "remove one of them");
      return nullptr;
    }
    found = &e;
  }
  if (found != nullptr) return found;
  if (node.entries.empty()) {
    c.report(node.mark, path, "is empty", "must name one " + kind + ": " + join(names_of(known)));
  } else {
    report_unknown_model(c, node.entries[0].mark, path, node.entries[0].key, known, kind);
  }
  return nullptr;
}

}  // namespace

std::optional<Nested> read_synapse(ReadContext& c, const YamlNode& node, const std::string& path) {
  if (node.is_scalar() && node.text == "none") return Nested{};
  if (node.kind == YamlNode::Kind::empty || (node.is_scalar() && is_empty_word(node.text))) {
    c.report(node.mark, path, node.text.empty() ? "is empty" : "is `" + node.text + "`",
             "no synapse is the word none", kSynapseRemedy);
    return std::nullopt;
  }
  if (node.is_scalar() && c.catalog.synapses.find(node.text) == nullptr) {
    QuantityProblem ignored;
    if (parse_quantity(node.text, ignored)) {
      c.report(node.mark, path, "is `" + node.text + "`", "a synapse has a name",
               "write {lowpass: " + node.text + "}");
      return std::nullopt;
    }
  }
  auto spec = read_model(c, node, path, declarations_of(c.catalog.synapses), "synapse");
  if (!spec) return std::nullopt;
  return std::make_shared<const ModelSpec>(std::move(*spec));
}

const Declaration& neuron_declaration(const Catalog& catalog, const ModelSpec& spec) {
  const Declaration& own = catalog.neurons.find(spec.model)->declaration;
  const auto base = spec.parameters.find("base");
  if (own.with_base.empty() || base == spec.parameters.end()) return own;
  const Declaration* both = own.resolved(std::get<std::string>(base->second));
  return both != nullptr ? *both : own;
}

std::vector<std::string> names_of(const Declarations& known) {
  std::vector<std::string> names;
  for (const Declaration* d : known)
    names.push_back(d->name);
  return names;
}

bool read_parameters(ReadContext& c, const YamlNode& node, const std::string& path,
                     const Declaration& d, const std::vector<std::string>& skip,
                     std::optional<std::size_t> neurons, ModelSpec& spec) {
  const std::size_t before = c.problems.size();
  bool refused = false;
  std::vector<std::string> known;
  std::vector<std::string> suggested;
  for (const ParameterDeclaration& p : d.parameters)
    known.push_back(p.name);
  for (const YamlEntry& e : node.entries) {
    if (contains(skip, e.key)) continue;
    const ParameterDeclaration* p = d.parameter(e.key);
    const std::string at = path + "." + e.key;
    if (p == nullptr) {
      std::vector<std::string> all = known;
      all.insert(all.end(), skip.begin(), skip.end());
      std::string hint = torn_remedy(e);
      if (hint.empty()) hint = did_you_mean(e.key, all);
      suggested.push_back(hint);
      c.report(e.mark, at, "unknown parameter of " + d.name,
               hint.empty() ? "known: " + join(known) : "", hint);
      continue;
    }
    auto value = read_value(c, e.value, at, *p, neurons);
    if (value) {
      spec.parameters[p->name] = std::move(*value);
    } else {
      refused = true;
    }
  }
  for (const ParameterDeclaration& p : d.parameters) {
    if (node.find(p.name) != nullptr) continue;
    if (p.fallback) {
      spec.parameters[p.name] = *p.fallback;
    } else if (!contains(suggested, "did you mean " + p.name + "?")) {
      c.report(node.mark, path + "." + p.name, "is missing", d.name + " needs it: " + p.sentence,
               "");
    }
  }
  return c.problems.size() == before && !refused;
}

std::optional<ModelSpec> read_model(ReadContext& c, const YamlNode& node, const std::string& path,
                                    const Declarations& known, const std::string& kind) {
  if (node.kind == YamlNode::Kind::refused) return std::nullopt;
  if (!node.is_map() && !node.is_scalar()) {
    c.report_kind(node, path,
                  "one " + kind + " {name: parameters}; known: " + join(names_of(known)));
    return std::nullopt;
  }
  YamlEntry named = {node.text, node.mark, {}};
  const YamlEntry* entry = node.is_map() ? model_entry(c, node, path, known, kind) : &named;
  if (entry == nullptr || entry->value.kind == YamlNode::Kind::refused) return std::nullopt;
  const Declaration* d = find_model(known, entry->key);
  if (d == nullptr) {
    report_unknown_model(c, node.mark, path, entry->key, known, kind);
    return std::nullopt;
  }
  const std::string inner = node.is_map() ? path + "." + d->name : path;
  if (!holds_parameters(entry->value, *d) && bare_parameter(*d).empty()) {
    c.report_kind(entry->value, inner, "a map of the parameters of " + d->name);
    return std::nullopt;
  }
  std::string bare;
  YamlNode parameters = parameters_of(*entry, *d, bare);
  for (const YamlEntry& e : node.entries) {
    if (&e != entry) parameters.entries.push_back(e);
  }
  const std::size_t before = c.problems.size();
  ModelSpec spec;
  spec.model = d->name;
  if (read_parameters(c, parameters, inner, *d, {}, std::nullopt, spec)) return spec;
  const std::string full = inner + "." + bare;
  for (std::size_t i = before; i < c.problems.size() && !bare.empty(); ++i) {
    std::string& at = c.problems[i].path;  // as the user wrote it
    if (at.compare(0, full.size(), full) == 0) at = inner + at.substr(full.size());
  }
  return std::nullopt;
}

}  // namespace rheo
