#include "engine/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

namespace rheo {
namespace {

/// Edits (insert, delete, replace) that turn a into b.
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replace});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string number_text(double value) {
  if (std::isinf(value)) return value < 0 ? "-.inf" : ".inf";
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

std::string did_you_mean(const std::string& wanted, const std::vector<std::string>& known) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, wanted.size() / 3) + 1;
  for (const std::string& k : known) {
    const std::size_t d = edit_distance(wanted, k);
    if (d < best_distance && d < k.size()) {
      best_distance = d;
      best = k;
    }
  }
  return best.empty() ? "" : "did you mean " + best + "?";
}

}  // namespace rheo
