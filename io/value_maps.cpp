#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "io/array_file.h"
#include "io/slice.h"
#include "io/units.h"
#include "io/value_reader.h"

namespace rheo {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The two parameters of a distribution: [a, b], or a map of two names, or one number.
struct Shape {
  const char* name;
  Distribution::Kind kind;
  const char* first;
  const char* second;  // null: there is one parameter
};
constexpr Shape kShapes[] = {{"uniform", Distribution::Kind::uniform, "low", "high"},
                             {"normal", Distribution::Kind::normal, "mean", "std"},
                             {"lognormal", Distribution::Kind::lognormal, "mean", "std"},
                             {"exponential", Distribution::Kind::exponential, "mean", nullptr}};

std::string example(const Shape& shape) {
  if (shape.kind == Distribution::Kind::uniform) return "{uniform: [1, 2]}";
  const std::string second = shape.second == nullptr ? "" : ", std: 0.1";
  return "{" + std::string(shape.name) + ": {mean: 1" + second + "}}";
}

/// Reads a and b of `d`. The mean and deviation of a lognormal are those of the logarithm of the
/// value in SI units: pure numbers.
bool read_shape(ReadContext& c, const YamlNode& node, const std::string& path, const Shape& shape,
                Dimension dimension, Distribution& d) {
  if (shape.kind == Distribution::Kind::lognormal) dimension = Dimension::none;
  const std::size_t n = shape.second == nullptr ? 1 : 2;
  const YamlNode* parts[2] = {nullptr, nullptr};
  std::string names[2] = {path, path};
  if (node.is_list() && node.items.size() == n) {
    for (std::size_t i = 0; i < n; ++i) {
      parts[i] = &node.items[i];
      names[i] += "[" + std::to_string(i) + "]";
    }
  } else if (node.is_map()) {
    std::vector<std::string> known = {shape.first};
    if (n == 2) known.emplace_back(shape.second);
    c.report_unknown(node, path, "of " + std::string(shape.name), known);
    for (std::size_t i = 0; i < n; ++i) {
      parts[i] = node.find(known[i]);
      names[i] += "." + known[i];
      if (parts[i] != nullptr) continue;
      c.report(node.mark, path, "has no " + known[i], "", "write for example " + example(shape));
      return false;
    }
  } else if (n == 1 && node.is_scalar()) {
    parts[0] = &node;
  } else {
    c.report_kind(node, path, "for example " + example(shape));
    return false;
  }
  const bool exponential = shape.kind == Distribution::Kind::exponential;
  const auto a = read_number(c, *parts[0], names[0], dimension,
                             exponential ? Range::positive() : Range::any());
  if (!a) return false;
  d.a = *a;
  if (n == 1) return true;
  const bool uniform = shape.kind == Distribution::Kind::uniform;
  const auto b = read_number(c, *parts[1], names[1], dimension,
                             uniform ? Range::any() : Range::not_negative());
  if (!b) return false;
  d.b = *b;
  if (!uniform || d.a < d.b) return true;
  c.report(parts[1]->mark, names[1], "is not above the lower end", "uniform: [a, b] needs a < b",
           "");
  return false;
}

/// `redraw:` or `clip:` {min, max} beside the distribution.
bool read_bounds(ReadContext& c, const YamlNode& node, const std::string& path,
                 const ParameterDeclaration& declared, Distribution& d) {
  const YamlNode* redraw = node.find("redraw");
  const YamlNode* clip = node.find("clip");
  if (redraw == nullptr && clip == nullptr) return true;
  if (redraw != nullptr && clip != nullptr) {
    c.report(clip->mark, path, "has both redraw and clip", "one of the two", "remove one");
    return false;
  }
  d.redraw = redraw != nullptr;
  const YamlNode& bounds = d.redraw ? *redraw : *clip;
  const std::string at = path + (d.redraw ? ".redraw" : ".clip");
  if (!c.is_map(bounds, at, "{min: ..., max: ...}")) return false;
  c.report_unknown(bounds, at, d.redraw ? "of redraw" : "of clip", {"min", "max"});
  Range range = declared.range;
  range.low_open = range.high_open = false;
  if (const YamlNode* min = bounds.find("min")) {
    d.min = read_number(c, *min, at + ".min", declared.dimension, range);
    if (!d.min) return false;
  }
  if (const YamlNode* max = bounds.find("max")) {
    d.max = read_number(c, *max, at + ".max", declared.dimension, range);
    if (!d.max) return false;
  }
  if (d.min.value_or(-kInfinity) < d.max.value_or(kInfinity)) return true;
  c.report(bounds.mark, at, "leaves nothing between min and max", "min < max", "");
  return false;
}

/// Whether draws again would end soon: a good part of the distribution lies between the bounds.
bool bounds_are_hit(const Distribution& d) {
  if (!d.redraw) return true;
  double low = d.a;
  double high = d.b;
  if (d.kind == Distribution::Kind::exponential) {
    low = 0;
    high = 5 * d.a;
  } else if (d.kind != Distribution::Kind::uniform) {
    low = d.a - 3 * d.b;
    high = d.a + 3 * d.b;
  }
  double min = d.min.value_or(-kInfinity);
  double max = d.max.value_or(kInfinity);
  if (d.kind == Distribution::Kind::lognormal) return min < max;
  min = std::max(min, low);
  max = std::min(max, high);
  return max - min >= 1e-3 * (high - low) && min <= max;
}

/// Whether all that can be drawn lies in the range, its open ends apart.
bool support_suits(const Distribution& d, const Range& range) {
  double low = -kInfinity;
  double high = kInfinity;
  if (d.kind == Distribution::Kind::uniform) {
    low = d.a;
    high = d.b;
  } else if (d.kind != Distribution::Kind::normal) {
    low = 0;
  }
  low = std::max(low, d.min.value_or(-kInfinity));
  high = std::min(high, d.max.value_or(kInfinity));
  return low >= range.low && high <= range.high;
}

std::optional<Slice> read_file_slice(ReadContext& c, const YamlNode& node,
                                     const std::string& path) {
  std::optional<Slice> slice;
  if (node.is_scalar()) slice = parse_slice(node.text);
  const bool colon = node.is_scalar() && node.text.find(':') != std::string::npos;
  if (!slice || (colon && !node.quoted)) {
    c.report_kind(node, path, "a slice such as \"0:10\"", "put it in quotes");
    return std::nullopt;
  }
  return slice;
}

/// Rows of the first axis.
bool take_rows(ReadContext& c, const YamlNode& node, const std::string& path, Array& array) {
  const auto slice = read_file_slice(c, node, path);
  if (!slice) return false;
  std::string error = array.shape.empty() ? "a single number has no rows" : "";
  std::vector<std::uint32_t> rows;
  if (error.empty()) rows = resolve_slice(*slice, array.shape[0], error);
  if (!error.empty()) {
    c.report(node.mark, path, error, "the array has the shape " + shape_text(array.shape));
    return false;
  }
  const std::size_t width = array.data.size() / array.shape[0];
  std::vector<double> data;
  data.reserve(rows.size() * width);
  for (const std::uint32_t row : rows) {
    const auto first = array.data.begin() + static_cast<std::ptrdiff_t>(row * width);
    data.insert(data.end(), first, first + static_cast<std::ptrdiff_t>(width));
  }
  array.data = std::move(data);
  array.shape[0] = rows.size();
  return true;
}

bool take_column(ReadContext& c, const YamlNode& node, const std::string& path, Array& array) {
  const auto column = read_integer(c, node, path, 0, std::int64_t{1} << 31);
  if (!column) return false;
  if (array.shape.size() != 2 || static_cast<std::size_t>(*column) >= array.shape[1]) {
    c.report(node.mark, path, "there is no column " + std::to_string(*column),
             "the array has the shape " + shape_text(array.shape));
    return false;
  }
  std::vector<double> data(array.shape[0]);
  for (std::size_t row = 0; row < data.size(); ++row) {
    data[row] = array.data[row * array.shape[1] + static_cast<std::size_t>(*column)];
  }
  array = Array::list(std::move(data));
  return true;
}

bool take_unit(ReadContext& c, const YamlNode& node, const std::string& path, Dimension dimension,
               Array& array) {
  QuantityProblem problem;
  const auto scale = UnitScale::parse(node.is_scalar() ? node.text : "", dimension, problem);
  if (!scale) {
    c.report(node.mark, path, problem.what, problem.rule, problem.remedy);
    return false;
  }
  for (double& value : array.data)
    value = scale->si(value);
  return true;
}

std::string quoted_text(const std::string& text) {
  std::string out = "\"";
  for (const char ch : text) {
    if (ch == '"' || ch == '\\') out += '\\';
    out += ch;
  }
  return out + "\"";
}

}  // namespace

