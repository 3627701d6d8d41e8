#pragma once

#include <algorithm>
#include <cstdint>

#include "engine/buffer.h"
#include "engine/population_task.h"
#include "engine/recorder.h"

namespace rheo {

/// A buffer of numbers as a probe sees it.
template <class Real>
class VectorSource final : public ProbeSource {
 public:
  explicit VectorSource(const Buffer& buffer) : buffer_(buffer) {}
  std::size_t size() const noexcept override { return buffer_.size(); }
  void values(std::int64_t, std::size_t first, std::size_t n, double* out) const override {
    const Real* from = buffer_.as<Real>() + first;
    std::transform(from, from + n, out, [](Real v) { return static_cast<double>(v); });
  }
  BlockSpikes spikes(std::size_t) const noexcept override { return {}; }

 private:
  const Buffer& buffer_;
};

/// The spikes of a population; as values, amplitude x count / dt.
template <class Real>
class SpikeSource final : public ProbeSource {
 public:
  explicit SpikeSource(const PopulationRun<Real>& run) : run_(run) {}
  std::size_t size() const noexcept override { return run_.plan.neurons; }
  BlockSpikes spikes(std::size_t block) const noexcept override { return run_.log->block(block); }
  void values(std::int64_t, std::size_t first, std::size_t n, double* out) const override {
    std::fill(out, out + n, 0.0);
    for (std::size_t b = first / kBlock; b * kBlock < first + n; ++b) {
      const BlockSpikes s = run_.log->block(b);
      for (std::size_t k = 0; k < s.n; ++k) {
        const std::size_t neuron = b * kBlock + s.index[k];
        if (neuron < first || neuron >= first + n) continue;
        const Real count = s.count == nullptr ? Real(1) : static_cast<Real>(s.count[k]);
        out[neuron - first] =
            static_cast<double>(count * run_.spike_value.template as<Real>()[neuron]);
      }
    }
  }

 private:
  const PopulationRun<Real>& run_;
};

/// A declared state, in declared units.
template <class Real>
class StateSource final : public ProbeSource {
 public:
  StateSource(const PopulationRun<Real>& run, std::size_t state, double dt)
      : run_(run), state_(state), dt_(dt) {}
  std::size_t size() const noexcept override { return run_.plan.neurons; }
  BlockSpikes spikes(std::size_t) const noexcept override { return {}; }
  void values(std::int64_t step, std::size_t first, std::size_t n, double* out) const override {
    run_.plan.model->observe(state_, run_, run_.plan.parameters, first, n, step, dt_, out);
  }

 private:
  const PopulationRun<Real>& run_;
  std::size_t state_;
  double dt_;
};

}  // namespace rheo
