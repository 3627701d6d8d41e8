#include <algorithm>
#include <cmath>
#include <utility>

#include "io/model_reader.h"
#include "io/network_reader.h"
#include "io/value_reader.h"

namespace rheo {
namespace {

/// Filters that a probe may have: rates know more than synapses do.
Declarations filters_for(const Catalog& catalog, bool rate) {
  Declarations all = declarations_of(catalog.synapses);
  if (!rate) return all;
  const Declarations more = declarations_of(catalog.rate_filters);
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace

std::string NetworkReader::default_record(const EndpointSpec& of) const {
  const auto at = taken_.find(of.object);
  const bool population = at != taken_.end() && at->second == "populations";
  return population || of.neurons ? "" : "value";
}

bool NetworkReader::probe_filter(const YamlNode& node, const std::string& path, ProbeSpec& spec) {
  const YamlEntry* filter = node.entry("filter");
  const YamlEntry* synapse = node.entry("synapse");
  const bool rate = spec.record == "rate";
  const YamlEntry* wrong = rate ? synapse : filter;
  const YamlEntry* right = rate ? filter : synapse;
  if (wrong != nullptr) {
    const std::string wanted = rate ? "filter" : "synapse";
    c_.report(wrong->mark, path + "." + wrong->key,
              "`" + wrong->key + "` does not go with record: " + spec.record,
              rate ? "a rate has a `filter`" : "only a rate has a `filter`", "write " + wanted);
    return false;
  }
  if (right == nullptr) {
    if (!rate) return true;
    c_.report(
        node.mark, path + ".filter", "is missing",
        "a rate is counted through a filter: " + join(names_of(filters_for(c_.catalog, true))),
        "add filter: {gaussian: {sigma: 40 ms}}");
    return false;
  }
  const YamlNode& value = right->value;
  if (!rate && value.is_scalar() && value.text == "none") return true;
  spec.filter = read_model(c_, value, path + "." + right->key, filters_for(c_.catalog, rate),
                           rate ? "filter" : "synapse");
  return spec.filter.has_value();
}

bool NetworkReader::probed(const YamlNode& node, const std::string& path, EndpointSpec& of) {
  if (!endpoint(node, path, of)) return false;
  if (of.port.empty()) return true;
  c_.report(node.mark, path, "names the port " + of.port + " of " + of.object,
            "a port is an end of connections", "write of: " + of.object);
  return false;
}

void NetworkReader::probe(const YamlEntry& e) {
  const std::string path = "probes." + e.key;
  const std::size_t before = c_.problems.size();
  broken_.insert(path);  // until it is complete
  if (!c_.is_map(e.value, path, "write {of: a, record: spikes}")) return;
  std::vector<std::string> keys = {"of", "record", "filter", "synapse", "neurons", "every"};
  keys.insert(keys.end(), decoding_keys().begin(), decoding_keys().end());
  check_keys(e.value, path, "of a probe", keys, {"from", "start", "stop"});
  ProbeSpec spec;
  spec.name = e.key;
  bool good = true;
  const YamlNode* of = e.value.find("of");
  if (of == nullptr) {
    c_.report(e.mark, path + ".of", "is missing", "a probe looks at an object", "add of: name");
    good = false;
  } else {
    good = probed(*of, path + ".of", spec.of);
  }
  const YamlNode* record = e.value.find("record");
  if (record == nullptr) {
    spec.record = default_record(spec.of);
    if (spec.record.empty() && good) {
      c_.report(e.mark, path + ".record", "is missing",
                "a probe of a population says what it records: spikes, rate, output, value, "
                "current or a state",
                "add record: spikes");
    }
  } else if (record->is_scalar() && !record->text.empty()) {
    spec.record = record->text;
  } else {
    c_.report_kind(*record, path + ".record", "a word such as spikes, rate, value or voltage");
    good = false;
  }
  if (!spec.record.empty()) good = probe_filter(e.value, path, spec) && good;
  for (const std::string& key : decoding_keys()) {
    const YamlEntry* given = e.value.entry(key);
    if (given == nullptr || spec.record.empty() || spec.record == "decoded") continue;
    c_.report(given->mark, path + "." + key, "does not go with record: " + spec.record,
              "only what is decoded has a function and a solver", "write record: decoded");
  }
  good = decoding(e.value, path, spec.decoding) && good;
  if (const YamlNode* neurons = e.value.find("neurons")) {
    if (!std::holds_alternative<std::monostate>(spec.of.slice)) {
      c_.report(neurons->mark, path + ".neurons", "is given beside a slice in `of`",
                "one of the two", "remove one");
    }
    auto picked = slice(*neurons, path + ".neurons");
    good = good && picked.has_value();
    if (picked) spec.of.slice = std::move(*picked);
  }
  if (const YamlNode* every = e.value.find("every")) {
    const auto steps = read_steps(c_, *every, path + ".every");
    good = good && steps.has_value();
    spec.every = steps.value_or(1);
  }
  if (!good || c_.problems.size() != before) return;
  broken_.erase(path);
  spec_.probes.push_back(std::move(spec));
}

bool NetworkReader::labels(const YamlNode& node, const std::string& path, ScoreSpec& spec) {
  ParameterDeclaration field;
  field.name = "labels";
  field.forms = kList;
  field.range = Range::not_negative();
  const auto value = read_value(c_, node, path, field);
  if (!value) return false;
  const std::vector<double>& data = std::get<Array>(*value).data;
  const auto bad = std::find_if(data.begin(), data.end(), [](double label) {
    return std::floor(label) != label || label > 2147483647.0;
  });
  if (bad != data.end()) {
    c_.report(node.mark, path + "[" + std::to_string(bad - data.begin()) + "]",
              "is " + number_text(*bad), "labels are indices of outputs: whole numbers from 0");
    return false;
  }
  for (const double label : data)
    spec.labels.push_back(static_cast<std::int64_t>(label));
  return true;
}

void NetworkReader::score(const YamlEntry& e) {
  const std::string path = "scores." + e.key;
  const std::size_t before = c_.problems.size();
  if (e.key != "accuracy") {
    c_.report(e.mark, path, "unknown score " + e.key, "known: accuracy");
    return;
  }
  const std::string remedy = "{of: output, labels: {file: ..., array: ...}, hold: 100 ms}";
  if (!c_.is_map(e.value, path, remedy)) return;
  c_.report_unknown(e.value, path, "of a score", {"of", "labels", "hold"});
  ScoreSpec spec;
  spec.name = e.key;
  bool good = true;
  for (const std::string key : {"of", "labels", "hold"}) {
    const YamlNode* node = e.value.find(key);
    const std::string at = path + "." + key;
    if (node == nullptr) {
      c_.report(e.mark, at, "is missing", "a score needs of, labels and hold", remedy);
    } else if (key == "labels") {
      good = labels(*node, at, spec) && good;
    } else if (key == "hold") {
      const auto steps = read_steps(c_, *node, at);
      good = good && steps.has_value();
      spec.hold = steps.value_or(1);
    } else if (node->is_scalar() && !node->text.empty()) {
      spec.of = node->text;
    } else {
      c_.report_kind(*node, at, "the name of a probe");
      good = false;
    }
  }
  if (good && c_.problems.size() == before) spec_.scores.push_back(std::move(spec));
}

}  // namespace rheo
