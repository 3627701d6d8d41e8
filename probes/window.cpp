#include "probes/window.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace rheo {

Declaration window_declaration() {
  Declaration d;
  d.kind = ModelKind::rate_filter;
  d.name = "window";
  d.summary = "Spikes in a trailing window divided by its width.";
  d.equations = {"rate(t) = spikes in (t - width, t] / width"};
  ParameterDeclaration width;
  width.name = "width";
  width.dimension = Dimension::time;
  width.range = Range::positive();
  width.sentence = "Width of the window, a multiple of dt.";
  width.step_multiple = true;
  d.parameters = {width};
  d.shorthand = "width";
  return d;
}

std::unique_ptr<ChunkSink> make_window(const ProbeSpec& spec, double dt,
                                       const std::vector<std::uint32_t>& elements,
                                       std::unique_ptr<ChunkSink> next) {
  return std::make_unique<WindowRate>(spec.filter->number("width"), dt, elements, spec.every,
                                      std::move(next));
}

WindowRate::WindowRate(double width, double dt, const std::vector<std::uint32_t>& elements,
                       std::int64_t every, std::unique_ptr<ChunkSink> next)
    : Estimator(elements, every, std::move(next)),
      width_(width),
      steps_(std::max<std::int64_t>(1, std::llround(width / dt))) {
  counts_.resize(n_slots());
  rates_.resize(n_slots());
}

void WindowRate::sample() {
  while (!ahead_.empty() && ahead_.front().step <= due()) {
    counts_[ahead_.front().slot] += ahead_.front().count;
    inside_.push_back(ahead_.front());
    ahead_.pop_front();
  }
  while (!inside_.empty() && inside_.front().step <= due() - steps_) {
    counts_[inside_.front().slot] -= inside_.front().count;
    inside_.pop_front();
  }
  for (std::size_t k = 0; k < rates_.size(); ++k) {
    rates_[k] = static_cast<double>(counts_[k]) / width_;
  }
  hand_on(rates_);
}

void WindowRate::add(const Event& event) {
  while (due() < event.step)
    sample();
  ahead_.push_back(event);
}

void WindowRate::close(std::int64_t last_step) {
  while (due() <= last_step)
    sample();
}

}  // namespace rheo
