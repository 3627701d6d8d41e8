#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/network.h"
#include "engine/phase.h"

namespace rheo {

struct RunOptions {
  int threads = 0;               // 0: as the network says, there 0: by the work model
  std::optional<Isa> isa = {};   // none: select_isa()
  std::int64_t slice_steps = 0;  // 0: chosen; tests vary it
  bool vary_team = false;        // all threads and half of them in turn, a slice each; for tests
};

/// Spikes of one population since the start or the last reset.
struct PopulationCount {
  std::string name;
  bool spiking = true;
  std::size_t neurons = 0;
  std::vector<std::int64_t> spikes;  // (neurons); empty where the model does not spike
};

/// Between slices, on the calling thread: the step that was reached. Return false to stop.
using SliceObserver = std::function<bool(std::int64_t step)>;

/// A network that runs: clock, thread team, state and sinks. Not copyable; one run at a time.
class Simulation {
 public:
  explicit Simulation(std::shared_ptr<const Network> network, const Catalog& catalog,
                      const RunOptions& options = {});
  ~Simulation();
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  /// Chooses the number of threads and makes the synapses; `run` does it otherwise. Probes are
  /// connected before.
  void prepare();
  /// Weights that are kept: one for each synapse that a rule made, and those of matrices.
  std::uint64_t synapses() const;

  /// Sends what the named probe records to `sink`, which must outlive the simulation. A probe
  /// without a sink records nothing.
  void connect(const std::string& probe, ChunkSink& sink);

  /// Runs `steps` more steps, in slices, or until the observer says stop. Returns the step reached.
  /// Chunks are handed to the sinks at the end of each slice. Throws NumericalError where a state
  /// is no longer finite (what was recorded until then has been handed over).
  std::int64_t run(std::int64_t steps, const SliceObserver& observer = {});

  /// Tells the sinks that no more will come. Called by the destructor's owner, not by run, so that
  /// a run may go on.
  void finish();

  /// Back to before the first step: states, counts, hashes, recorders. Sinks keep what they have.
  void reset();

  std::int64_t step() const noexcept;
  int threads() const noexcept;
  Isa isa() const noexcept;
  /// Why this number of threads, and how long half of them went on alone, for the manifest.
  std::string thread_choice() const;

  /// Sum of spike_term over all neurons and steps so far.
  std::uint64_t spike_hash() const;
  /// The same over the bits of all states after the last step.
  std::uint64_t state_hash() const;
  std::vector<PopulationCount> counts() const;
  /// What was learned so far: weights of connections, encoders of populations.
  std::vector<LearnedArray> learned() const;
  /// Weighted additions made for spikes, and multiplications of dense weights.
  std::uint64_t synaptic_operations() const;
  /// Seconds spent in each verb, of the first thread.
  std::array<double, kPhases> phase_seconds() const;
  double run_seconds() const noexcept;
  /// The printed schedule (`rheo inspect --schedule`).
  std::string schedule_text() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rheo
