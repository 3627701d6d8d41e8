#include "nef/nnls.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/error.h"

namespace rheo {

namespace {

/// A^T (b - A x).
std::vector<double> descent(const Dense& A, const std::vector<double>& b,
                            const std::vector<double>& x) {
  std::vector<double> error = b;
  for (std::size_t j = 0; j < A.columns; ++j) {
    if (x[j] == 0) continue;
    for (std::size_t i = 0; i < A.rows; ++i)
      error[i] -= A(i, j) * x[j];
  }
  std::vector<double> w(A.columns, 0.0);
  for (std::size_t j = 0; j < A.columns; ++j) {
    for (std::size_t i = 0; i < A.rows; ++i)
      w[j] += A(i, j) * error[i];
  }
  return w;
}

/// Rounding in the gradient: what counts as 0.
double gradient_tolerance(const Dense& A, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t j = 0; j < A.columns; ++j) {
    double sum = 0;
    for (std::size_t i = 0; i < A.rows; ++i)
      sum += std::fabs(A(i, j) * b[i]);
    largest = std::max(largest, sum);
  }
  return 10 * std::numeric_limits<double>::epsilon() *
         std::sqrt(static_cast<double>(std::max(A.rows, A.columns))) * largest;
}

/// Least squares over the columns in `passive`, zero elsewhere.
std::vector<double> solve_passive(const Dense& A, const std::vector<double>& b,
                                  const std::vector<std::size_t>& passive) {
  Dense part(A.rows, passive.size());
  for (std::size_t k = 0; k < passive.size(); ++k)
    std::copy_n(A.data.data() + passive[k] * A.rows, A.rows, part.data.data() + k * A.rows);
  const std::vector<double> z = solve_full_rank(part, b);
  std::vector<double> s(A.columns, 0.0);
  for (std::size_t k = 0; k < passive.size(); ++k)
    s[passive[k]] = z[k];
  return s;
}

/// Moves x towards s as far as nothing becomes negative and takes what became 0 out of the set.
/// False if s itself was reached.
bool step_to_bound(const std::vector<double>& s, std::vector<double>& x,
                   std::vector<std::size_t>& passive) {
  double share = 1;
  std::size_t first = passive.size();
  for (std::size_t k = 0; k < passive.size(); ++k) {
    const std::size_t j = passive[k];
    if (s[j] > 0) continue;
    const double reach = x[j] > 0 ? x[j] / (x[j] - s[j]) : 0;
    if (first < passive.size() && reach >= share) continue;
    share = reach;
    first = k;
  }
  if (first == passive.size()) {
    x = s;
    return false;
  }
  for (std::size_t j : passive)
    x[j] = std::max(0.0, x[j] + share * (s[j] - x[j]));
  x[passive[first]] = 0;
  std::erase_if(passive, [&](std::size_t j) { return !(x[j] > 0); });
  return true;
}

}  // namespace

std::vector<double> solve_not_negative(const Dense& A, const std::vector<double>& b) {
  std::vector<double> x(A.columns, 0.0);
  std::vector<std::size_t> passive;
  std::vector<bool> barred(A.columns, false);
  const double tolerance = gradient_tolerance(A, b);
  for (std::size_t change = 0; change <= 3 * A.columns; ++change) {
    const std::vector<double> w = descent(A, b, x);
    std::size_t best = A.columns;
    for (std::size_t j = 0; j < A.columns; ++j) {
      const bool inside = std::find(passive.begin(), passive.end(), j) != passive.end();
      if (inside || barred[j] || !(w[j] > tolerance)) continue;
      if (best == A.columns || w[j] > w[best]) best = j;
    }
    if (best == A.columns || passive.size() == A.rows) return x;
    passive.push_back(best);
    std::vector<double> s = solve_passive(A, b, passive);
    if (!(s[best] > 0)) {
      // Rounding: the gradient says grow, the solution shrinks. Not again before x has moved.
      passive.pop_back();
      barred[best] = true;
      continue;
    }
    while (step_to_bound(s, x, passive) && !passive.empty())
      s = solve_passive(A, b, passive);
    std::fill(barred.begin(), barred.end(), false);
  }
  throw ConfigError({{.path = "solver",
                      .what = "non-negative least squares found no end in " +
                              std::to_string(3 * A.columns) + " changes of its set",
                      .rule = "",
                      .remedy = "use nnls_l2, or more evaluation points",
                      .where = {}}});
}

}  // namespace rheo
