#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "engine/catalog.h"
#include "probes/estimator.h"

namespace rheo {

/// Spikes in (t - T, t] divided by T, also before the first T has passed.
class WindowRate final : public Estimator {
 public:
  /// `width`: T in seconds, a multiple of dt.
  WindowRate(double width, double dt, const std::vector<std::uint32_t>& elements,
             std::int64_t every, std::unique_ptr<ChunkSink> next);

 private:
  void add(const Event& event) override;
  void close(std::int64_t last_step) override;
  void sample();

  double width_;
  std::int64_t steps_;
  std::deque<Event> ahead_;           // after the sample that is due
  std::deque<Event> inside_;          // within the window of the last sample
  std::vector<std::int64_t> counts_;  // (n_slots) spikes of `inside_`
  std::vector<double> rates_;         // (n_slots)
};

Declaration window_declaration();
std::unique_ptr<ChunkSink> make_window(const ProbeSpec& spec, double dt,
                                       const std::vector<std::uint32_t>& elements,
                                       std::unique_ptr<ChunkSink> next);

}  // namespace rheo
