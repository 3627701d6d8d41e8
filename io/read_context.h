#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/catalog.h"
#include "io/array_file.h"
#include "io/definitions.h"
#include "io/yaml_document.h"

namespace rheo {

/// What the functions that read a network share: where names are looked up, and where mistakes go.
/// They return nothing for what they could not read, having reported why.
struct ReadContext {
  const Catalog& catalog;
  std::filesystem::path base;        // paths in the file are relative to it
  std::vector<std::string> sources;  // by YamlMark::source
  Definitions definitions = {};
  double dt = 1e-3;  // s
  std::vector<Problem> problems = {};
  std::map<std::string, std::string> references = {};  // path -> "{file: ..., array: ...}"
  /// Paths of what the file does not have in this form -> as it has them.
  std::map<std::string, std::string> aliases = {};
  ArrayFiles arrays = {};  // those that are open

  void report(const YamlMark& mark, const std::string& path, std::string what,
              std::string rule = "", std::string remedy = "");
  /// Reports that `node` is not what is wanted; silent where it was refused before.
  void report_kind(const YamlNode& node, const std::string& path, const std::string& wanted,
                   const std::string& remedy = "");
  /// Reports every key of the map `node` that is not in `known`. `of`: "of lif", "of a probe".
  void report_unknown(const YamlNode& node, const std::string& path, const std::string& of,
                      const std::vector<std::string>& known);
  /// Whether `node` is a map; reports if it is none.
  bool is_map(const YamlNode& node, const std::string& path, const std::string& remedy = "");
};

/// A number of the given dimension and range: bare, with a unit, or `=formula`.
std::optional<double> read_number(ReadContext& c, const YamlNode& node, const std::string& path,
                                  Dimension dimension, const Range& range);
/// As read_number without a report, for long lists whose paths need not be spelled out.
std::optional<double> try_number(const ReadContext& c, const YamlNode& node, Dimension dimension,
                                 const Range& range, QuantityProblem& problem);
/// A whole number between low and high (inclusive).
std::optional<std::int64_t> read_integer(ReadContext& c, const YamlNode& node,
                                         const std::string& path, std::int64_t low,
                                         std::int64_t high);
/// A positive time that is a multiple of dt (to 1e-9), in steps.
std::optional<std::int64_t> read_steps(ReadContext& c, const YamlNode& node,
                                       const std::string& path);
/// `seconds` in steps of dt; reports if it is no multiple, naming the nearest two.
std::optional<std::int64_t> to_steps(ReadContext& c, const YamlNode& node, const std::string& path,
                                     double seconds);
/// One of `words`.
std::optional<std::string> read_word(ReadContext& c, const YamlNode& node, const std::string& path,
                                     const std::vector<std::string>& words);

/// What to write where YAML has torn an unquoted text apart at a comma or a colon, so that its rest
/// became a key; empty where that is not what happened.
std::string torn_remedy(const YamlEntry& e);

/// "a, b, c".
std::string join(const std::vector<std::string>& words);

}  // namespace rheo
