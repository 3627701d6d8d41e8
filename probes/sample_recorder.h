#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/filter.h"
#include "engine/recorder.h"
#include "probes/elements.h"

namespace rheo {

/// Values at steps k, 2k, ... (k = every). With a synapse of its own the probe is a connection to
/// itself: in step n it shows what its filter held at the end of step n - 1.
class SampleRecorder final : public Recorder {
 public:
  enum class What {
    values,  // the source's values
    rates,   // count / dt of each neuron, Hz
  };
  /// `synapse` may be null: the values as they are. `elements`: the columns.
  SampleRecorder(What what, std::unique_ptr<ProbeSource> source,
                 const std::vector<std::uint32_t>& elements, std::int64_t every, double dt,
                 const SynapseModel* synapse, Isa isa);
  std::size_t n_blocks() const noexcept override { return blocks_.size(); }
  void record(std::size_t block, std::int64_t step) noexcept override;
  void flush(ChunkSink& sink) override;
  void reset() override;

 private:
  /// Written by one thread in a step: blocks of different threads share no cache line.
  struct alignas(64) Block {
    std::vector<std::int64_t> step;   // (samples)
    std::vector<double> values;       // (samples, n)
    std::vector<double> u;            // (n) values of this step
    std::vector<double> scratch;      // (span)
    std::vector<std::int32_t> place;  // (neurons of the block) in u, -1: not recorded;
                                      //     empty: neuron k is at k
  };
  void read(std::size_t block, std::int64_t step, double* out) noexcept;
  void read_rates(std::size_t block, double* out) const noexcept;
  void fill(std::size_t sample, double* row, std::vector<double>& slots) const;

  What what_;
  std::unique_ptr<ProbeSource> source_;
  ElementMap map_;
  std::int64_t every_;
  double dt_;
  std::unique_ptr<Filter<double>> filter_;  // over map_.n elements
  std::vector<Block> blocks_;
};

}  // namespace rheo
