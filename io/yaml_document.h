#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.h"

namespace rheo {

/// A place in a document; line and column count from 1. `source` is an index into the names of
/// the texts that a tree was put together from: 0 is the file, the others are overrides.
struct YamlMark {
  int line = 0;
  int column = 0;
  int source = 0;
};

struct YamlEntry;

/// A YAML value with its place. Everything that YAML would guess at (aliases, merge keys, tags)
/// has been refused; scalars are the text as written, without a type.
struct YamlNode {
  enum class Kind : unsigned char { empty, scalar, list, map, refused };
  Kind kind = Kind::empty;
  bool quoted = false;  // of a scalar
  YamlMark mark;
  std::string text;                // of a scalar
  std::vector<YamlNode> items;     // of a list
  std::vector<YamlEntry> entries;  // of a map, in the order of the file

  bool is_scalar() const noexcept { return kind == Kind::scalar; }
  bool is_list() const noexcept { return kind == Kind::list; }
  bool is_map() const noexcept { return kind == Kind::map; }
  /// The value under `key`, or null.
  const YamlNode* find(std::string_view key) const noexcept;
  YamlEntry* entry(std::string_view key) noexcept;
  const YamlEntry* entry(std::string_view key) const noexcept;
  /// "a number", "a list", ... for messages.
  std::string kind_text() const;
};

struct YamlEntry {
  std::string key;
  YamlMark mark;
  YamlNode value;
};

/// Bounds that no network file written by people comes near; arrays beyond belong into npz files.
inline constexpr std::size_t kMaxYamlBytes = 32U << 20U;
inline constexpr std::size_t kMaxYamlNodes = 2'000'000;
inline constexpr std::size_t kMaxYamlDepth = 32;

/// Parses one YAML document. Mistakes after which reading can go on (duplicate keys, merge keys,
/// anchors, tags) are appended to `problems` with `path` below `root_path`; those after which it
/// cannot (syntax, tabs, depth, several documents) are thrown as a ConfigError with one problem.
YamlNode parse_yaml(const std::string& text, const std::string& source_name, int source,
                    const std::string& root_path, std::vector<Problem>& problems);

/// The text of a file. Throws ConfigError: not there, a directory, unreadable, too large.
std::string read_text_file(const std::filesystem::path& path);

/// "file:3:5", or the name alone for sources other than the file.
std::string mark_text(const std::string& source_name, const YamlMark& mark);

}  // namespace rheo
