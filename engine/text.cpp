#include "engine/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace rheo {
namespace {

/// What it costs to turn a into b: 2 for a letter more or less, 3 for another letter, so that
/// tau_rf is nearer to tau_ref than to tau_rc.
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    row[j] = 2 * j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = 2 * i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = diagonal + (a[i - 1] == b[j - 1] ? 0 : 3);
      diagonal = row[j];
      row[j] = std::min({row[j] + 2, row[j - 1] + 2, replace});
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
  std::size_t best_distance = 3 * std::max<std::size_t>(2, wanted.size() / 3) + 1;
  for (const std::string& k : known) {
    const std::size_t d = edit_distance(wanted, k);
    if (d < best_distance && d < 2 * k.size()) {
      best_distance = d;
      best = k;
    }
  }
  return best.empty() ? "" : "did you mean " + best + "?";
}

}  // namespace rheo
