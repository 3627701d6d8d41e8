#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/catalog.h"
#include "engine/spec.h"
#include "io/source_map.h"

namespace rheo {

/// A network as read from a file.
struct NetworkFile {
  std::filesystem::path path;
  NetworkSpec spec;
  SourceMap marks;
  /// Path of a value -> "{file: ..., array: ...}" where it came from a file; `show` repeats these
  /// instead of the numbers.
  std::map<std::string, std::string> references;
};

/// Reads a YAML network file, applies overrides ("populations.a.J_th=0.3"), checks everything that
/// can be checked without running, and fills in defaults. Throws ConfigError with all mistakes of a
/// file that parses, in the order of their places; a YAML syntax error stands alone. The format is
/// described in docs/network-format.md.
NetworkFile read_network(const std::filesystem::path& path, const Catalog& catalog,
                         const std::vector<std::string>& overrides = {});

}  // namespace rheo
