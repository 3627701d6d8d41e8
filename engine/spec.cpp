#include "engine/spec.h"

#include <numeric>

namespace rheo {
namespace {

std::int64_t clamp_index(std::int64_t i, std::int64_t low, std::int64_t high) {
  return i < low ? low : (i > high ? high : i);
}

std::vector<std::uint32_t> resolve_range(const SliceRange& range, std::int64_t n,
                                         std::string& error) {
  std::vector<std::uint32_t> picked;
  if (range.step == 0) {
    error = "a slice's step is 0";
    return picked;
  }
  const bool forward = range.step > 0;
  const std::int64_t low = forward ? 0 : -1;
  const std::int64_t high = forward ? n : n - 1;
  auto place = [&](const std::optional<std::int64_t>& given, std::int64_t missing) {
    if (!given) return missing;
    return clamp_index(*given < 0 ? *given + n : *given, low, high);
  };
  const std::int64_t start = place(range.start, forward ? low : high);
  const std::int64_t stop = place(range.stop, forward ? high : low);
  for (std::int64_t i = start; forward ? i < stop : i > stop; i += range.step) {
    picked.push_back(static_cast<std::uint32_t>(i));
  }
  if (picked.empty()) error = "the slice selects nothing of " + std::to_string(n) + " elements";
  return picked;
}

std::vector<std::uint32_t> resolve_list(const std::vector<std::int64_t>& list, std::int64_t n,
                                        std::string& error) {
  std::vector<std::uint32_t> picked;
  for (std::int64_t i : list) {
    const std::int64_t at = i < 0 ? i + n : i;
    if (at < 0 || at >= n) {
      error = "index " + std::to_string(i) + " lies outside the " + std::to_string(n) + " elements";
      return {};
    }
    picked.push_back(static_cast<std::uint32_t>(at));
  }
  if (picked.empty()) error = "the slice selects nothing";
  return picked;
}

}  // namespace

std::vector<std::uint32_t> resolve_slice(const Slice& slice, std::size_t size, std::string& error) {
  error.clear();
  const auto n = static_cast<std::int64_t>(size);
  if (const auto* range = std::get_if<SliceRange>(&slice)) return resolve_range(*range, n, error);
  if (const auto* list = std::get_if<std::vector<std::int64_t>>(&slice)) {
    return resolve_list(*list, n, error);
  }
  std::vector<std::uint32_t> all(size);
  for (std::size_t i = 0; i < size; ++i)
    all[i] = static_cast<std::uint32_t>(i);
  return all;
}

std::vector<std::uint32_t> all_elements(std::size_t n) {
  std::vector<std::uint32_t> all(n);
  std::iota(all.begin(), all.end(), 0U);
  return all;
}

Value default_max_rates() {
  return Distribution{Distribution::Kind::uniform, 200, 400, {}, {}, true};
}

Value default_intercepts() {
  return Distribution{Distribution::Kind::uniform, -1, 0.9, {}, {}, true};
}

}  // namespace rheo
