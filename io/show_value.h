#pragma once

#include <string>
#include <vector>

#include "engine/declaration.h"
#include "engine/value.h"

namespace rheo {

/// A value as YAML on one line, with units, that reads back to the same bits.
std::string value_yaml(const Value& value, Dimension dimension);

/// A text in quotes.
std::string quoted_yaml(const std::string& text);

/// A list of quoted expressions.
std::string expressions_yaml(const std::vector<std::string>& texts);

/// A word or name as YAML: in quotes where YAML would take it for something else.
std::string word_yaml(const std::string& word);

}  // namespace rheo
