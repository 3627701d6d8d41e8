#include "inputs/numbers.h"

#include <algorithm>

#include "engine/error.h"

namespace rheo {

std::vector<double> numbers_of(const ModelSpec& spec, const std::string& name) {
  const Value& value = spec.parameters.at(name);
  if (const double* number = std::get_if<double>(&value)) return {*number};
  const Array* array = std::get_if<Array>(&value);
  if (array == nullptr || array->shape.size() > 1 || array->data.empty()) {
    throw ConfigError({Problem{.path = spec.model + "." + name,
                               .what = "holds neither a number nor a list of numbers",
                               .rule = "one number, or one number for each element",
                               .remedy = "give a number or a list",
                               .where = ""}});
  }
  return array->data;
}

void equalise(const ModelSpec& spec,
              std::initializer_list<std::pair<const char*, std::vector<double>*>> parameters) {
  std::size_t size = 1;
  const char* longest = "";
  for (const auto& [name, values] : parameters) {
    if (values->size() > size) {
      size = values->size();
      longest = name;
    }
  }
  for (const auto& [name, values] : parameters) {
    if (values->size() == 1) values->resize(size, values->front());
    if (values->size() == size) continue;
    throw ConfigError({Problem{.path = spec.model + "." + name,
                               .what = "has " + std::to_string(values->size()) + " numbers where " +
                                       longest + " has " + std::to_string(size),
                               .rule = "all lists of one input have the same length",
                               .remedy = "make the lists equally long, or give one number for all",
                               .where = ""}});
  }
}

}  // namespace rheo
