#include "io/show_value.h"

#include <algorithm>
#include <cstddef>

#include "engine/text.h"
#include "io/units.h"

namespace rheo {
namespace {

std::string row_yaml(const double* data, std::size_t n, Dimension dimension) {
  std::string text = "[";
  for (std::size_t i = 0; i < n; ++i) {
    text += (i == 0 ? "" : ", ") + quantity_text(data[i], dimension);
  }
  return text + "]";
}

std::string array_yaml(const Array& array, Dimension dimension) {
  if (array.shape.size() < 2) return row_yaml(array.data.data(), array.data.size(), dimension);
  std::string text = "[";
  for (std::size_t row = 0; row < array.rows(); ++row) {
    const double* data = array.data.data() + row * array.columns();
    text += (row == 0 ? "" : ", ") + row_yaml(data, array.columns(), dimension);
  }
  return text + "]";
}

std::string distribution_yaml(const Distribution& d, Dimension dimension) {
  const std::string a = quantity_text(d.a, dimension);
  const std::string b = quantity_text(d.b, dimension);
  std::string text;
  switch (d.kind) {
    case Distribution::Kind::uniform:
      text = "uniform: [" + a + ", " + b + "]";
      break;
    case Distribution::Kind::normal:
      text = "normal: {mean: " + a + ", std: " + b + "}";
      break;
    case Distribution::Kind::exponential:
      text = "exponential: {mean: " + a + "}";
      break;
    case Distribution::Kind::lognormal:
      text = "lognormal: {mean: " + number_text(d.a) + ", std: " + number_text(d.b) + "}";
      break;
  }
  if (d.min || d.max) {
    text += d.redraw ? ", redraw: {" : ", clip: {";
    if (d.min) text += "min: " + quantity_text(*d.min, dimension);
    if (d.min && d.max) text += ", ";
    if (d.max) text += "max: " + quantity_text(*d.max, dimension);
    text += "}";
  }
  return "{" + text + "}";
}

std::string table_yaml(const TimeTable& table, Dimension dimension) {
  const std::size_t size = table.values.columns();
  std::string text = "{";
  for (std::size_t k = 0; k < table.times.size(); ++k) {
    const double* row = table.values.data.data() + k * size;
    text += (k == 0 ? "" : ", ") + quantity_text(table.times[k], Dimension::time) + ": ";
    text += size == 1 ? quantity_text(row[0], dimension) : row_yaml(row, size, dimension);
  }
  return text + "}";
}

/// Times and frequencies may be bare, so that a nested model needs no declaration to be read back.
std::string nested_yaml(const ModelSpec& spec) {
  std::string text = "{" + spec.model + ": {";
  bool first = true;
  for (const auto& [name, value] : spec.parameters) {
    text += (first ? "" : ", ") + name + ": " + value_yaml(value, Dimension::none);
    first = false;
  }
  return text + "}}";
}

struct Printer {
  Dimension dimension;
  std::string operator()(double value) const { return quantity_text(value, dimension); }
  std::string operator()(const Array& value) const { return array_yaml(value, dimension); }
  std::string operator()(const Distribution& value) const {
    return distribution_yaml(value, dimension);
  }
  std::string operator()(const TimeTable& value) const { return table_yaml(value, dimension); }
  std::string operator()(const std::string& value) const {
    return value == "true" || value == "false" ? value : word_yaml(value);  // flags
  }
  std::string operator()(const Nested& value) const {
    return value == nullptr ? "none" : nested_yaml(*value);
  }
  std::string operator()(const std::vector<Expression>& value) const {
    if (value.size() == 1) return quoted_yaml(value[0].text);
    std::vector<std::string> texts;
    for (const Expression& e : value)
      texts.push_back(e.text);
    return expressions_yaml(texts);
  }
};

}  // namespace

std::string quoted_yaml(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string expressions_yaml(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& text : texts)
    out += (out.size() == 1 ? "" : ", ") + quoted_yaml(text);
  return out + "]";
}

std::string word_yaml(const std::string& word) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto plain = [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  // YAML 1.1 has many words for true, false and null; other tools that read the text know them.
  constexpr const char* kWords[] = {"null",  "Null",  "NULL", "true", "True", "TRUE", "false",
                                    "False", "FALSE", "yes",  "Yes",  "YES",  "no",   "No",
                                    "NO",    "on",    "On",   "ON",   "off",  "Off",  "OFF",
                                    "y",     "Y",     "n",    "N"};
  const bool safe =
      !word.empty() && letter(word[0]) && std::all_of(word.begin(), word.end(), plain) &&
      std::none_of(std::begin(kWords), std::end(kWords), [&](const char* w) { return word == w; });
  return safe ? word : quoted_yaml(word);
}

std::string value_yaml(const Value& value, Dimension dimension) {
  return std::visit(Printer{dimension}, value);
}

}  // namespace rheo
