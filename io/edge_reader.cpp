#include "io/edge_reader.h"

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>

#include "io/show_value.h"
#include "io/units.h"

namespace rheo {
namespace {

enum class Format { none, npz, csv, matrix_market, sonata };

Format format_of(const std::string& file) {
  const std::string extension = std::filesystem::path(file).extension().string();
  if (extension == ".npz") return Format::npz;
  if (extension == ".csv") return Format::csv;
  if (extension == ".mtx") return Format::matrix_market;
  if (extension == ".h5" || extension == ".hdf5" || extension == ".sonata") return Format::sonata;
  return Format::none;
}

std::vector<std::string> keys_of(Format format) {
  std::vector<std::string> keys = {"file", "weight_unit", "delay_unit"};
  if (format == Format::npz) {
    keys.insert(keys.end(), {"sources", "targets", "weights", "delays"});
  }
  if (format == Format::sonata) keys.emplace_back("population");
  return keys;
}

std::string text_of(const YamlNode& edges, const char* key, const std::string& otherwise) {
  const YamlNode* node = edges.find(key);
  return node == nullptr ? otherwise : node->text;
}

std::vector<double> array_of(ReadContext& c, const std::filesystem::path& file,
                             const std::string& name) {
  Array array = c.arrays.read(file, name);
  if (array.shape.size() == 1) return std::move(array.data);
  throw ArrayFileError(name + " has the shape " + shape_text(array.shape), "must be a list");
}

EdgeList read_npz(ReadContext& c, const YamlNode& edges, const std::filesystem::path& file) {
  EdgeList list;
  list.source = array_of(c, file, text_of(edges, "sources", "sources"));
  list.target = array_of(c, file, text_of(edges, "targets", "targets"));
  if (edges.find("weights") != nullptr)
    list.weight = array_of(c, file, edges.find("weights")->text);
  if (edges.find("delays") != nullptr) list.delay = array_of(c, file, edges.find("delays")->text);
  return list;
}

EdgeList read_format(ReadContext& c, const YamlNode& edges, const std::filesystem::path& file) {
  const Format format = format_of(file.string());
  std::error_code error;
  const std::uint64_t bytes = std::filesystem::file_size(file, error);
  if (error) {
    throw ArrayFileError("there is no such file", "paths are relative to the network file",
                         "check the path");
  }
  if (format == Format::npz) return read_npz(c, edges, file);
  if (format == Format::sonata) return read_sonata_edges(file, text_of(edges, "population", ""));
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw ArrayFileError("cannot be read", "", "check its permissions");
  return format == Format::csv ? read_edge_csv(stream) : read_matrix_market(stream, bytes);
}

void check_lengths(const EdgeList& list) {
  const std::size_t n = list.source.size();
  if (list.target.size() != n) {
    throw ArrayFileError("has " + std::to_string(n) + " sources and " +
                             std::to_string(list.target.size()) + " targets",
                         "every edge has one of each");
  }
  if (n == 0) throw ArrayFileError("lists no edge", "", "leave the connection out");
  for (const auto* more : {&list.weight, &list.delay}) {
    if (more->empty() || more->size() == n) continue;
    throw ArrayFileError("has " + std::to_string(more->size()) +
                             (more == &list.weight ? " weights" : " delays") + " for " +
                             std::to_string(n) + " edges",
                         "one for each edge");
  }
}

/// As `show` repeats it.
std::string reference(const YamlNode& edges, const std::filesystem::path& file) {
  std::string text = "{edges: {file: " + quoted_yaml(std::filesystem::absolute(file).string());
  for (const YamlEntry& e : edges.entries) {
    if (e.key != "file") text += ", " + e.key + ": " + quoted_yaml(e.value.text);
  }
  return text + "}}";
}

}  // namespace

const YamlNode* edge_file_node(const YamlNode& rule) {
  const YamlNode* edges = rule.find("edges");
  const bool file = edges != nullptr && edges->is_map() && edges->find("file") != nullptr;
  return file && rule.entries.size() == 1 ? edges : nullptr;
}

std::optional<EdgeList> read_edge_file(ReadContext& c, const YamlNode& edges,
                                       const std::string& path) {
  const std::size_t before = c.problems.size();
  const YamlNode& file = *edges.find("file");
  const Format format = format_of(file.text);
  if (!file.is_scalar() || format == Format::none) {
    c.report(file.mark, path + ".file", "is " + (file.is_scalar() ? file.text : file.kind_text()),
             "edges come from .npz, .csv, .mtx and .h5 files");
    return std::nullopt;
  }
  c.report_unknown(
      edges, path,
      "of edges in a " + std::filesystem::path(file.text).extension().string() + " file",
      keys_of(format));
  for (const YamlEntry& e : edges.entries) {
    if (!e.value.is_scalar() || e.value.text.empty()) {
      c.report_kind(e.value, path + "." + e.key, "a word");
    }
  }
  if (c.problems.size() != before) return std::nullopt;
  const std::filesystem::path full = c.base / file.text;
  try {
    EdgeList list = read_format(c, edges, full);
    check_lengths(list);
    const std::size_t dot = path.rfind('.');  // the reference stands for the whole rule
    c.references[path.substr(0, dot)] = reference(edges, full);
    return list;
  } catch (const ArrayFileError& e) {
    c.report(file.mark, path + ".file", file.text + ": " + e.what(), e.rule(), e.remedy());
  } catch (const std::bad_alloc&) {
    c.report(file.mark, path + ".file", file.text + ": needs more memory than there is");
  }
  return std::nullopt;
}

std::string fixed_delay_unit(const YamlNode& edges) {
  return format_of(edges.find("file")->text) == Format::sonata ? "ms" : "";
}

bool apply_edge_unit(ReadContext& c, const YamlNode& edges, const std::string& path,
                     const std::string& key, const std::string& otherwise, Dimension dimension,
                     std::vector<double>& numbers) {
  const YamlNode* given = edges.find(key);
  if (given == nullptr && dimension == Dimension::none) return true;
  const std::string unit = given == nullptr ? otherwise : given->text;
  const YamlMark& mark = given == nullptr ? edges.find("file")->mark : given->mark;
  if (unit.empty()) {
    c.report(mark, path + "." + key, "is missing",
             "numbers of a file need the unit of a " + dimension_text(dimension),
             "add " + key + ": " + usual_unit(dimension));
    return false;
  }
  if (unit == "steps" && dimension == Dimension::time) {
    for (double& value : numbers)
      value *= c.dt;
    return true;
  }
  QuantityProblem problem;
  const auto scale = UnitScale::parse(unit, dimension, problem);
  if (!scale) {
    c.report(mark, path + "." + key, problem.what, problem.rule, problem.remedy);
    return false;
  }
  for (double& value : numbers)
    value = scale->si(value);
  return true;
}

}  // namespace rheo
