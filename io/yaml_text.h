#pragma once

#include <optional>
#include <string>

namespace rheo {

/// What keeps a text from being YAML for people, and where (from 1).
struct TextProblem {
  std::string what;
  std::string rule;
  std::string remedy;
  int line = 1;
  int column = 1;
};

/// Refuses what is not UTF-8, control characters, and tabs outside of comments.
std::optional<TextProblem> check_yaml_text(const std::string& text);

}  // namespace rheo
