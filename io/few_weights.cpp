#include "io/few_weights.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/text.h"
#include "io/schema_values.h"
#include "io/show_value.h"
#include "io/value_reader.h"

namespace rheo {
namespace {

constexpr double kMaxIndex = 4294967295.0;
constexpr std::int64_t kMaxSize = 2147483647;

ParameterDeclaration list_field(const char* name, Dimension dimension, const Range& range,
                                const char* sentence) {
  ParameterDeclaration d;
  d.name = name;
  d.dimension = dimension;
  d.range = range;
  d.forms = kList;
  d.sentence = sentence;
  return d;
}

ParameterDeclaration index_field(const char* name, const char* sentence) {
  return list_field(name, Dimension::none, {.low = 0, .high = kMaxIndex}, sentence);
}

const ParameterDeclaration& rows_field() {
  static const auto d = index_field("rows", "The target of each entry, counted from 0.");
  return d;
}

const ParameterDeclaration& columns_field() {
  static const auto d = index_field("columns", "The source of each entry, counted from 0.");
  return d;
}

ParameterDeclaration values_field(Dimension dimension) {
  return list_field("values", dimension, Range::any(), "The weight of each entry.");
}

ParameterDeclaration kernel_field(Dimension dimension) {
  ParameterDeclaration d;
  d.name = "kernel";
  d.dimension = dimension;
  d.forms = kTensor;
  d.sentence = "(height, width, channels / groups, filters).";
  return d;
}

// A list, a reference, or the name of an array in the file that stands beside it.
std::optional<Array> read_entries(ReadContext& c, const YamlNode& sparse, const std::string& path,
                                  const ParameterDeclaration& d) {
  const YamlNode* given = sparse.find(d.name);
  const std::string at = path + "." + d.name;
  if (given == nullptr) {
    c.report(sparse.mark, at, "is missing", "entries have rows, columns and values",
             "sparse: {file: net.npz, rows: rows, columns: columns, values: values}");
    return std::nullopt;
  }
  YamlNode reference;
  if (given->is_scalar()) {
    const YamlEntry* file = sparse.entry("file");
    if (file == nullptr) {
      c.report(given->mark, at, "names an array, and no file", "arrays stand in files",
               "add file: net.npz, or write a list");
      return std::nullopt;
    }
    reference.kind = YamlNode::Kind::map;
    reference.mark = given->mark;
    reference.entries = {*file, YamlEntry{"array", given->mark, *given}};
    given = &reference;
  }
  auto value = read_value(c, *given, at, d);
  if (!value) return std::nullopt;
  return std::get<Array>(std::move(*value));
}

std::optional<std::vector<std::uint32_t>> read_indices(ReadContext& c, const YamlNode& sparse,
                                                       const std::string& path,
                                                       const ParameterDeclaration& d) {
  const auto array = read_entries(c, sparse, path, d);
  if (!array) return std::nullopt;
  std::vector<std::uint32_t> indices;
  indices.reserve(array->data.size());
  for (const double x : array->data) {
    if (std::floor(x) != x) {
      const std::string at = path + "." + d.name;
      c.report(sparse.find(d.name)->mark, at + "[" + std::to_string(indices.size()) + "]",
               "is " + number_text(x), "must be a whole number", "");
      return std::nullopt;
    }
    indices.push_back(static_cast<std::uint32_t>(x));
  }
  return indices;
}

bool read_sparse(ReadContext& c, const YamlNode& node, const std::string& path, Dimension dimension,
                 ConnectionSpec& spec) {
  if (!c.is_map(node, path, "{file: net.npz, rows: rows, columns: columns, values: values}")) {
    return false;
  }
  c.report_unknown(node, path, "of sparse", {"file", "rows", "columns", "values"});
  auto rows = read_indices(c, node, path, rows_field());
  auto columns = read_indices(c, node, path, columns_field());
  auto values = read_entries(c, node, path, values_field(dimension));
  if (!rows || !columns || !values) return false;
  spec.few_weights =
      CoordinateWeights{std::move(*rows), std::move(*columns), std::move(values->data)};
  return true;
}

// Appends the numbers of nested lists, all of one shape; `depth`: how deep this list lies.
bool append_nested(ReadContext& c, const YamlNode& node, const std::string& path, std::size_t depth,
                   ParameterDeclaration& d, Array& to) {
  const std::size_t n = node.items.size();
  if (to.shape.size() <= depth && to.data.empty()) to.shape.push_back(n);
  if (n == 0 || depth >= to.shape.size() || to.shape[depth] != n) {
    c.report(node.mark, path, "has " + std::to_string(n) + " items",
             "the lists of an array have one shape", "");
    return false;
  }
  if (!node.items.front().is_list()) {
    const auto row = read_value(c, node, path, d);
    if (!row) return false;
    const auto& data = std::get<Array>(*row).data;
    to.data.insert(to.data.end(), data.begin(), data.end());
    return true;
  }
  bool good = true;
  for (std::size_t i = 0; i < n && good; ++i) {
    const YamlNode& item = node.items[i];
    const std::string at = path + "[" + std::to_string(i) + "]";
    if (!item.is_list()) c.report_kind(item, at, "a list, as beside it");
    good = item.is_list() && append_nested(c, item, at, depth + 1, d, to);
  }
  return good;
}

std::optional<Array> read_kernel(ReadContext& c, const YamlNode& node, const std::string& path,
                                 Dimension dimension) {
  ParameterDeclaration d = kernel_field(dimension);
  if (!node.is_list()) {
    auto value = read_value(c, node, path, d);
    if (!value) return std::nullopt;
    return std::get<Array>(std::move(*value));
  }
  d.forms = kList;
  Array kernel;
  if (!append_nested(c, node, path, 0, d, kernel)) return std::nullopt;
  if (kernel.data.size() == elements_of(kernel.shape)) return kernel;
  c.report(node.mark, path, "has lists of several depths", "the lists of an array have one shape");
  return std::nullopt;
}

bool read_sizes(ReadContext& c, const YamlNode& node, const std::string& path,
                std::vector<std::size_t>& sizes) {
  if (!node.is_list() || node.items.empty()) {
    c.report_kind(node, path, "a list of sizes", "write for example [28, 28, 1]");
    return false;
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const auto n =
        read_integer(c, node.items[i], path + "[" + std::to_string(i) + "]", 1, kMaxSize);
    if (!n) return false;
    sizes.push_back(static_cast<std::size_t>(*n));
  }
  return true;
}

// What has a default: strides, padding, groups, channels.
bool read_options(ReadContext& c, const YamlNode& node, const std::string& path,
                  ConvolutionWeights& convolution) {
  bool good = true;
  if (const YamlNode* strides = node.find("strides")) {
    good = read_sizes(c, *strides, path + ".strides", convolution.strides);
  } else {
    convolution.strides.assign(std::max<std::size_t>(convolution.input_shape.size(), 1) - 1,
                               std::size_t{1});
  }
  if (const YamlNode* padding = node.find("padding")) {
    const auto word = read_word(c, *padding, path + ".padding", {"valid", "same"});
    convolution.same = word == "same";
    good = word.has_value() && good;
  }
  if (const YamlNode* groups = node.find("groups")) {
    const auto n = read_integer(c, *groups, path + ".groups", 1, kMaxSize);
    convolution.groups = static_cast<std::size_t>(n.value_or(1));
    good = n.has_value() && good;
  }
  if (const YamlNode* channels = node.find("channels")) {
    const auto word = read_word(c, *channels, path + ".channels", {"last", "first"});
    convolution.channels_last = word != "first";
    good = word.has_value() && good;
  }
  return good;
}

bool read_convolution(ReadContext& c, const YamlNode& node, const std::string& path,
                      Dimension dimension, ConnectionSpec& spec) {
  const char* const example = "{kernel: {file: net.npz, array: kernel}, input_shape: [28, 28, 1]}";
  if (!c.is_map(node, path, example)) return false;
  c.report_unknown(node, path, "of a convolution",
                   {"kernel", "input_shape", "strides", "padding", "groups", "channels"});
  bool good = true;
  for (const char* key : {"kernel", "input_shape"}) {
    if (node.find(key) != nullptr) continue;
    c.report(node.mark, path + "." + key, "is missing", "a convolution has a kernel and an input",
             example);
    good = false;
  }
  if (!good) return false;
  ConvolutionWeights convolution;
  auto kernel = read_kernel(c, *node.find("kernel"), path + ".kernel", dimension);
  good = read_sizes(c, *node.find("input_shape"), path + ".input_shape", convolution.input_shape);
  good = read_options(c, node, path, convolution) && good && kernel.has_value();
  if (!good) return false;
  convolution.kernel = std::move(*kernel);
  spec.few_weights = std::move(convolution);
  return true;
}

std::string nested_yaml(const double*& data, const std::vector<std::size_t>& shape,
                        std::size_t depth, Dimension dimension) {
  if (depth + 1 == shape.size()) {
    const std::vector<double> row(data, data + shape[depth]);
    data += shape[depth];
    return value_yaml(Array::list(row), dimension);
  }
  std::string text = "[";
  for (std::size_t i = 0; i < shape[depth]; ++i)
    text += (i == 0 ? "" : ", ") + nested_yaml(data, shape, depth + 1, dimension);
  return text + "]";
}

template <class Number>
std::string list_yaml(const std::vector<Number>& numbers, Dimension dimension = Dimension::none) {
  return value_yaml(Array::list({numbers.begin(), numbers.end()}), dimension);
}

}  // namespace

bool is_few_weights(const YamlNode& node) {
  return node.is_map() && (node.find("sparse") != nullptr || node.find("convolution") != nullptr);
}

bool read_few_weights(ReadContext& c, const YamlNode& node, const std::string& path,
                      Dimension dimension, ConnectionSpec& spec) {
  if (node.entries.size() != 1) {
    c.report(node.mark, path, "has something beside " + node.entries.front().key,
             "weights are of one kind", "leave one entry");
    return false;
  }
  const YamlEntry& only = node.entries.front();
  const std::string at = path + "." + only.key;
  return only.key == "sparse" ? read_sparse(c, only.value, at, dimension, spec)
                              : read_convolution(c, only.value, at, dimension, spec);
}

std::string few_weights_yaml(const ConnectionSpec& spec, Dimension dimension,
                             const std::string& path,
                             const std::map<std::string, std::string>& references) {
  const auto either = [&](const std::string& at, const auto& text) {
    const auto reference = references.find(path + at);
    return reference != references.end() ? reference->second : text();
  };
  if (const auto* w = std::get_if<CoordinateWeights>(&spec.few_weights)) {
    return "{sparse: {rows: " + either(".sparse.rows", [&] { return list_yaml(w->rows); }) +
           ", columns: " + either(".sparse.columns", [&] { return list_yaml(w->columns); }) +
           ", values: " +
           either(".sparse.values", [&] { return list_yaml(w->values, dimension); }) + "}}";
  }
  const auto& c = std::get<ConvolutionWeights>(spec.few_weights);
  const auto kernel = [&] {
    const double* data = c.kernel.data.data();
    return nested_yaml(data, c.kernel.shape, 0, dimension);
  };
  return "{convolution: {kernel: " + either(".convolution.kernel", kernel) +
         ", input_shape: " + list_yaml(c.input_shape) + ", strides: " + list_yaml(c.strides) +
         ", padding: " + (c.same ? "same" : "valid") + ", groups: " + std::to_string(c.groups) +
         ", channels: " + (c.channels_last ? "last" : "first") + "}}";
}

Json few_weights_schema() {
  const Json name = {{"type", "string"}, {"minLength", 1}};
  const Json sizes = {{"type", "array"},
                      {"items", integer_schema(1, static_cast<double>(kMaxSize))},
                      {"minItems", 1}};
  const auto entries = [&](const ParameterDeclaration& d) {
    return any_of({value_schema(d), name});
  };
  const Json sparse = object_schema({{"file", name},
                                     {"rows", entries(rows_field())},
                                     {"columns", entries(columns_field())},
                                     {"values", entries(values_field(Dimension::none))}},
                                    {"rows", "columns", "values"});
  const Json kernel = any_of({file_schema(), {{"type", "array"}, {"minItems", 1}}});
  const Json convolution =
      object_schema({{"kernel", kernel},
                     {"input_shape", sizes},
                     {"strides", sizes},
                     {"padding", {{"enum", {"valid", "same"}}}},
                     {"groups", integer_schema(1, static_cast<double>(kMaxSize))},
                     {"channels", {{"enum", {"last", "first"}}}}},
                    {"kernel", "input_shape"});
  return any_of({object_schema({{"sparse", sparse}}, {"sparse"}),
                 object_schema({{"convolution", convolution}}, {"convolution"})});
}

}  // namespace rheo
