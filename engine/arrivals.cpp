#include "engine/arrivals.h"

#include <algorithm>
#include <exception>

#include "engine/partition_run.h"

namespace rheo {
namespace {

/// The partition as it is kept: weights as float where nothing is lost by it.
template <class Real>
std::unique_ptr<PartitionRun> make_run(const Network& network, const SynapseSites& sites,
                                       const SynapseClasses& classes,
                                       std::pair<std::size_t, std::size_t> range, Isa isa,
                                       const std::vector<SpikingSource>& sources,
                                       std::vector<Real*> ports) {
  const auto [first, end] = range;
  if constexpr (sizeof(Real) == sizeof(double)) {
    if (!narrow_weights(network)) {
      return std::make_unique<PartitionOf<Real, double>>(
          make_partition<double>(network, sites, classes, first, end, isa), classes, sources,
          std::move(ports));
    }
  }
  return std::make_unique<PartitionOf<Real, float>>(
      make_partition<float>(network, sites, classes, first, end, isa), classes, sources,
      std::move(ports));
}

}  // namespace

template <class Real>
Arrivals<Real>::Arrivals(const Network& network, Isa isa)
    : network_(network), isa_(isa), sites_(network), classes_(network) {
  for (std::size_t k = 0; k < sites_.n_ports; ++k) {
    ports_.emplace_back("port", Buffer::type_of<Real>(), sites_.n_blocks * kBlock);
  }
}

// A thread's blocks make one partition, or several where they are too many for 16 bits.
template <class Real>
void Arrivals<Real>::cut(const std::vector<std::size_t>& bounds,
                         const std::vector<std::size_t>& bases) {
  std::vector<std::size_t> block_of;  // (site blocks) block of the network
  for (std::size_t p = 0; p < network_.populations.size(); ++p) {
    if (sites_.first_block[p] == SynapseSites::kNone) continue;
    const std::size_t n = (network_.populations[p].neurons + kBlock - 1) / kBlock;
    for (std::size_t b = 0; b < n; ++b)
      block_of.push_back(bases[p] + b);
  }
  ranges_.clear();
  at_.assign(bounds.back(), {});
  for (std::size_t t = 0; t + 1 < bounds.size(); ++t) {
    const auto first = static_cast<std::size_t>(
        std::lower_bound(block_of.begin(), block_of.end(), bounds[t]) - block_of.begin());
    const auto end = static_cast<std::size_t>(
        std::lower_bound(block_of.begin(), block_of.end(), bounds[t + 1]) - block_of.begin());
    constexpr std::size_t kMost = SynapsePartition<float>::kMostBlocks;
    const std::size_t pieces = (end - first + kMost - 1) / kMost;
    for (std::size_t i = 0; i < pieces; ++i) {
      const std::size_t from = first + (end - first) * i / pieces;
      at_[block_of[from]].push_back(ranges_.size());
      ranges_.emplace_back(from, first + (end - first) * (i + 1) / pieces);
    }
  }
}

template <class Real>
void Arrivals<Real>::build(const std::vector<std::size_t>& bounds,
                           const std::vector<std::size_t>& bases,
                           const std::vector<const SpikeLog*>& logs) {
  if (!any()) return;
  cut(bounds, bases);
  std::vector<SpikingSource> sources;
  for (std::size_t p = 0; p < logs.size(); ++p) {
    if (sites_.first_source[p] != SynapseSites::kNone)
      sources.push_back({sites_.first_source[p], logs[p]});
  }
  partitions_.resize(ranges_.size());
  std::exception_ptr failure;
  const auto n = static_cast<std::int64_t>(ranges_.size());
  // The thread that will own the partition makes it, so that its pages are near.
#pragma omp parallel for schedule(static, 1) num_threads(static_cast <int>(bounds.size() - 1))
  for (std::int64_t i = 0; i < n; ++i) {
    try {
      const auto range = ranges_[static_cast<std::size_t>(i)];
      std::vector<Real*> ports;
      for (Buffer& b : ports_)
        ports.push_back(b.template as<Real>() + range.first * kBlock);
      partitions_[static_cast<std::size_t>(i)] =
          make_run<Real>(network_, sites_, classes_, range, isa_, sources, std::move(ports));
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
void Arrivals<Real>::deliver(std::size_t block, std::int64_t step) noexcept {
  for (std::size_t p : at_[block])
    partitions_[p]->deliver(step);
}

template <class Real>
void Arrivals<Real>::collect(std::size_t block, std::int64_t step) noexcept {
  for (std::size_t p : at_[block])
    partitions_[p]->collect(step);
}

template class Arrivals<double>;
template class Arrivals<float>;

}  // namespace rheo
