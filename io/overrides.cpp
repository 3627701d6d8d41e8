#include "io/overrides.h"

#include <charconv>
#include <utility>

#include "io/source_map.h"

namespace rheo {
namespace {

/// Walks down a path, making maps on the way; null and a reason where it cannot.
class Walk {
 public:
  Walk(const std::string& path, const YamlMark& mark) : path_(path), mark_(mark) {}

  YamlNode* run(YamlNode& root) {
    YamlNode* node = &root;
    while (node != nullptr && at_ < path_.size()) {
      if (path_[at_] == '.' && at_ > 0) ++at_;
      last_ = nullptr;
      node = path_[at_] == '[' ? item(*node) : entry(*node);
    }
    if (node != nullptr && last_ != nullptr) last_->mark = mark_;
    return node;
  }
  const std::string& reason() const noexcept { return reason_; }

 private:
  YamlNode* fail(std::string reason) {
    reason_ = std::move(reason);
    return nullptr;
  }

  YamlNode* item(YamlNode& node) {
    std::size_t index = 0;
    const char* end = path_.data() + path_.size();
    const auto parsed = std::from_chars(path_.data() + at_ + 1, end, index);
    if (parsed.ec != std::errc() || parsed.ptr == end || *parsed.ptr != ']') {
      return fail("`" + path_.substr(at_) + "` is not a position such as [0]");
    }
    if (!node.is_list()) return fail(path_.substr(0, at_) + " is not a list");
    if (index >= node.items.size()) {
      return fail(path_.substr(0, at_) + " has " + std::to_string(node.items.size()) + " items");
    }
    at_ = static_cast<std::size_t>(parsed.ptr - path_.data()) + 1;
    return &node.items[index];
  }

  YamlNode* entry(YamlNode& node) {
    if (node.kind == YamlNode::Kind::empty) {
      node.kind = YamlNode::Kind::map;
      node.mark = mark_;
    }
    if (!node.is_map()) {
      return fail(path_.substr(0, at_ > 0 ? at_ - 1 : 0) + " is " + node.kind_text() +
                  ", not a map");
    }
    const std::size_t known = find_component(node, path_, at_);
    if (known != kNoComponent) {
      at_ += node.entries[known].key.size();
      last_ = &node.entries[known];
      return &last_->value;
    }
    const std::size_t end = path_.find_first_of(".[", at_);
    std::string key = path_.substr(at_, end - at_);
    if (key.empty()) return fail("the path has an empty part");
    at_ = end == std::string::npos ? path_.size() : end;
    node.entries.push_back({std::move(key), mark_, {}});
    return &node.entries.back().value;
  }

  const std::string& path_;
  YamlMark mark_;
  std::size_t at_ = 0;
  YamlEntry* last_ = nullptr;  // whose value the path has led to, if it is that of a map
  std::string reason_;
};

}  // namespace

void apply_override(YamlNode& root, const std::string& text, std::vector<std::string>& sources,
                    std::vector<Problem>& problems) {
  const std::string shown = "--set " + (text.size() > 200 ? text.substr(0, 197) + "..." : text);
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    problems.push_back({"", "is no setting", "--set PATH=VALUE",
                        "for example --set populations.a.J_th=0.3", shown});
    return;
  }
  const std::string path = text.substr(0, equals);
  sources.push_back(shown);
  const int source = static_cast<int>(sources.size()) - 1;
  try {
    const std::size_t before = problems.size();
    YamlNode value = parse_yaml(text.substr(equals + 1), shown, source, path, problems);
    if (problems.size() != before) return;
    YamlNode copy = root;
    Walk walk(path, {0, 0, source});
    YamlNode* place = walk.run(copy);
    if (place == nullptr) {
      problems.push_back({path, walk.reason(), "the path must lead through the network file",
                          "set the whole value: --set key={...}", shown});
      return;
    }
    *place = std::move(value);
    root = std::move(copy);
  } catch (const ConfigError& e) {
    problems.insert(problems.end(), e.problems().begin(), e.problems().end());
  }
}

}  // namespace rheo
