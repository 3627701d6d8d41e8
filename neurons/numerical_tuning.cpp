#include "neurons/numerical_tuning.h"

#include <algorithm>
#include <limits>

namespace rheo {

namespace {

constexpr std::size_t kPoints = 101;  // odd, so that 0 is one of them
constexpr int kGrids = 10;
constexpr double kFirstWidth = 10;

std::vector<double> even_points(double low, double high) {
  std::vector<double> points(kPoints);
  const double step = (high - low) / static_cast<double>(kPoints - 1);
  for (std::size_t k = 0; k < kPoints; ++k)
    points[k] = low + static_cast<double>(k) * step;
  points.back() = high;
  return points;
}

std::size_t last_silent(const std::vector<double>& rates) {
  std::size_t k = rates.size();
  while (k > 0 && rates[k - 1] > 0)
    --k;
  return k;  // one behind it; 0: none is silent
}

/// The current at which the interpolated curve reaches `rate`; the last one on a level stretch.
double interpolated(const std::vector<double>& J, const std::vector<double>& rates, double rate) {
  const auto above = std::upper_bound(rates.begin(), rates.end(), rate);
  if (above == rates.begin()) return J.front();
  if (above == rates.end()) return J.back();
  const auto k = static_cast<std::size_t>(above - rates.begin()) - 1;
  return J[k] + (J[k + 1] - J[k]) / (rates[k + 1] - rates[k]) * (rate - rates[k]);
}

}  // namespace

std::optional<CurrentRange> find_currents(const RateCurve& rates, double max_rate) {
  std::optional<double> silent;
  double width = kFirstWidth;
  for (int grid = 0; grid < kGrids; ++grid, width *= 2) {
    const std::vector<double> J = even_points(-width, width);
    const std::vector<double> at = rates(J);
    const std::size_t behind = last_silent(at);
    if (!silent && behind > 0) silent = J[behind - 1];
    const auto top = std::find_if(at.begin(), at.end(), [&](double r) { return r >= max_rate; });
    if (silent && top != at.end()) {
      return CurrentRange{*silent, J[static_cast<std::size_t>(top - at.begin())]};
    }
  }
  return std::nullopt;
}

GainBias search_gain_bias(const RateCurve& rates, const CurrentRange& range, double max_rate,
                          double intercept) {
  const std::vector<double> J = even_points(range.silent, range.top);
  const double top = interpolated(J, rates(J), max_rate);
  const double gain = (top - range.silent) / (1.0 - intercept);
  return {gain, top - gain};
}

double search_threshold(const RateCurve& rates) {
  double width = kFirstWidth;
  for (int grid = 0; grid < kGrids; ++grid, width *= 2) {
    std::vector<double> J = even_points(-width, width);
    std::size_t behind = last_silent(rates(J));
    if (behind == 0 || behind == kPoints) continue;
    for (int finer = 0; finer < 3; ++finer) {
      J = even_points(J[behind - 1], J[behind]);
      behind = std::clamp<std::size_t>(last_silent(rates(J)), 1, kPoints - 1);
    }
    return J[behind - 1];
  }
  return std::numeric_limits<double>::infinity();
}

}  // namespace rheo
