#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/bad_number.h"
#include "engine/buffer.h"
#include "engine/drive.h"
#include "engine/huge_array.h"
#include "engine/kernels.h"
#include "engine/projection.h"
#include "engine/schedule.h"
#include "engine/spike_log.h"

namespace rheo {

/// One population while it runs: its numbers in the precision of the run. Four things that never
/// share a struct stand side by side: parameters (in the plan), coefficients, state, input.
template <class Real>
struct PopulationRun final : StateView {
  /// `kept`: steps of spikes that the log keeps.
  PopulationRun(const PopulationPlan& plan, double dt, std::uint64_t seed, Isa isa,
                std::size_t kept = 1);

  void reset();
  /// Keeps the state that port `port` feeds, if one is, in `blocks` (blocks) -> (kBlock) from now
  /// on; whether one is.
  bool feed(std::size_t port, const std::vector<Real*>& blocks);
  double at(std::size_t held, std::size_t neuron) const noexcept override {
    if (fed[held].empty()) return state[held].number(neuron);
    return static_cast<double>(fed[held][neuron / kBlock][neuron % kBlock]);
  }
  std::uint64_t state_hash() const;

  const PopulationPlan& plan;
  std::uint64_t seed;
  std::uint64_t key;  // of the name, for spike_hash
  DrawKey draws;      // of models that draw while they run
  NeuronKernel<Real> kernel = nullptr;
  NeuronKernel<Real> base = nullptr;    // of a rate model that is wrapped
  std::shared_ptr<const void> data;     // the kernel's
  bool uniform = true;                  // coefficients are single numbers
  std::vector<Buffer> coefficients;     // (n_coefficients) -> (1) if uniform, else as bias
  std::vector<Buffer> state;            // (n_held) -> (neurons), but for those in ...
  std::vector<std::vector<Real*>> fed;  // (n_held)(blocks) -> (kBlock), or empty
  Buffer bias;                          // (neurons), or one block if all are alike
  Buffer gain;                          // the same
  Buffer encoders;                      // (dimensions, neurons), scaled
  Buffer spike_value;                   // (neurons) amplitude / dt
  std::unique_ptr<SpikeLog> log;        // spiking models
  std::unique_ptr<Buffer> output;       // (neurons) rate models; spiking ones where needed
  std::unique_ptr<Buffer> current;      // (neurons) J, where a probe wants it
  HugeVector<std::int64_t> spikes;      // (neurons) since the start
  std::vector<std::uint64_t> hash;      // (blocks) part of spike_hash
  BadNumbers bad;                       // (blocks) with the input current there
};

/// Evaluates one population: gathers the current J, updates the neurons, logs their spikes.
template <class Real>
class PopulationTask final : public Task {
 public:
  PopulationTask(PopulationRun<Real>& population, std::size_t base, Isa isa);

  void run(std::size_t block, std::int64_t step) noexcept override {
    run_range(block, block + 1, step);
  }
  void run_range(std::size_t first, std::size_t end, std::int64_t step) noexcept override;

  const Real* sum = nullptr;          // (neurons) what the filters deliver; null: none
  const Real* value = nullptr;        // (dimensions) represented value; null: none
  std::vector<const Real*> currents;  // (neurons) each, added to J without the gain
  std::vector<const Projection<Real>*> projections;  // of this same step
  std::vector<Drive<Real>> drives;                   // added to the ports
  std::vector<std::uint64_t> operations;             // (blocks)
  /// The next port: `blocks` (blocks) -> (kBlock).
  void add_port(std::vector<Real*> blocks);
  /// After the last port and before the first step: what the kernel gets of each block.
  void bind();

 private:
  /// `n_next`: as in BlockUpdate.
  void evaluate(std::size_t block, std::size_t n_next, std::int64_t step) noexcept;
  const Real* gather(std::size_t block, std::size_t n, Real* sums, Real* J) noexcept;
  void update(std::size_t block, std::size_t n_next, std::int64_t step, const Real* J) noexcept;
  /// Counts the spikes of the block, or asks for the lines of memory that `count_fetched` writes
  /// one block later, when they have come.
  void log_spikes(std::size_t block, std::int64_t step, const BlockUpdate<Real>& args) noexcept;
  void count_fetched(std::size_t block) noexcept;
  void count_spikes(std::size_t block) noexcept;
  void write_output(std::size_t block, std::size_t n) noexcept;
  /// Adds what drives send to ports that feed states, or to the others.
  void drive(bool feeding, std::size_t block, std::size_t n, std::int64_t step) noexcept;

  struct Port {
    std::vector<Real*> blocks;  // (blocks) -> (kBlock)
    bool feeds = false;         // a state
  };
  PopulationRun<Real>& p_;
  std::vector<Port> ports_;
  CurrentKernel<Real> current_;
  SpikeHashKernel hash_;
  std::vector<BlockUpdate<Real>> blocks_;  // (blocks) but for what changes with the step
  // What these point to.
  std::vector<const Real*> coefficients_;  // (blocks, n_coefficients)
  std::vector<void*> state_;               // (blocks, n_held)
  std::vector<Real*> arriving_;            // (blocks, ports)
};

}  // namespace rheo
