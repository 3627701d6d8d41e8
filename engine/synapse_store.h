#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/huge_array.h"
#include "engine/isa.h"
#include "engine/network.h"

namespace rheo {

/// One of the places of a neuron where spikes arrive: a port as such, or the state that it feeds
/// (HeldState::port).
struct Lane {
  std::size_t port = 0;
  bool feeds = false;
  bool operator==(const Lane&) const = default;
};

/// How neurons are numbered where synapses meet: sources through all populations that have outgoing
/// synapses, targets by blocks through all physical populations.
struct SynapseSites {
  explicit SynapseSites(const Network& network);

  static constexpr std::size_t kNone = ~std::size_t{0};
  std::vector<std::size_t> first_source;  // (populations) kNone: no source
  std::vector<bool> has_ports;            // (populations)
  std::size_t n_sources = 0;
  std::size_t n_blocks = 0;  // of all populations with ports
  std::vector<Lane> lanes;   // of all populations; first the ports as such, ...
  std::size_t n_direct = 0;  // ... so many, then the states that ports feed
  /// Of a port of a physical model.
  std::size_t lane(const NeuronModel& model, std::size_t port) const;
};

/// What synapses of a source share beside their delay: the lane, and the weight if all have the
/// same. Classes are numbered in the order in which the plans name them; where several reach a
/// target from one source in one step, this is the order of the sum.
struct SynapseClass {
  std::uint8_t lane = 0;
  bool uniform = false;
  double weight = 0;  // if uniform
  bool operator==(const SynapseClass&) const = default;
};
class SynapseClasses {
 public:
  /// One more bit of a class's number is the calendar's.
  static constexpr std::size_t kMost = 0x8000;
  /// Throws ConfigError where there are more.
  SynapseClasses(const Network& network, const SynapseSites& sites);
  const std::vector<SynapseClass>& all() const noexcept { return all_; }
  /// The class of a synapse of plan number `plan` with this weight.
  std::uint16_t of(std::size_t plan, double weight) const noexcept {
    return by_plan_[plan][weight < 0 ? 1 : 0];
  }

 private:
  std::uint16_t add(const SynapseClass& wanted);
  std::vector<SynapseClass> all_;
  std::vector<std::array<std::uint16_t, 2>> by_plan_;  // (plans) for weights >= 0, < 0
};

/// Synapses of one class.
struct ClassCount {
  std::uint16_t count = 0;
  std::uint16_t of = 0;  // class
};

/// Synapses of one source, class and delay, to the targets of one partition.
struct SynapseSegment {
  std::uint16_t lag = 0;  // steps
  ClassCount group;
};

/// Where the synapses of one source begin.
struct SynapseRow {
  std::uint32_t segment = 0;
  std::uint32_t at = 0;  // of SynapsePartition::packed
};

/// Blocks of one population in a partition.
struct PartitionRange {
  std::size_t population = 0;
  std::size_t first_block = 0;  // of the population
  std::size_t end_block = 0;
  std::size_t place = 0;  // blocks of the partition before it
};

/// The synapses onto some blocks of targets, at most kMostBlocks, so that a target is a
/// number of 16 bits: by source, then delay, then class, then in the order in which they were made.
/// 6 bytes a synapse; 2 where all of a connection have one weight; delays cost nothing. A segment
/// is one piece of memory, its targets and behind them its weights, so that its first line and the
/// translation of its address are waited for once.
template <class Weight>
struct SynapsePartition {
  static constexpr std::size_t kMostBlocks = 64;
  static constexpr std::uint32_t kWeightUnits = sizeof(Weight) / sizeof(std::uint16_t);
  /// Elements of `packed` that a synapse takes: its target, and its weight if it has one.
  static constexpr std::uint32_t units(bool uniform) noexcept {
    return 1 + (uniform ? 0 : kWeightUnits);
  }
  std::size_t n_blocks = 0;
  std::vector<SynapseRow> rows;  // (n_sources + 1)
  HugeVector<SynapseSegment> segments;
  // By segment: its targets, counted from the partition's first neuron, then its weights, bit by
  // bit, where its class is not uniform.
  HugeArray<std::uint16_t> packed;
  std::uint64_t synapses = 0;
  std::int64_t longest = 1;  // lag
};

/// Makes the synapses onto the blocks of `ranges`, at most one range a population. The same blocks
/// get the same synapses in the same order, whatever partition they are in. Throws ConfigError
/// where a distribution has no value within its bounds, or the synapses of a partition take more
/// than 8.6 GB (2^32 units).
template <class Weight>
SynapsePartition<Weight> make_partition(const Network& network, const SynapseSites& sites,
                                        const SynapseClasses& classes,
                                        const std::vector<PartitionRange>& ranges, Isa isa);

/// Blocks that a partition may have so that what is expected there has room; at least 1.
/// `narrow`: weights are kept as float.
std::size_t most_blocks(const Network& network, bool narrow);

/// Whether the weights of the network's synapses survive as float: those that are drawn do, and
/// lists whose every value does.
bool narrow_weights(const Network& network);

}  // namespace rheo
