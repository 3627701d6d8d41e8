#include "probes/isi.h"

#include <utility>

namespace rheo {

Declaration isi_declaration() {
  Declaration d;
  d.kind = ModelKind::rate_filter;
  d.name = "isi";
  d.summary = "One over the interval between the two spikes around each sample.";
  d.equations = {"rate(t) = 1 / (t_next - t_last), t_last <= t < t_next",
                 "0 before the first spike and from the last one on"};
  return d;
}

std::unique_ptr<ChunkSink> make_isi(const ProbeSpec& spec, double dt,
                                    const std::vector<std::uint32_t>& elements,
                                    std::unique_ptr<ChunkSink> next) {
  return std::make_unique<IsiRate>(dt, elements, spec.every, std::move(next));
}

IsiRate::IsiRate(double dt, const std::vector<std::uint32_t>& elements, std::int64_t every,
                 std::unique_ptr<ChunkSink> next)
    : Estimator(elements, every, std::move(next)), dt_(dt) {
  newest_.assign(n_slots(), -1);
  rates_.assign(n_slots(), 0.0);
}

/// Hands on all samples before the oldest onset whose interval is not known yet.
void IsiRate::advance() {
  while (!onsets_.empty()) {
    const Onset& front = onsets_.front();
    while (due() < front.step)
      hand_on(rates_);
    if (front.rate == kUnknown) return;
    rates_[front.slot] = front.rate;
    onsets_.pop_front();
    ++popped_;
  }
}

void IsiRate::add(const Event& event) {
  std::int64_t& newest = newest_[event.slot];
  if (newest >= 0) {
    Onset& before = onsets_[static_cast<std::size_t>(newest - popped_)];
    const auto whole_steps = static_cast<double>(event.step - 1 - before.step);
    before.rate = 1 / ((whole_steps + 1.0 / event.count) * dt_);
  }
  newest = popped_ + static_cast<std::int64_t>(onsets_.size());
  onsets_.push_back({event.step, event.slot, kUnknown});
  advance();
}

void IsiRate::close(std::int64_t last_step) {
  for (Onset& onset : onsets_) {
    if (onset.rate == kUnknown) onset.rate = 0;
  }
  advance();
  while (due() <= last_step)
    hand_on(rates_);
}

}  // namespace rheo
