#include "io/npy_header.h"

#include <charconv>

#include "io/array_file.h"

namespace rheo {
namespace {

/// A cursor over the Python literal.
class Literal {
 public:
  explicit Literal(const std::string& text) : text_(text) {}

  [[noreturn]] void fail() const {
    throw ArrayFileError(
        "its header is not that of an array, at character " + std::to_string(at_ + 1),
        "numpy.save writes {'descr', 'fortran_order', 'shape'}", "save the array again with numpy");
  }

  bool take(char c) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!take(c)) fail();
  }
  bool at_end() {
    skip_space();
    return at_ == text_.size();
  }

  std::string string() {
    skip_space();
    if (at_ >= text_.size() || (text_[at_] != '\'' && text_[at_] != '"')) fail();
    const char quote = text_[at_++];
    const std::size_t end = text_.find(quote, at_);
    if (end == std::string::npos) fail();
    std::string word = text_.substr(at_, end - at_);
    at_ = end + 1;
    return word;
  }

  bool boolean() {
    skip_space();
    for (const bool value : {false, true}) {
      const std::string word = value ? "True" : "False";
      if (text_.compare(at_, word.size(), word) == 0) {
        at_ += word.size();
        return value;
      }
    }
    fail();
  }

  std::vector<std::size_t> tuple() {
    std::vector<std::size_t> values;
    expect('(');
    while (!take(')')) {
      skip_space();
      std::size_t value = 0;
      const char* first = text_.data() + at_;
      const auto [end, error] = std::from_chars(first, text_.data() + text_.size(), value);
      if (error != std::errc()) fail();
      at_ += static_cast<std::size_t>(end - first);
      values.push_back(value);
      if (take(',')) continue;
      expect(')');
      break;
    }
    return values;
  }

 private:
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n'))
      ++at_;
  }

  const std::string& text_;
  std::size_t at_ = 0;
};

}  // namespace

NpyHeader parse_npy_header(const std::string& text) {
  Literal literal(text);
  NpyHeader header;
  unsigned seen = 0;
  literal.expect('{');
  while (!literal.take('}')) {
    const std::string key = literal.string();
    literal.expect(':');
    if (key == "descr") {
      if (literal.take('[')) {
        throw ArrayFileError("it holds records, not numbers", "arrays of plain numbers only",
                             "save each field as an array of its own");
      }
      header.descr = literal.string();
      seen += 1;
    } else if (key == "fortran_order") {
      header.fortran_order = literal.boolean();
      seen += 16;
    } else if (key == "shape") {
      header.shape = literal.tuple();
      seen += 256;
    } else {
      literal.fail();
    }
    if (literal.take(',')) continue;
    literal.expect('}');
    break;
  }
  if (seen != 1 + 16 + 256 || !literal.at_end()) literal.fail();
  return header;
}

}  // namespace rheo
