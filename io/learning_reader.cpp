#include <utility>

#include "io/model_reader.h"
#include "io/network_reader.h"

namespace rheo {
namespace {

const char* const kRemedy = "write learning: {pes: {learning_rate: 1e-4}}, or a list of rules";

bool is_time(const std::string& key) {
  return key == "start_at" || key == "freeze_after";
}

}  // namespace

/// `learning` or `learning.K`: the number of a rule.
std::optional<std::size_t> NetworkReader::rule_number(const std::string& part) {
  if (part == "learning") return 0;
  const std::string before = "learning.";
  if (part.rfind(before, 0) != 0) return std::nullopt;
  const std::string digits = part.substr(before.size());
  if (digits.empty() || digits.size() > 4) return std::nullopt;
  if (digits.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  return static_cast<std::size_t>(std::stoul(digits));
}

/// Steps at the time `node`, which may be 0.
std::optional<std::int64_t> NetworkReader::learning_time(const YamlNode& node,
                                                         const std::string& path) {
  const auto seconds = read_number(c_, node, path, Dimension::time, Range::not_negative());
  if (!seconds) return std::nullopt;
  if (*seconds == 0) return 0;
  return to_steps(c_, node, path, *seconds);
}

/// One rule: {pes: {learning_rate: 1e-4, start_at: 1 s}}. The times are the connection's, the rest
/// is the rule's own.
bool NetworkReader::learning_rule(const YamlNode& node, const std::string& path,
                                  ConnectionSpec& spec) {
  LearningSpec learning;
  YamlNode rest = node;
  bool good = true;
  const bool times = node.is_map() && node.entries.size() == 1 && node.entries[0].value.is_map();
  if (times) {
    YamlNode& inner = rest.entries[0].value;
    for (const YamlEntry& e : inner.entries) {
      if (!is_time(e.key)) continue;
      const auto steps = learning_time(e.value, path + "." + node.entries[0].key + "." + e.key);
      good = good && steps.has_value();
      (e.key == "start_at" ? learning.start_at : learning.freeze_after) = steps.value_or(1);
    }
    std::erase_if(inner.entries, [](const YamlEntry& e) { return is_time(e.key); });
  }
  auto rule =
      read_model(c_, rest, path, declarations_of(c_.catalog.learning_rules), "learning rule");
  if (!rule || !good) return false;
  learning.rule = std::move(*rule);
  spec.learning.push_back(std::move(learning));
  return true;
}

bool NetworkReader::learning(const YamlNode& node, const std::string& path, ConnectionSpec& spec) {
  if (!node.is_list()) return learning_rule(node, path, spec);
  if (node.items.empty()) {
    c_.report(node.mark, path, "is an empty list", "a connection that learns has a rule", kRemedy);
    return false;
  }
  bool good = true;
  for (std::size_t k = 0; k < node.items.size(); ++k)
    good = learning_rule(node.items[k], path + "[" + std::to_string(k) + "]", spec) && good;
  return good;
}

}  // namespace rheo
