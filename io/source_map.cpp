#include "io/source_map.h"

#include <charconv>

namespace rheo {

std::size_t matching_key(const std::string& path, std::size_t at, const std::string& key) {
  if (key.empty() || path.compare(at, key.size(), key) != 0) return 0;
  const std::size_t end = at + key.size();
  const bool whole = end == path.size() || path[end] == '.' || path[end] == '[';
  return whole ? key.size() : 0;
}

std::size_t find_component(const YamlNode& node, const std::string& path, std::size_t at) {
  std::size_t best = kNoComponent;
  std::size_t longest = 0;
  for (std::size_t i = 0; i < node.entries.size(); ++i) {
    const std::size_t n = matching_key(path, at, node.entries[i].key);
    if (n > longest) {
      longest = n;
      best = i;
    }
  }
  return best;
}

std::string as_written(const std::map<std::string, std::string>& aliases, const std::string& path) {
  if (aliases.empty()) return path;
  for (std::size_t end = path.size(); end != std::string::npos && end > 0;
       end = path.find_last_of(".[", end - 1)) {
    const auto alias = aliases.find(path.substr(0, end));
    if (alias != aliases.end()) return alias->second + path.substr(end);
  }
  return path;
}

std::string SourceMap::as_written(const std::string& path) const {
  return rheo::as_written(aliases_, path);
}

std::string SourceMap::locate(const std::string& path) const {
  const YamlNode* node = &root_;
  YamlMark mark;
  std::size_t at = 0;
  while (at < path.size()) {
    if (path[at] == '.') ++at;
    if (node->is_map()) {
      const std::size_t i = find_component(*node, path, at);
      if (i == kNoComponent) break;
      at += node->entries[i].key.size();
      mark = node->entries[i].mark;
      node = &node->entries[i].value;
    } else if (node->is_list() && path[at] == '[') {
      std::size_t index = 0;
      const char* end = path.data() + path.size();
      const auto parsed = std::from_chars(path.data() + at + 1, end, index);
      if (parsed.ec != std::errc() || index >= node->items.size()) break;
      at = static_cast<std::size_t>(parsed.ptr - path.data()) + 1;
      node = &node->items[index];
      mark = node->mark;
    } else {
      break;
    }
  }
  return mark_text(sources_.at(static_cast<std::size_t>(mark.source)), mark);
}

}  // namespace rheo
