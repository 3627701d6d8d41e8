#include "engine/arrivals.h"

#include <algorithm>
#include <exception>

#include "engine/partition_run.h"
#include "engine/synapse_draws.h"

namespace rheo {
namespace {

/// The partition as it is kept: weights as float where nothing is lost by it.
template <class Real>
std::unique_ptr<PartitionRun> make_run(const Network& network, const SynapseSites& sites,
                                       const SynapseClasses& classes, bool narrow,
                                       const std::vector<PartitionRange>& ranges, Isa isa,
                                       const std::vector<SpikingSource>& sources,
                                       std::vector<Real*> lanes) {
  if constexpr (sizeof(Real) == sizeof(double)) {
    if (!narrow) {
      return std::make_unique<PartitionOf<Real, double>>(
          make_partition<double>(network, sites, classes, ranges, isa), classes, sources,
          std::move(lanes), sites.n_direct);
    }
  }
  return std::make_unique<PartitionOf<Real, float>>(
      make_partition<float>(network, sites, classes, ranges, isa), classes, sources,
      std::move(lanes), sites.n_direct);
}

/// Steps, or 1 without synapses.
std::int64_t shortest_delay(const Network& network) {
  if (network.sparse.empty()) return 1;
  std::int64_t shortest = kLongestDelay;
  for (const SynapsesPlan& s : network.sparse)
    shortest = std::min<std::int64_t>(shortest, shortest_lag(s.delays));
  return shortest;
}

/// Steps of spikes that their logs have room for between two collections.
std::int64_t logged_steps(const Network& network, const SynapseSites& sites) {
  constexpr std::size_t kRoom = std::size_t{1} << 22;  // neurons x steps; 2 bytes, 6 with counts
  std::size_t neurons = 0;
  for (std::size_t p = 0; p < network.populations.size(); ++p) {
    const bool sends = sites.first_source[p] != SynapseSites::kNone;
    neurons += sends ? block_count(network.populations[p].neurons) * kBlock : 0;
  }
  const auto steps = static_cast<std::int64_t>(kRoom / (2 * std::max(neurons, kBlock)));
  return std::max<std::int64_t>(steps, 1);
}

}  // namespace

template <class Real>
Arrivals<Real>::Arrivals(const Network& network, Isa isa)
    : network_(network),
      isa_(isa),
      sites_(network),
      classes_(network, sites_),
      narrow_(sizeof(Real) == sizeof(float) || narrow_weights(network)) {
  // A port as such needs what arrives in a step before its update, a state that is fed after it: so
  // there is a step to spare where all ports feed states. Else the delays spare one, but not the
  // half of two.
  const std::int64_t shortest = shortest_delay(network);
  const bool direct = sites_.n_direct > 0;
  late_ = !direct || shortest > 2;
  slack_ = std::min(logged_steps(network, sites_), direct && late_ ? shortest - 1 : shortest);
  for (std::size_t k = 0; k < sites_.lanes.size(); ++k) {
    lanes_.emplace_back("lane", Buffer::type_of<Real>(), sites_.n_blocks * kBlock);
  }
}

// A share has the blocks that it owns of every population, so that shares have like work whatever
// the rates.
template <class Real>
void Arrivals<Real>::cut(const Ownership& ownership, const std::vector<std::size_t>& bases) {
  const std::size_t most = most_blocks(network_, narrow_);
  cuts_.clear();
  own_.assign(ownership.shares(), {});
  std::size_t place = 0;
  for (std::size_t s = 0; s < ownership.shares(); ++s) {
    std::size_t room = 0;
    for (std::size_t p = 0; p < bases.size(); ++p) {
      if (!sites_.has_ports[p]) continue;
      const std::size_t n = block_count(network_.populations[p].neurons);
      auto [first, end] = ownership.blocks(bases[p], n, s);
      while (first < end) {
        if (room == 0) {
          own_[s].push_back(cuts_.size());
          cuts_.push_back({place, {}});
          room = most;
        }
        Cut& cut = cuts_.back();
        const std::size_t taken = std::min(end - first, room);
        cut.ranges.push_back({p, first, first + taken, place - cut.first_place});
        place += taken;
        first += taken;
        room -= taken;
      }
    }
  }
}

template <class Real>
std::vector<Real*> Arrivals<Real>::port(std::size_t population, std::size_t k) {
  const std::size_t neurons = network_.populations[population].neurons;
  const std::size_t lane = sites_.lane(*network_.populations[population].model, k);
  std::vector<Real*> blocks(block_count(neurons));
  for (const Cut& c : cuts_) {
    for (const PartitionRange& r : c.ranges) {
      for (std::size_t b = r.first_block; r.population == population && b < r.end_block; ++b) {
        const std::size_t place = c.first_place + r.place + b - r.first_block;
        blocks[b] = lanes_[lane].template as<Real>() + place * kBlock;
      }
    }
  }
  return blocks;
}

template <class Real>
void Arrivals<Real>::build(const Ownership& ownership, const std::vector<std::size_t>& bases,
                           const std::vector<const SpikeLog*>& logs) {
  if (!any()) return;
  cut(ownership, bases);
  std::vector<SpikingSource> sources;
  for (std::size_t p = 0; p < logs.size(); ++p) {
    if (sites_.first_source[p] != SynapseSites::kNone)
      sources.push_back({sites_.first_source[p], logs[p]});
  }
  partitions_.resize(cuts_.size());
  std::exception_ptr failure;
  const auto n = static_cast<std::int64_t>(cuts_.size());
  // The thread that will own the partition makes it, so that its pages are near.
#pragma omp parallel for schedule(static, 1) num_threads(static_cast <int>(ownership.shares()))
  for (std::int64_t i = 0; i < n; ++i) {
    try {
      const Cut& part = cuts_[static_cast<std::size_t>(i)];
      std::vector<Real*> lanes;
      for (Buffer& b : lanes_)
        lanes.push_back(b.template as<Real>() + part.first_place * kBlock);
      partitions_[static_cast<std::size_t>(i)] = make_run<Real>(
          network_, sites_, classes_, narrow_, part.ranges, isa_, sources, std::move(lanes));
    } catch (...) {
#pragma omp critical
      failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
}

template <class Real>
void Arrivals<Real>::reset() noexcept {
  for (auto& p : partitions_)
    p->reset();
  for (Buffer& lane : lanes_)
    std::fill_n(lane.template as<Real>(), lane.size(), Real(0));
}

template <class Real>
std::uint64_t Arrivals<Real>::synapses() const noexcept {
  std::uint64_t n = 0;
  for (const auto& p : partitions_)
    n += p->synapses();
  return n;
}

template <class Real>
std::uint64_t Arrivals<Real>::events() const noexcept {
  std::uint64_t n = 0;
  for (const auto& p : partitions_)
    n += p->events();
  return n;
}

template <class Real>
void Arrivals<Real>::deliver(std::size_t share, std::int64_t step) noexcept {
  for (std::size_t p : own_[share])
    partitions_[p]->deliver(step);
}

template <class Real>
void Arrivals<Real>::settle(std::size_t share) const noexcept {
  for (std::size_t p : own_[share])
    partitions_[p]->settle();
}

template <class Real>
bool Arrivals<Real>::feeds(std::size_t population) const {
  const NeuronModel& model = *network_.populations[population].model;
  for (std::size_t k = 0; k < model.declaration().ports.size(); ++k) {
    if (fed_state(model, k)) return true;
  }
  return false;
}

template <class Real>
void Arrivals<Real>::settle() const noexcept {
  for (const auto& p : partitions_)
    p->settle();
}

template <class Real>
void Arrivals<Real>::collect(std::size_t share, std::int64_t step) noexcept {
  for (std::size_t p : own_[share])
    partitions_[p]->collect(step);
}

template class Arrivals<double>;
template class Arrivals<float>;

}  // namespace rheo
