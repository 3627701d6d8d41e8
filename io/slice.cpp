#include "io/slice.h"

#include <charconv>
#include <utility>
#include <vector>

namespace rheo {
namespace {

/// An integer or nothing; false if `text` is neither.
bool parse_part(const std::string& text, std::optional<std::int64_t>& value) {
  if (text.empty()) return true;
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  constexpr std::int64_t kLimit = std::int64_t{1} << 40;  // no sum of two can overflow
  if (parsed.ec != std::errc() || parsed.ptr != end || number > kLimit || number < -kLimit) {
    return false;
  }
  value = number;
  return true;
}

}  // namespace

std::optional<Slice> parse_slice(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == ' ') continue;
    if (c == ':') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  std::optional<std::int64_t> numbers[3];
  if (parts.size() > 3) return std::nullopt;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!parse_part(parts[i], numbers[i])) return std::nullopt;
  }
  if (parts.size() == 1) {
    if (!numbers[0]) return std::nullopt;
    return Slice{std::vector<std::int64_t>{*numbers[0]}};
  }
  return Slice{SliceRange{numbers[0], numbers[1], numbers[2].value_or(1)}};
}

std::string slice_text(const Slice& slice) {
  if (const auto* list = std::get_if<std::vector<std::int64_t>>(&slice)) {
    std::string text;
    for (const std::int64_t i : *list)
      text += (text.empty() ? "" : ", ") + std::to_string(i);
    return "[" + text + "]";
  }
  if (const auto* range = std::get_if<SliceRange>(&slice)) {
    std::string text = range->start ? std::to_string(*range->start) : "";
    text += ":" + (range->stop ? std::to_string(*range->stop) : "");
    if (range->step != 1) text += ":" + std::to_string(range->step);
    return "\"" + text + "\"";
  }
  return "";
}

}  // namespace rheo
