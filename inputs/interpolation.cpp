#include "inputs/interpolation.h"

#include <algorithm>
#include <cassert>
#include <cstddef>

namespace rheo {

Interpolation::Interpolation(const TimeTable& table, Kind kind) : table_(table), kind_(kind) {
  bends_.assign(table_.values.data.size(), 0.0);
  assert(kind != Kind::cubic || table_.times.size() >= 4);
  for (std::size_t c = 0; kind == Kind::cubic && c < table_.values.columns(); ++c)
    bend(c);
}

// With h_i = t_{i+1} - t_i and the slopes s_i, second derivatives M obey
//   h_{i-1} M_{i-1} + 2 (h_{i-1} + h_i) M_i + h_i M_{i+1} = 6 (s_i - s_{i-1}).
// Not a knot: M_0 = ((h_0 + h_1) M_1 - h_0 M_2) / h_1, and likewise at the end. Put in, the system
// stays tridiagonal in M_1 ... M_{n-2}.
void Interpolation::bend(std::size_t column) {
  const std::size_t n = table_.times.size();
  const std::size_t width = table_.values.columns();
  std::vector<double> h(n - 1);
  std::vector<double> slope(n - 1);
  for (std::size_t i = 0; i + 1 < n; ++i) {
    h[i] = table_.times[i + 1] - table_.times[i];
    slope[i] = (value(i + 1, column) - value(i, column)) / h[i];
  }
  std::vector<double> lower(n, 0.0);
  std::vector<double> middle(n, 0.0);
  std::vector<double> upper(n, 0.0);
  std::vector<double> M(n, 0.0);
  for (std::size_t i = 1; i + 1 < n; ++i) {
    lower[i] = h[i - 1];
    middle[i] = 2 * (h[i - 1] + h[i]);
    upper[i] = h[i];
    M[i] = 6 * (slope[i] - slope[i - 1]);
  }
  const std::size_t last = n - 2;
  middle[1] += h[0] * (h[0] + h[1]) / h[1];
  upper[1] -= h[0] * h[0] / h[1];
  middle[last] += h[last] * (h[last] + h[last - 1]) / h[last - 1];
  lower[last] -= h[last] * h[last] / h[last - 1];
  for (std::size_t i = 2; i <= last; ++i) {
    const double factor = lower[i] / middle[i - 1];
    middle[i] -= factor * upper[i - 1];
    M[i] -= factor * M[i - 1];
  }
  M[last] /= middle[last];
  for (std::size_t i = last; i-- > 1;)
    M[i] = (M[i] - upper[i] * M[i + 1]) / middle[i];
  M[0] = ((h[0] + h[1]) * M[1] - h[0] * M[2]) / h[1];
  M[n - 1] = ((h[last] + h[last - 1]) * M[last] - h[last] * M[last - 1]) / h[last - 1];
  for (std::size_t i = 0; i < n; ++i)
    bends_[i * width + column] = M[i];
}

void Interpolation::at(double t, double* out) const {
  const std::vector<double>& times = table_.times;
  const std::size_t width = table_.values.columns();
  const auto after = std::upper_bound(times.begin(), times.end(), t);
  const auto found = static_cast<std::size_t>(after - times.begin());
  const std::size_t k =
      std::min(found == 0 ? 0 : found - 1, times.size() < 2 ? 0 : times.size() - 2);
  const std::size_t next = std::min(k + 1, times.size() - 1);
  const double h = next == k ? 1 : times[next] - times[k];
  const double right = (t - times[k]) / h;
  const double left = 1 - right;
  for (std::size_t c = 0; c < width; ++c) {
    if (kind_ == Kind::nearest) {
      out[c] = value(right > 0.5 ? next : k, c);
      continue;
    }
    out[c] = left * value(k, c) + right * value(next, c);
    if (kind_ == Kind::linear) continue;
    out[c] += ((left * left * left - left) * bends_[k * width + c] +
               (right * right * right - right) * bends_[next * width + c]) *
              (h * h / 6);
  }
}

}  // namespace rheo