const std::vector<std::string>& distribution_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Shape& s : kShapes)
      all.emplace_back(s.name);
    return all;
  }();
  return names;
}

std::optional<Value> read_distribution(ReadContext& c, const YamlNode& node,
                                       const std::string& path,
                                       const ParameterDeclaration& declared) {
  const std::size_t before = c.problems.size();
  std::vector<std::string> known = distribution_names();
  known.insert(known.end(), {"redraw", "clip", "file"});
  c.report_unknown(node, path, "of a distribution", known);
  const Shape* shape = nullptr;
  for (const Shape& s : kShapes) {
    if (node.find(s.name) == nullptr) continue;
    if (shape != nullptr) c.report(node.mark, path, "names two distributions", "one");
    shape = &s;
  }
  if (shape == nullptr && c.problems.size() == before) {
    c.report(node.mark, path, "names no distribution", "known: " + join(distribution_names()),
             "{uniform: [1, 2]}");
  }
  if (shape == nullptr || c.problems.size() != before) return std::nullopt;
  Distribution d;
  d.kind = shape->kind;
  const std::string at = path + "." + shape->name;
  if (!read_shape(c, *node.find(shape->name), at, *shape, declared.dimension, d) ||
      !read_bounds(c, node, path, declared, d)) {
    return std::nullopt;
  }
  if (!bounds_are_hit(d)) {
    c.report(node.mark, path, "hardly ever draws a value between the bounds of redraw",
             "the bounds must leave a good part of the distribution", "widen them, or use clip");
  } else if (!support_suits(d, declared.range)) {
    c.report(node.mark, path, "can draw values outside of the range",
             "must be " + declared.range.text(), "bound it: redraw: {min: ..., max: ...}");
  }
  if (c.problems.size() != before) return std::nullopt;
  return Value(d);
}

