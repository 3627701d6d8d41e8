#include "io/edge_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <system_error>

#include "io/csv_reader.h"

namespace rheo {
namespace {

constexpr const char* kColumns[] = {"source", "target", "weight", "delay"};
constexpr const char* kColumnRule = "the columns are source, target, weight, delay, in this order";

std::vector<std::string> words_of(std::string line) {
  for (char& c : line) {
    if (c == ',' || c == ';' || c == '\t' || c == '\r') c = ' ';
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  std::vector<std::string> words;
  std::size_t at = 0;
  while ((at = line.find_first_not_of(' ', at)) != std::string::npos) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    words.push_back(line.substr(at, end - at));
    at = end;
  }
  return words;
}

/// A header in another order would exchange the ends without a word.
void check_header(std::istream& stream) {
  const auto start = stream.tellg();
  std::string line;
  std::vector<std::string> words;
  while (words.empty() && std::getline(stream, line)) {
    if (!line.starts_with('#')) words = words_of(line);
  }
  stream.clear();
  stream.seekg(start);
  const bool named = !words.empty() && std::all_of(words.begin(), words.end(), [](const auto& w) {
    return w[0] >= 'a' && w[0] <= 'z' && w != "nan" && w != "inf";
  });
  for (std::size_t i = 0; named && i < words.size(); ++i) {
    if (i < std::size(kColumns) && words[i].starts_with(kColumns[i])) continue;
    throw ArrayFileError("names its column " + std::to_string(i) + " " + words[i].substr(0, 40),
                         kColumnRule, "reorder them");
  }
}

std::vector<double> column(const Array& table, std::size_t c) {
  std::vector<double> out(table.shape[0]);
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = table.data[i * table.shape[1] + c];
  return out;
}

/// The lines of a Matrix Market file, split into numbers.
class MatrixMarket {
 public:
  MatrixMarket(std::istream& stream, std::uint64_t bytes) : stream_(stream), bytes_(bytes) {}

  EdgeList read() {
    read_header();
    read_size();
    EdgeList list;
    list.shape = std::vector<std::size_t>{static_cast<std::size_t>(rows_),
                                          static_cast<std::size_t>(columns_)};
    const auto n = static_cast<std::size_t>(entries_);
    list.source.reserve(n);
    list.target.reserve(n);
    if (!pattern_) list.weight.reserve(n);
    for (std::size_t k = 0; k < n; ++k) {
      if (!next_line()) {
        throw ArrayFileError("ends after " + std::to_string(k) + " of the " + std::to_string(n) +
                                 " entries that its size line announces",
                             "", "save or copy the file again");
      }
      list.target.push_back(index("row", rows_) - 1);
      list.source.push_back(index("column", columns_) - 1);
      if (!pattern_) list.weight.push_back(number());
      if (!rest_.empty()) fail("has more than an entry", "row, column" + weight_text());
    }
    if (next_line()) {
      throw ArrayFileError(
          "has more than the " + std::to_string(n) + " entries that its size line announces", "",
          "save or copy the file again");
    }
    return list;
  }

 private:
  [[noreturn]] void fail(const std::string& what, const std::string& rule) const {
    throw ArrayFileError("line " + std::to_string(number_) + " " + what, rule);
  }
  std::string weight_text() const { return pattern_ ? "" : ", weight"; }

  void read_header() {
    std::getline(stream_, line_);
    number_ = 1;
    const std::vector<std::string> words = words_of(line_);
    if (words.size() != 5 || words[0] != "%%matrixmarket" || words[1] != "matrix") {
      throw ArrayFileError("does not begin as a Matrix Market file does",
                           "%%MatrixMarket matrix coordinate real general");
    }
    if (words[2] != "coordinate") fail("says " + words[2], "the format must be coordinate");
    pattern_ = words[3] == "pattern";
    if (!pattern_ && words[3] != "real" && words[3] != "integer") {
      fail("says " + words[3], "numbers must be real, integer or pattern");
    }
    if (words[4] == "general") return;
    throw ArrayFileError("line 1 says " + words[4], "all entries must be listed: general",
                         "save the whole matrix (scipy.io.mmwrite with symmetry=\"general\")");
  }

  void read_size() {
    if (!next_line()) throw ArrayFileError("has no line with its size");
    constexpr double kMost = 4294967295.0;
    rows_ = index("number of rows", kMost);
    columns_ = index("number of columns", kMost);
    entries_ = number();
    if (!(entries_ >= 0) || std::floor(entries_) != entries_ || !rest_.empty()) {
      fail("is no size", "rows, columns, entries");
    }
    constexpr double kLeast = 4;  // bytes of "1 1\n"
    if (entries_ <= static_cast<double>(kMaxListed) &&
        entries_ * kLeast <= static_cast<double>(bytes_) + 1) {
      return;
    }
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, entries_);
    throw ArrayFileError(
        "announces " + std::string(text, end.ptr) + " entries in " + std::to_string(bytes_) +
            " bytes",
        "an entry takes at least 4 bytes, and there may be " + std::to_string(kMaxListed),
        "save or copy the file again");
  }

  bool next_line() {
    while (std::getline(stream_, line_)) {
      ++number_;
      rest_ = line_;
      trim();
      if (!rest_.empty() && rest_[0] != '%') return true;
    }
    return false;
  }

  void trim() {
    const auto first = rest_.find_first_not_of(" \t\r");
    rest_.remove_prefix(std::min(first, rest_.size()));
    const auto last = rest_.find_last_not_of(" \t\r");
    rest_ = rest_.substr(0, last == std::string_view::npos ? 0 : last + 1);
  }

  double number() {
    double value = 0;
    if (rest_.starts_with('+')) rest_.remove_prefix(1);
    const char* end = rest_.data() + rest_.size();
    const auto parsed = std::from_chars(rest_.data(), end, value);
    const bool whole = parsed.ptr == end || *parsed.ptr == ' ' || *parsed.ptr == '\t';
    if (rest_.empty() || parsed.ec != std::errc() || !whole || !std::isfinite(value)) {
      fail("has no number where one must stand", "row, column" + weight_text());
    }
    rest_.remove_prefix(static_cast<std::size_t>(parsed.ptr - rest_.data()));
    trim();
    return value;
  }

  double index(const std::string& what, double most) {
    const double value = number();
    if (value >= 1 && value <= most && std::floor(value) == value) return value;
    fail("has a " + what + " out of range",
         "from 1 to " + std::to_string(static_cast<std::uint64_t>(most)));
  }

  std::istream& stream_;
  std::uint64_t bytes_;
  std::string line_;
  std::string_view rest_;
  std::size_t number_ = 0;  // of the line, from 1
  bool pattern_ = false;
  double rows_ = 0;
  double columns_ = 0;
  double entries_ = 0;
};

}  // namespace

EdgeList read_edge_csv(std::istream& stream) {
  check_header(stream);
  const Array table = read_csv(stream);
  const std::size_t columns = table.shape[1];
  if (columns < 2 || columns > std::size(kColumns)) {
    throw ArrayFileError("has " + std::to_string(columns) + " columns", kColumnRule);
  }
  EdgeList list;
  list.source = column(table, 0);
  list.target = column(table, 1);
  if (columns > 2) list.weight = column(table, 2);
  if (columns > 3) list.delay = column(table, 3);
  return list;
}

EdgeList read_matrix_market(std::istream& stream, std::uint64_t bytes) {
  return MatrixMarket(stream, bytes).read();
}

}  // namespace rheo
