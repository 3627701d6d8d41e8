#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "engine/catalog.h"
#include "probes/estimator.h"

namespace rheo {

/// 1 / the interval between the two spikes around a sample; 0 before a neuron's first spike and
/// from its last one on. A spike of step k is at t = k dt; the spikes of a step that has several
/// stand evenly in it, the last one at its end. At a spike the interval that follows counts.
///
/// A sample waits until each neuron that has fired fires again or the run ends; what waits is
/// kept as events, 24 bytes each.
class IsiRate final : public Estimator {
 public:
  IsiRate(double dt, const std::vector<std::uint32_t>& elements, std::int64_t every,
          std::unique_ptr<ChunkSink> next);

 private:
  struct Onset {
    std::int64_t step = 0;
    std::uint32_t slot = 0;
    double rate = kUnknown;  // from `step` on
  };
  static constexpr double kUnknown = -1;

  void add(const Event& event) override;
  void close(std::int64_t last_step) override;
  void advance();

  double dt_;
  std::deque<Onset> onsets_;          // ascending in step
  std::int64_t popped_ = 0;           // onsets that have left
  std::vector<std::int64_t> newest_;  // (n_slots) number of each neuron's last onset, -1: none
  std::vector<double> rates_;         // (n_slots) at the sample that is due
};

Declaration isi_declaration();
std::unique_ptr<ChunkSink> make_isi(const ProbeSpec& spec, double dt,
                                    const std::vector<std::uint32_t>& elements,
                                    std::unique_ptr<ChunkSink> next);

}  // namespace rheo
