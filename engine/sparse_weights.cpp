#include "engine/sparse_weights.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace rheo {
namespace {

bool ascending(const CoordinateWeights& w) {
  for (std::size_t k = 1; k < w.values.size(); ++k) {
    const auto before = std::pair{w.columns[k - 1], w.rows[k - 1]};
    if (before >= std::pair{w.columns[k], w.rows[k]}) return false;
  }
  return true;
}

void in_range(const char* name, const char* what, const std::vector<std::uint32_t>& places,
              std::size_t n, std::vector<Problem>& problems) {
  const auto bad = std::find_if(places.begin(), places.end(), [n](auto i) { return i >= n; });
  if (bad == places.end()) return;
  const auto k = std::to_string(bad - places.begin());
  problems.push_back({name, "entry " + k + " is " + std::to_string(*bad),
                      "there are " + std::to_string(n) + " " + what + ", counted from 0",
                      "rows are targets and columns sources, within the slices; transposed?", ""});
}

}  // namespace

CoordinateWeights by_columns(CoordinateWeights w) {
  if (ascending(w)) return w;
  std::vector<std::size_t> order(w.values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair{w.columns[a], w.rows[a]} < std::pair{w.columns[b], w.rows[b]};
  });
  CoordinateWeights sorted;
  for (const std::size_t k : order) {
    const bool again = !sorted.values.empty() && sorted.columns.back() == w.columns[k] &&
                       sorted.rows.back() == w.rows[k];
    if (again) {
      sorted.values.back() += w.values[k];
      continue;
    }
    sorted.columns.push_back(w.columns[k]);
    sorted.rows.push_back(w.rows[k]);
    sorted.values.push_back(w.values[k]);
  }
  return sorted;
}

std::vector<Problem> check(const CoordinateWeights& w, std::size_t rows, std::size_t columns) {
  const std::size_t n = w.values.size();
  if (w.rows.size() != n || w.columns.size() != n) {
    return {{"",
             "has " + std::to_string(w.rows.size()) + " rows, " + std::to_string(w.columns.size()) +
                 " columns and " + std::to_string(n) + " values",
             "each entry has one of each", "", ""}};
  }
  std::vector<Problem> problems;
  in_range("rows", "targets", w.rows, rows, problems);
  in_range("columns", "sources", w.columns, columns, problems);
  const auto bad =
      std::find_if(w.values.begin(), w.values.end(), [](double x) { return !std::isfinite(x); });
  if (bad != w.values.end()) {
    problems.push_back(
        {"values", "entry " + std::to_string(bad - w.values.begin()) + " is not a finite number",
         "", "correct it", ""});
  }
  return problems;
}

Array as_matrix(const CoordinateWeights& w, std::size_t rows, std::size_t columns) {
  Array matrix = Array::matrix(std::vector<double>(rows * columns, 0.0), rows, columns);
  for (std::size_t k = 0; k < w.values.size(); ++k)
    matrix.data[w.rows[k] * columns + w.columns[k]] += w.values[k];
  return matrix;
}

}  // namespace rheo
