#include "io/yaml_text.h"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "io/yaml_document.h"

namespace rheo {
namespace {

/// Bytes of the UTF-8 character at `at`, or 0 if there is none (RFC 3629: no surrogates, no
/// overlong forms, nothing beyond U+10FFFF).
std::size_t character_bytes(const std::string& text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned a = byte(at);
  if (a < 0x80U) return 1;
  const std::size_t n = a >= 0xF0U ? 4 : (a >= 0xE0U ? 3 : 2);
  if (a < 0xC2U || a > 0xF4U) return 0;
  for (std::size_t i = 1; i < n; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80U) return 0;
  }
  const unsigned b = byte(at + 1);
  const bool overlong = (a == 0xE0U && b < 0xA0U) || (a == 0xF0U && b < 0x90U);
  const bool outside = (a == 0xEDU && b > 0x9FU) || (a == 0xF4U && b > 0x8FU);
  return overlong || outside ? 0 : n;
}

}  // namespace

std::optional<TextProblem> check_yaml_text(const std::string& text) {
  int line = 1;
  int column = 1;
  bool comment = false;
  char before = '\n';
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    const std::size_t n = character_bytes(text, at);
    if (n == 0) {
      return TextProblem{"a byte that is not UTF-8", "network files are UTF-8 text",
                         "save the file as UTF-8", line, column};
    }
    if (c == '#' && (before == '\n' || before == ' ')) comment = true;
    if (c == '\t' && !comment) {
      return TextProblem{"a tab", "YAML is indented with spaces", "replace tabs by spaces", line,
                         column};
    }
    const bool control = static_cast<unsigned char>(c) < 0x20U || c == 0x7f;
    if (control && c != '\n' && c != '\r' && c != '\t') {
      return TextProblem{"a control character (code " + std::to_string(int{c}) + ")",
                         "network files are UTF-8 text", "give a YAML file", line, column};
    }
    ++column;
    if (c == '\n') {
      ++line;
      column = 1;
      comment = false;
    }
    before = c;
    at += n;
  }
  return std::nullopt;
}

std::string read_text_file(const std::filesystem::path& path) {
  const std::string name = path.string();
  auto refuse = [&](const std::string& what, const std::string& rule, const std::string& remedy) {
    return ConfigError({{"", what, rule, remedy, name}});
  };
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    throw refuse("there is no such file", "", "check the name and the current directory");
  }
  if (std::filesystem::is_directory(status)) {
    throw refuse("is a directory", "a network is one YAML file", "name the file in it");
  }
  std::ifstream file(path, std::ios::binary);
  std::string text;
  std::string chunk(std::size_t{1} << 16U, '\0');
  while (file && text.size() <= kMaxYamlBytes) {
    file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    text.append(chunk, 0, static_cast<std::size_t>(file.gcount()));
  }
  if (!file.eof() && text.size() <= kMaxYamlBytes) {
    throw refuse("cannot be read", "", "check its permissions");
  }
  if (text.size() > kMaxYamlBytes) {
    throw refuse("is larger than " + std::to_string(kMaxYamlBytes >> 20U) + " MiB",
                 "a network file is written for people",
                 "put arrays into an npz file: {file: ..., array: ...}");
  }
  return text;
}

}  // namespace rheo
