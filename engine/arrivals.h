#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/buffer.h"
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
  /// Sets the ports of this partition's neurons to the sums of what arrives in step `step`.
  virtual void deliver(std::int64_t step) noexcept = 0;
  /// Enters the spikes of step `step` into the calendar.
  virtual void collect(std::int64_t step) = 0;
  virtual void reset() noexcept = 0;
  virtual std::uint64_t synapses() const noexcept = 0;
  virtual std::uint64_t events() const noexcept = 0;  // synapses over which a spike came
  virtual std::size_t bytes() const noexcept = 0;     // of synapses
};

/// What arrives at the ports of physical populations: buffers, partitions, and the two tasks that
/// move them.
template <class Real>
class Arrivals {
 public:
  Arrivals(const Network& network, Isa isa);

  bool any() const noexcept { return sites_.n_blocks > 0; }
  const SynapseSites& sites() const noexcept { return sites_; }
  /// Port k of a physical population: (neurons), padded to whole blocks.
  Real* port(std::size_t population, std::size_t k) noexcept {
    return ports_[k].template as<Real>() + sites_.first_block[population] * kBlock;
  }
  /// Makes the synapses, a partition for each range of blocks of one thread. `bounds` (threads +
  /// 1): where threads begin among all blocks of the network; `bases` (populations): where
  /// populations do. `logs` (populations): null where nothing spikes.
  void build(const std::vector<std::size_t>& bounds, const std::vector<std::size_t>& bases,
             const std::vector<const SpikeLog*>& logs);
  void reset() noexcept;
  std::uint64_t synapses() const noexcept;
  std::uint64_t events() const noexcept;

  /// Delivers or collects where a partition begins at this block of the network.
  void deliver(std::size_t block, std::int64_t step) noexcept;
  void collect(std::size_t block, std::int64_t step) noexcept;

 private:
  void cut(const std::vector<std::size_t>& bounds, const std::vector<std::size_t>& bases);

  const Network& network_;
  Isa isa_;
  SynapseSites sites_;
  SynapseClasses classes_;
  std::vector<Buffer> ports_;                                // (n_ports) -> (n_blocks x kBlock)
  std::vector<std::pair<std::size_t, std::size_t>> ranges_;  // (partitions) blocks of sites
  std::vector<std::vector<std::size_t>> at_;                 // (network blocks) partitions
  std::vector<std::unique_ptr<PartitionRun>> partitions_;
};

/// Calls Arrivals::deliver or ::collect for every block of the network: what a thread's own
/// partitions need is done by that thread.
template <class Real>
class ArrivalTask final : public Task {
 public:
  enum class Move { deliver, collect };
  ArrivalTask(Move move, std::size_t n_blocks, Arrivals<Real>& arrivals)
      : Task(move == Move::deliver ? "arrivals" : "calendar",
             move == Move::deliver ? Phase::deliver_past : Phase::propagate, 0, n_blocks),
        move_(move),
        arrivals_(arrivals) {
    by_owner = true;
  }
  void run(std::size_t block, std::int64_t step) noexcept override {
    if (move_ == Move::deliver) {
      arrivals_.deliver(block, step);
    } else {
      arrivals_.collect(block, step);
    }
  }

 private:
  Move move_;
  Arrivals<Real>& arrivals_;
};

}  // namespace rheo
