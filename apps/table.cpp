#include "apps/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace rheo {
namespace {

// Bytes that begin a character of UTF-8: what a terminal shows as one column.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

}  // namespace

std::string Table::text(const std::string& indent) const {
  std::vector<std::size_t> widths(rows_.front().size());
  for (const auto& row : rows_) {
    for (std::size_t c = 0; c < row.size(); ++c)
      widths[c] = std::max(widths[c], width(row[c]));
  }
  std::string text;
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    std::string line = indent;
    for (std::size_t c = 0; c < rows_[r].size(); ++c) {
      const std::string& cell = rows_[r][c];
      const bool left = c == 0 || align_ == Align::words;
      const std::string padding(widths[c] - width(cell), ' ');
      line += (c == 0 ? "" : "  ") + (left ? cell + padding : padding + cell);
    }
    text += line.erase(line.find_last_not_of(' ') + 1) + "\n";
    if (r > 0) continue;
    text += indent;
    for (std::size_t c = 0; c < widths.size(); ++c) {
      text += (c == 0 ? "" : "  ") + std::string(widths[c], '-');
    }
    text += "\n";
  }
  return text;
}

std::string short_number(double value) {
  // Adding 0 turns -0, which nobody wants to read, into 0.
  return fmt::format("{:.4g}", value + 0.0);
}

std::string grouped(long long value) {
  std::string digits = std::to_string(value);
  const std::size_t first = digits.front() == '-' ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string extent_text(double low, double high) {
  const std::string a = short_number(low);
  const std::string b = short_number(high);
  return a == b ? a : a + " to " + b;
}

std::string seconds_text(double seconds) {
  if (seconds < 0.9995e-3) return fmt::format("{:.3g} us", seconds * 1e6);
  if (seconds < 0.9995) return fmt::format("{:.3g} ms", seconds * 1e3);
  if (seconds < 99.95) return fmt::format("{:.3g} s", seconds);
  const long long whole = std::llround(seconds);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole / 60 % 60);
}

}  // namespace rheo
