#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "engine/value.h"

namespace rheo {

/// The numbers of parameter `name` of `spec`, which holds a number (1) or a list (n). Throws
/// ConfigError where it holds anything else or an empty list.
std::vector<double> numbers_of(const ModelSpec& spec, const std::string& name);

/// Makes several parameters equally long: single numbers are repeated. Throws ConfigError where two
/// lists differ in length. Each entry: the parameter's name and its numbers.
void equalise(const ModelSpec& spec,
              std::initializer_list<std::pair<const char*, std::vector<double>*>> parameters);

}  // namespace rheo
