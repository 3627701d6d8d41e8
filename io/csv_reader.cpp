#include "io/csv_reader.h"

#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/array_file.h"

namespace rheo {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

char separator_of(std::string_view line) {
  for (const char c : {';', '\t', ','}) {
    if (line.find(c) != std::string_view::npos) return c;
  }
  return ',';
}

std::vector<std::string_view> cells_of(std::string_view line, char separator) {
  std::vector<std::string_view> cells;
  for (;;) {
    const auto end = line.find(separator);
    cells.push_back(trimmed(line.substr(0, end)));
    if (end == std::string_view::npos) return cells;
    line.remove_prefix(end + 1);
  }
}

std::optional<double> number_of(std::string_view cell) {
  if (!cell.empty() && cell[0] == '+') cell.remove_prefix(1);
  double value = 0;
  const char* end = cell.data() + cell.size();
  const auto parsed = std::from_chars(cell.data(), end, value);
  if (cell.empty() || parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return value;
}

std::string shown(std::string_view cell) {
  return "`" + std::string(cell.substr(0, 40)) + "`";
}

}  // namespace

Array read_csv(std::istream& stream) {
  Array table;
  std::size_t columns = 0;
  char separator = 0;
  std::string text;
  for (std::size_t number = 1; std::getline(stream, text); ++number) {
    const std::string_view line = trimmed(text);
    if (line.empty() || line[0] == '#') continue;
    const std::string at = "line " + std::to_string(number);
    const bool first = separator == 0;
    if (first) separator = separator_of(line);
    const auto cells = cells_of(line, separator);
    if (first) columns = cells.size();
    if (cells.size() != columns) {
      throw ArrayFileError(at + " has " + std::to_string(cells.size()) + " cells",
                           "all lines have as many as the first, " + std::to_string(columns));
    }
    bool names = first;  // a line without any number, before all others
    for (const std::string_view cell : cells)
      names = names && !number_of(cell);
    if (names) continue;
    for (const std::string_view cell : cells) {
      const auto value = number_of(cell);
      if (!value || !std::isfinite(*value)) {
        throw ArrayFileError(at + " has " + shown(cell) + " where a number must stand",
                             "each cell is a finite number, such as 0.5 or 1e-3",
                             separator == ';' ? "write 0.5, not 0,5" : "");
      }
      table.data.push_back(*value);
    }
    if (table.data.size() > kMaxArrayBytes / sizeof(double)) {
      throw ArrayFileError("holds more than 2 GiB of numbers", "an array takes at most 2 GiB");
    }
  }
  if (table.data.empty()) throw ArrayFileError("holds no numbers");
  table.shape = {table.data.size() / columns, columns};
  return table;
}

}  // namespace rheo
