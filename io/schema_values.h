#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/declaration.h"

namespace rheo {

using Json = nlohmann::ordered_json;

/// Schema of a number: bare where allowed, with a unit, or `=formula`.
Json number_schema(Dimension dimension, const Range& range);
/// Schema of a parameter in all its forms.
Json value_schema(const ParameterDeclaration& d);
/// Schema of a whole number.
Json integer_schema(double low, double high);
/// Schema of an object with these properties and no others.
Json object_schema(Json properties, const std::vector<std::string>& required = {});
Json any_of(std::vector<Json> choices);
/// {file, array, slice, column, unit}.
Json file_schema();
/// {file, ...} of the rule `edges`.
Json edge_file_schema();
Json slice_schema();
/// `weights` of which few entries are there: {sparse: ...}, {convolution: ...}.
Json few_weights_schema();
/// Properties of a model's parameters, and the names of those without default.
Json parameter_schemas(const Declaration& d, std::vector<std::string>& required);

}  // namespace rheo
