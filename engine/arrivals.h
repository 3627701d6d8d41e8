#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/buffer.h"
#include "engine/ownership.h"
#include "engine/schedule.h"
#include "engine/spike_log.h"
#include "engine/synapse_store.h"

namespace rheo {

/// The spikes of one population that has outgoing synapses.
struct SpikingSource {
  std::size_t first = 0;  // number of its neuron 0 among the sources
  const SpikeLog* log = nullptr;
};

/// One partition at work: its synapses and its calendar, which has for each coming step the
/// segments that arrive in it, in the order of their emission, source, class. The one place that
/// touches synapses while a network runs.
class PartitionRun {
 public:
  virtual ~PartitionRun() = default;
  /// Before the kernels of step `step`: ports must hold what arrives at its end; states that ports
  /// feed must hold what arrived at the end of the last step, and not yet this.
  virtual void deliver(std::int64_t step) noexcept = 0;
  /// Adds to these states already now, where someone looks at them between the steps.
  virtual void settle() noexcept = 0;
  /// Enters the spikes of step `step` into the calendar.
  virtual void collect(std::int64_t step) = 0;
  virtual void reset() noexcept = 0;
  virtual std::uint64_t synapses() const noexcept = 0;
  virtual std::uint64_t events() const noexcept = 0;  // synapses over which a spike came
};

/// What arrives at the ports of physical populations: buffers, partitions, and the two tasks that
/// move them.
template <class Real>
class Arrivals {
 public:
  Arrivals(const Network& network, Isa isa);

  bool any() const noexcept { return sites_.n_blocks > 0; }
  const SynapseSites& sites() const noexcept { return sites_; }
  /// Spikes may be collected once in so many steps: none arrives sooner.
  std::int64_t slack() const noexcept { return slack_; }
  /// Whether they may be collected behind the `deliver` of the step after these.
  bool late() const noexcept { return late_; }
  /// Makes the synapses, one partition for the blocks of each share, or several where they are too
  /// many. `bases` (populations): their first blocks in the network; `logs` (populations): null
  /// where nothing spikes.
  void build(const Ownership& ownership, const std::vector<std::size_t>& bases,
             const std::vector<const SpikeLog*>& logs);
  /// Port k of each block of a physical population, (kBlock) each: zeros, to which what arrives in
  /// a step is added; who has read it sets it to zero for the next step. Or the state that it
  /// feeds. After `build`.
  std::vector<Real*> port(std::size_t population, std::size_t k);
  void reset() noexcept;
  std::uint64_t synapses() const noexcept;
  std::uint64_t events() const noexcept;
  /// Whether ports of a population feed states, which then are complete after `settle` only.
  bool feeds(std::size_t population) const;
  /// For all shares; not while a step is made.
  void settle() const noexcept;

  /// What the partitions of a share do in a step.
  void deliver(std::size_t share, std::int64_t step) noexcept;
  void settle(std::size_t share) const noexcept;
  void collect(std::size_t share, std::int64_t step) noexcept;

 private:
  struct Cut {
    std::size_t first_place = 0;         // among all blocks with ports, in the order of partitions
    std::vector<PartitionRange> ranges;  // one a population
  };
  void cut(const Ownership& ownership, const std::vector<std::size_t>& bases);

  const Network& network_;
  Isa isa_;
  SynapseSites sites_;
  SynapseClasses classes_;
  bool narrow_;  // weights are kept as float
  bool late_ = false;
  std::int64_t slack_ = 1;
  std::vector<Buffer> lanes_;                  // -> (n_blocks x kBlock)
  std::vector<Cut> cuts_;                      // (partitions)
  std::vector<std::vector<std::size_t>> own_;  // (shares) partitions
  std::vector<std::unique_ptr<PartitionRun>> partitions_;
};

/// Calls Arrivals::deliver, ::collect or ::settle for every share: what a thread's own partitions
/// need is done by that thread.
template <class Real>
class ArrivalTask final : public Task {
 public:
  enum class Move { deliver, collect, settle };
  ArrivalTask(Move move, Arrivals<Real>& arrivals)
      : Task(name_of(move), phase_of(move), 0, 1), move_(move), arrivals_(arrivals) {
    by_owner = true;
    if (move == Move::collect) {
      slack = arrivals.slack();
      late = arrivals.late();
    }
  }
  void run(std::size_t share, std::int64_t step) noexcept override {
    switch (move_) {
      case Move::deliver:
        return arrivals_.deliver(share, step);
      case Move::collect:
        return arrivals_.collect(share, step);
      case Move::settle:
        return arrivals_.settle(share);
    }
  }

 private:
  static std::string name_of(Move move) {
    if (move == Move::settle) return "arrived";
    return move == Move::deliver ? "arrivals" : "calendar";
  }
  static constexpr Phase phase_of(Move move) noexcept {
    if (move == Move::settle) return Phase::record;
    return move == Move::deliver ? Phase::deliver_past : Phase::propagate;
  }

  Move move_;
  Arrivals<Real>& arrivals_;
};

}  // namespace rheo