std::optional<Value> read_table(ReadContext& c, const YamlNode& node, const std::string& path,
                                const ParameterDeclaration& d) {
  TimeTable table;
  std::size_t size = 0;
  if (node.entries.empty()) c.report(node.mark, path, "is empty", "{time: value, ...}");
  for (const YamlEntry& e : node.entries) {
    const std::string at = path + "." + e.key;
    YamlNode key;
    key.kind = YamlNode::Kind::scalar;
    key.text = e.key;
    key.mark = e.mark;
    const auto time = read_number(c, key, at, Dimension::time, Range::not_negative());
    if (!time) return std::nullopt;
    if (!table.times.empty() && *time <= table.times.back()) {
      c.report(e.mark, at, "does not come after the time before it", "times ascend", "sort them");
      return std::nullopt;
    }
    ParameterDeclaration row = d;
    row.forms = kNumber | kList;
    const auto value = read_value(c, e.value, at, row);
    if (!value) return std::nullopt;
    const auto* list = std::get_if<Array>(&*value);
    const std::size_t n = list == nullptr ? 1 : list->data.size();
    if (!table.times.empty() && n != size) {
      c.report(e.value.mark, at, "has " + std::to_string(n) + " values",
               "all times have as many as the first, " + std::to_string(size));
      return std::nullopt;
    }
    size = n;
    table.times.push_back(*time);
    if (list == nullptr) {
      table.values.data.push_back(std::get<double>(*value));
    } else {
      table.values.data.insert(table.values.data.end(), list->data.begin(), list->data.end());
    }
  }
  if (table.times.empty()) return std::nullopt;
  table.values.shape = {table.times.size(), size};
  return Value(std::move(table));
}

std::optional<Array> read_file_array(ReadContext& c, const YamlNode& node, const std::string& path,
                                     Dimension dimension) {
  const std::size_t before = c.problems.size();
  c.report_unknown(node, path, "of a file reference", file_keys());
  const YamlNode* file = node.find("file");
  const YamlNode* name = node.find("array");
  const bool named = file != nullptr && file->is_scalar() && !file->text.empty();
  if (!named) {
    c.report(file == nullptr ? node.mark : file->mark, path, "names no file",
             "{file: parameters.npz, array: name}");
  }
  if (name != nullptr && !name->is_scalar()) {
    c.report_kind(*name, path + ".array", "the name of an array in the file");
  }
  if (!named || c.problems.size() != before) return std::nullopt;
  const std::filesystem::path full = c.base / file->text;
  Array array;
  try {
    array = c.arrays.read(full, name == nullptr ? "" : name->text);
  } catch (const ArrayFileError& e) {
    const std::string what = file->text + (name == nullptr ? "" : " (" + name->text + ")");
    const YamlNode& at = name == nullptr ? *file : *name;
    c.report(at.mark, path, what + ": " + e.what(), e.rule(), e.remedy());
    return std::nullopt;
  }
  std::string text = "{file: " + quoted_text(std::filesystem::absolute(full).string());
  if (name != nullptr) text += ", array: " + quoted_text(name->text);
  if (const YamlNode* slice = node.find("slice")) {
    if (!take_rows(c, *slice, path + ".slice", array)) return std::nullopt;
    text += ", slice: " + quoted_text(slice->text);
  }
  if (const YamlNode* column = node.find("column")) {
    if (!take_column(c, *column, path + ".column", array)) return std::nullopt;
    text += ", column: " + column->text;
  }
  if (const YamlNode* unit = node.find("unit")) {
    if (!take_unit(c, *unit, path + ".unit", dimension, array)) return std::nullopt;
    text += ", unit: " + unit->text;
  }
  c.references[path] = text + "}";
  return array;
}

}  // namespace rheo
