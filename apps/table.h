#pragma once

#include <string>
#include <vector>

namespace rheo {

/// A table of text for people: columns as wide as their widest cell. `numbers`: the first column is
/// set to the left, the others to the right. `words`: all to the left.
class Table {
 public:
  enum class Align { numbers, words };
  explicit Table(std::vector<std::string> head, Align align = Align::numbers)
      : rows_{std::move(head)}, align_(align) {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  /// Lines ended by "\n", each begun by `indent`; the head underlined.
  std::string text(const std::string& indent = "  ") const;

 private:
  std::vector<std::vector<std::string>> rows_;
  Align align_;
};

/// Four significant digits: "0.4", "36.85", "1.2e+05"; "inf".
std::string short_number(double value);

/// 47103 -> "47,103".
std::string grouped(long long value);

/// "0.4", or "0.1 to 0.4" where the ends differ in print.
std::string extent_text(double low, double high);

/// "12 ms", "3.4 s", "2 min 5 s".
std::string seconds_text(double seconds);

}  // namespace rheo
