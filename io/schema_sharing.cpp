#include "io/schema_sharing.h"

#include <cstddef>
#include <map>
#include <string>
#include <utility>

namespace rheo {
namespace {

/// Characters below which a reference would not be shorter.
constexpr std::size_t kSmall = 150;

/// Objects that are schemas, unlike the maps under `properties`.
bool is_schema(const Json& node) {
  if (!node.is_object()) return false;
  const auto type = node.find("type");
  const auto any = node.find("anyOf");
  return (type != node.end() && type->is_string()) || (any != node.end() && any->is_array());
}

class Sharing {
 public:
  explicit Sharing(const Json& schema) { count(schema); }

  Json shared(const Json& node) {
    if (!node.is_structured()) return node;
    const std::string text = is_schema(node) ? node.dump() : "";
    if (text.size() < kSmall || seen_[text] < 2) return with_shared_parts(node);
    auto name = names_.find(text);
    if (name == names_.end()) {
      name = names_.emplace(text, "part" + std::to_string(names_.size() + 1)).first;
      Json definition = with_shared_parts(node);
      definitions_[name->second] = std::move(definition);
    }
    return {{"$ref", "#/definitions/" + name->second}};
  }
  const Json& definitions() const { return definitions_; }

 private:
  /// What is inside of a part that was met before would be shared with it.
  void count(const Json& node) {
    if (!node.is_structured()) return;
    if (is_schema(node)) {
      const std::string text = node.dump();
      if (text.size() >= kSmall && ++seen_[text] > 1) return;
    }
    for (const Json& part : node)
      count(part);
  }

  Json with_shared_parts(const Json& node) {
    Json out = node;
    for (Json& part : out)
      part = shared(part);
    return out;
  }

  std::map<std::string, int> seen_;           // text of a schema -> how often it was met
  std::map<std::string, std::string> names_;  // text of a schema -> its definition
  Json definitions_ = Json::object();
};

}  // namespace

Json share_definitions(const Json& schema) {
  Sharing sharing(schema);
  Json out = schema;
  for (Json& part : out)
    part = sharing.shared(part);
  if (!sharing.definitions().empty()) out["definitions"] = sharing.definitions();
  return out;
}

}  // namespace rheo
