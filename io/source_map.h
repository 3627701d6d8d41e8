#pragma once

#include <map>
#include <string>
#include <vector>

#include "io/yaml_document.h"

namespace rheo {

/// Where the parts of a network stand: paths such as "populations.a.tau_ref" to places.
class SourceMap {
 public:
  SourceMap() = default;
  SourceMap(YamlNode root, std::vector<std::string> sources)
      : root_(std::move(root)), sources_(std::move(sources)) {}

  /// Paths of the network that the file does not have in this form -> as it has them.
  void set_aliases(std::map<std::string, std::string> aliases) { aliases_ = std::move(aliases); }
  /// `path` as the file has it: the longest beginning that has an alias is replaced.
  std::string as_written(const std::string& path) const;

  /// "file:line:column" of the key at `path` or of its nearest ancestor that exists; an override
  /// is named as it was given; the file alone if nothing of the path exists.
  std::string locate(const std::string& path) const;

  const YamlNode& root() const noexcept { return root_; }
  const std::vector<std::string>& sources() const noexcept { return sources_; }

 private:
  YamlNode root_;
  std::vector<std::string> sources_ = {""};
  std::map<std::string, std::string> aliases_;
};

/// `path` with its longest beginning that has an alias replaced.
std::string as_written(const std::map<std::string, std::string>& aliases, const std::string& path);

/// Length of `key` if `path` continues with it at `at` as a whole component, else 0.
std::size_t matching_key(const std::string& path, std::size_t at, const std::string& key);

/// The entry of `node` whose key continues `path` at `at`; the longest where names hold dots.
std::size_t find_component(const YamlNode& node, const std::string& path, std::size_t at);
inline constexpr std::size_t kNoComponent = static_cast<std::size_t>(-1);

}  // namespace rheo
