#include "probes/gaussian.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/math.h"

namespace rheo {

namespace {

constexpr double kTruncation = 4;  // in units of sigma

/// The last step of a run that goes on.
constexpr std::int64_t kOpen = std::numeric_limits<std::int64_t>::max() / 2;

}  // namespace

Declaration gaussian_declaration() {
  Declaration d;
  d.kind = ModelKind::rate_filter;
  d.name = "gaussian";
  d.summary = "Rate seen through a Gaussian window centred on each sample.";
  d.equations = {"rate(t) = sum of g(t - t_spike) / sum of g dt, g(x) = exp(-x^2 / (2 sigma^2))",
                 "both sums over the steps of the run within 4 sigma of t"};
  ParameterDeclaration sigma;
  sigma.name = "sigma";
  sigma.dimension = Dimension::time;
  sigma.range = Range::positive();
  sigma.sentence = "Standard deviation of the window.";
  d.parameters = {sigma};
  d.shorthand = "sigma";
  return d;
}

std::unique_ptr<ChunkSink> make_gaussian(const ProbeSpec& spec, double dt,
                                         const std::vector<std::uint32_t>& elements,
                                         std::unique_ptr<ChunkSink> next) {
  return std::make_unique<GaussianRate>(spec.filter->number("sigma"), dt, elements, spec.every,
                                        std::move(next));
}

GaussianRate::GaussianRate(double sigma, double dt, const std::vector<std::uint32_t>& elements,
                           std::int64_t every, std::unique_ptr<ChunkSink> next)
    : Estimator(elements, every, std::move(next)), sigma_(sigma), dt_(dt) {
  // 1e-9: 4 sigma may fall on a step but for rounding.
  const double reach = kTruncation * sigma / dt + 1e-9;
  reach_ = reach < static_cast<double>(kOpen) / 2 ? static_cast<std::int64_t>(reach) : kOpen / 2;
  rates_.resize(n_slots());
}

/// The table grows with the run: a sigma of a million seconds costs no more than the run is long.
void GaussianRate::grow(std::int64_t distance) {
  while (static_cast<std::int64_t>(weight_.size()) <= distance) {
    const double x = static_cast<double>(weight_.size()) * dt_ / sigma_;
    weight_.push_back(math::exp(-0.5 * x * x));
    sum_.push_back((sum_.empty() ? 0.0 : sum_.back()) + weight_.back());
  }
}

void GaussianRate::sample(std::int64_t last_step) {
  const std::int64_t m = due();
  const std::int64_t left = std::min(reach_, m - 1);
  const std::int64_t right = std::min(reach_, last_step - m);
  grow(std::max(left, right));
  while (!events_.empty() && events_.front().step < m - left)
    events_.pop_front();
  std::fill(rates_.begin(), rates_.end(), 0.0);
  for (const Event& e : events_) {
    if (e.step > m + right) break;
    rates_[e.slot] += e.count * weight_[static_cast<std::size_t>(std::abs(m - e.step))];
  }
  const double area =
      dt_ * (sum_[static_cast<std::size_t>(left)] + sum_[static_cast<std::size_t>(right)] - 1);
  for (double& r : rates_)
    r /= area;
  hand_on(rates_);
}

void GaussianRate::add(const Event& event) {
  while (due() + reach_ < event.step)
    sample(kOpen);
  events_.push_back(event);
}

void GaussianRate::close(std::int64_t last_step) {
  while (due() <= last_step)
    sample(last_step);
}

}  // namespace rheo
