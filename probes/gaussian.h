#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "engine/catalog.h"
#include "probes/estimator.h"

namespace rheo {

/// Rates through a Gaussian around each sample: sum of count g(t - t_spike) / sum of g dt, both
/// over the steps of the run within 4 sigma. The second sum is what renormalises at the edges, and
/// makes one spike in each step exactly 1 / dt everywhere.
class GaussianRate final : public Estimator {
 public:
  GaussianRate(double sigma, double dt, const std::vector<std::uint32_t>& elements,
               std::int64_t every, std::unique_ptr<ChunkSink> next);

 private:
  void add(const Event& event) override;
  void close(std::int64_t last_step) override;
  void sample(std::int64_t last_step);
  void grow(std::int64_t distance);

  double sigma_;
  double dt_;
  std::int64_t reach_;          // steps on each side
  std::vector<double> weight_;  // (distances needed so far) g(0), g(dt), ...
  std::vector<double> sum_;     // (same) weight_[0] + ... + weight_[d]
  std::deque<Event> events_;    // those a sample may still need
  std::vector<double> rates_;   // (n_slots)
};

Declaration gaussian_declaration();
std::unique_ptr<ChunkSink> make_gaussian(const ProbeSpec& spec, double dt,
                                         const std::vector<std::uint32_t>& elements,
                                         std::unique_ptr<ChunkSink> next);

}  // namespace rheo
