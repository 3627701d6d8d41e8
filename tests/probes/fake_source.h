#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <vector>

#include "engine/neuron_model.h"
#include "engine/recorder.h"

namespace rheo {

/// A made-up train: spikes by (step, neuron), and a value for every (step, element).
struct FakeTrain {
  std::size_t size = 0;
  std::map<std::int64_t, std::map<std::uint32_t, std::int32_t>> spikes;

  static FakeTrain random(std::size_t size, std::int64_t steps, double p, unsigned seed) {
    std::mt19937 rng(seed);
    std::uniform_real_distribution<double> uniform(0, 1);
    FakeTrain train{size, {}};
    for (std::int64_t step = 1; step <= steps; ++step) {
      for (std::uint32_t i = 0; i < size; ++i) {
        if (uniform(rng) < p) train.spikes[step][i] = uniform(rng) < 0.2 ? 3 : 1;
      }
    }
    return train;
  }
  std::int32_t count(std::int64_t step, std::uint32_t neuron) const {
    const auto at = spikes.find(step);
    if (at == spikes.end()) return 0;
    const auto found = at->second.find(neuron);
    return found == at->second.end() ? 0 : found->second;
  }
};

/// What the engine would show of a FakeTrain at the end of the step `now`.
class FakeSource final : public ProbeSource {
 public:
  explicit FakeSource(const FakeTrain& train)
      : train_(train), index_(n_blocks()), count_(n_blocks()) {}
  std::size_t size() const noexcept override { return train_.size; }
  static double value(std::int64_t step, std::size_t element) {
    return static_cast<double>(step) + static_cast<double>(element) / 65536;
  }
  void values(std::int64_t step, std::size_t first, std::size_t n, double* out) const override {
    ++calls;
    for (std::size_t k = 0; k < n; ++k)
      out[k] = value(step, first + k);
  }
  BlockSpikes spikes(std::size_t block) const noexcept override {
    return {index_[block].data(), count_[block].data(), index_[block].size()};
  }
  void show(std::int64_t step) {
    for (std::size_t b = 0; b < n_blocks(); ++b) {
      index_[b].clear();
      count_[b].clear();
    }
    const auto now = train_.spikes.find(step);
    if (now == train_.spikes.end()) return;
    for (const auto& [neuron, count] : now->second) {
      index_[neuron / kBlock].push_back(static_cast<std::uint16_t>(neuron % kBlock));
      count_[neuron / kBlock].push_back(count);
    }
  }
  mutable int calls = 0;

 private:
  const FakeTrain& train_;
  std::vector<std::vector<std::uint16_t>> index_;
  std::vector<std::vector<std::int32_t>> count_;
};

/// Steps first ... last, blocks in descending order, since their order must not matter.
inline void play(FakeSource& source, Recorder& recorder, std::int64_t first, std::int64_t last) {
  for (std::int64_t step = first; step <= last; ++step) {
    source.show(step);
    for (std::size_t b = recorder.n_blocks(); b-- > 0;)
      recorder.record(b, step);
  }
}

/// 0 ... n - 1.
inline std::vector<std::uint32_t> all_of(std::size_t n) {
  std::vector<std::uint32_t> all;
  for (std::uint32_t k = 0; k < n; ++k)
    all.push_back(k);
  return all;
}

}  // namespace rheo
