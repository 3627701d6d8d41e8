#include "engine/value.h"

#include <utility>

namespace rheo {

std::string_view unit_symbol(Dimension dimension) noexcept {
  switch (dimension) {
    case Dimension::none:
      return "1";
    case Dimension::time:
      return "s";
    case Dimension::frequency:
      return "Hz";
    case Dimension::voltage:
      return "V";
    case Dimension::current:
      return "A";
    case Dimension::capacitance:
      return "F";
    case Dimension::conductance:
      return "S";
  }
  return "?";
}

Array Array::list(std::vector<double> values) {
  const std::size_t n = values.size();
  return {std::move(values), {n}};
}

Array Array::matrix(std::vector<double> values, std::size_t rows, std::size_t columns) {
  return {std::move(values), {rows, columns}};
}

std::string shape_text(const std::vector<std::size_t>& shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  }
  return text + ")";
}

double ModelSpec::number(const std::string& name) const {
  return std::get<double>(parameters.at(name));
}

const std::string& ModelSpec::word(const std::string& name) const {
  return std::get<std::string>(parameters.at(name));
}

const ModelSpec* ModelSpec::nested(const std::string& name) const {
  return std::get<Nested>(parameters.at(name)).get();
}

}  // namespace rheo
