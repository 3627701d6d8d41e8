#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "apps/catalog.h"
#include "engine/network.h"
#include "io/network_file.h"
#include "io/yaml_document.h"
#include "tests/support/temporary.h"

namespace rheo {
namespace {

const std::filesystem::path kFolder = "tests/io/malformed";

void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string text_of(const YamlNode& row, const char* key) {
  const YamlNode* node = row.find(key);
  return node == nullptr ? "" : node->text;
}

/// Texts that are easier made than written; tests/cli/test_malformed.py makes the same.
std::string generated(const std::string& kind, const std::string& base) {
  std::string text = "simulation: {duration: 1 s}\n";
  if (kind == "brackets") {
    const std::string deep(200000, '(');
    return text + "inputs: {x: {expression: \"" + deep + "t" + std::string(200000, ')') + "\"}}\n";
  }
  if (kind == "deep") return text + "inputs: " + std::string(100000, '[') + "\n";
  if (kind == "long") return text + "# " + std::string(33U << 20U, 'x') + "\n";
  if (kind == "latin1") return text + "# \xE9\n";
  if (kind == "control") return text + "# \x01\n";
  if (kind == "utf16") {
    std::string wide = "\xFF\xFE";
    for (const char c : base)
      wide += std::string{c, '\0'};
    return wide;
  }
  if (kind == "many") {
    text += "inputs: {x: {constant: [0";
    for (int i = 0; i < 2'100'000; ++i)
      text += ",0";
    return text + "]}}\n";
  }
  REQUIRE(kind == "aliases");
  text += "define:\n  a0: &a0 [x, x]\n";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    const std::string name = "a" + std::to_string(i);
    text += "  " + name + ": &" + name + " [" + before + ", " + before + "]\n";
  }
  return text;
}

std::string text_of_case(const YamlNode& row, const std::string& base) {
  if (const YamlNode* text = row.find("text")) return text->text;
  if (row.find("generate") != nullptr) return generated(text_of(row, "generate"), base);
  const YamlNode* replace = row.find("replace");
  REQUIRE(replace != nullptr);
  std::string text = base;
  const std::size_t at = text.find(replace->items[0].text);
  REQUIRE(at != std::string::npos);
  return text.replace(at, replace->items[0].text.size(), replace->items[1].text);
}

/// ":line:column" of the first place of `point`.
std::string place_of(const std::string& text, const std::string& point) {
  const std::size_t at = text.find(point);
  REQUIRE(at != std::string::npos);
  const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  const std::size_t start = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
  const std::size_t column = start == std::string::npos ? at + 1 : at - start;
  return ":" + std::to_string(line + 1) + ":" + std::to_string(column);
}

std::vector<Problem> problems_of(const std::filesystem::path& path) {
  try {
    build(read_network(path, make_catalog()).spec, make_catalog());
  } catch (const ConfigError& e) {
    return e.problems();
  }
  return {};
}

/// Whether one problem says everything that the row asks for.
bool is_expected(const Problem& p, const YamlNode& row, const std::string& where) {
  const std::string text = p.text();
  const auto& says = row.find("says")->items;
  const bool all = std::all_of(says.begin(), says.end(), [&](const YamlNode& piece) {
    return text.find(piece.text) != std::string::npos;
  });
  const std::string at = text_of(row, "at");
  return all && (at.empty() || p.path == at) && (where.empty() || p.where.ends_with(where)) &&
         p.where.find("network.yaml") != std::string::npos;
}

void check_case(const YamlNode& row, const TemporaryDirectory& folder, const std::string& base) {
  const std::string name = text_of(row, "name");
  CAPTURE(name);
  std::string where;
  std::filesystem::path path = folder / "network.yaml";
  if (row.find("path") != nullptr) {
    path = folder / text_of(row, "path");
  } else {
    const std::string text = text_of_case(row, base);
    write(path, text);
    if (row.find("point") != nullptr) where = place_of(text, text_of(row, "point"));
  }
  std::vector<Problem> problems = problems_of(path);
  std::string all;
  for (Problem& p : problems) {
    all += p.text() + "\n";
    if (row.find("path") != nullptr) p.where += "network.yaml";
  }
  CAPTURE(all);
  CAPTURE(where);
  const std::string count = text_of(row, "count");  // a mistake must not draw others after it
  CHECK(problems.size() == (count.empty() ? 1 : std::stoul(count)));
  CHECK(std::any_of(problems.begin(), problems.end(),
                    [&](const Problem& p) { return is_expected(p, row, where); }));
}

TEST_CASE("malformed networks: every mistake is named, with its place, rule and remedy") {
  TemporaryDirectory folder;
  for (const auto& file : std::filesystem::directory_iterator(kFolder)) {
    std::filesystem::copy(file.path(), folder.path());
  }
  const std::string base = read_text_file(kFolder / "base.yaml");
  write(folder / "network.yaml", base);
  CHECK(problems_of(folder / "network.yaml").empty());

  std::vector<Problem> none;
  const std::string cases = read_text_file(kFolder / "cases.yaml");
  const YamlNode rows = parse_yaml(cases, "cases.yaml", 0, "", none);
  REQUIRE(none.empty());
  CHECK(rows.items.size() >= 60);
  for (const YamlNode& row : rows.items)
    check_case(row, folder, base);
}

}  // namespace
}  // namespace rheo
