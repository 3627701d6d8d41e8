#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/network.h"
#include "engine/ownership.h"
#include "engine/recorder.h"
#include "engine/schedule.h"

namespace rheo {

/// Where a number stopped being finite.
struct Trouble {
  std::int64_t step = 0;
  std::string where;  // "population a, neuron 3"
  double value = 0;
};

/// Everything of a running network that depends on its precision: states, buffers, tasks. Made
/// from the plan; the clock, the threads and the probes' recorders stand outside.
class Core {
 public:
  virtual ~Core() = default;
  /// States, sums, counts and hashes back to before the first step.
  virtual void reset() = 0;
  /// The tasks that step the network; the caller adds its own and makes a Schedule of all.
  virtual std::vector<std::unique_ptr<Task>> take_tasks() = 0;
  virtual std::vector<std::string> buffer_names() const = 0;
  /// A view for a probe, and what a task that reads through it must declare.
  struct Probed {
    std::unique_ptr<ProbeSource> source;
    std::size_t base = 0;  // block numbers of the probed object
    std::vector<Access> reads;
    bool in_one = false;  // its blocks are nobody's: one thread records them all
  };
  virtual Probed probe(const ProbePlan& plan) = 0;

  virtual std::uint64_t spike_hash() const = 0;
  virtual std::uint64_t state_hash() const = 0;
  virtual std::vector<std::int64_t> spikes(std::size_t population) const = 0;
  virtual std::uint64_t synaptic_operations() const = 0;
  virtual std::vector<Ownership::Population> populations() const = 0;
  /// Makes the synapses that rules ask for, each where its target is owned. Before the first step.
  virtual void build_synapses(const Ownership& ownership) = 0;
  /// How many these are.
  virtual std::uint64_t synapses() const = 0;
  virtual std::optional<Trouble> trouble() const = 0;
  virtual std::vector<LearnedArray> learned() const = 0;
};

/// `network` must outlive the core.
std::unique_ptr<Core> make_core(const Network& network, Isa isa);

}  // namespace rheo
