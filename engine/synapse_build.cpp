#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/error.h"
#include "engine/synapse_draws.h"
#include "engine/synapse_row.h"
#include "engine/synapse_store.h"

namespace rheo {
namespace {

/// The part of one plan that ends in the partition.
struct Share {
  std::size_t plan = 0;
  std::size_t first_block = 0;  // of the target population
  std::size_t end_block = 0;
  std::size_t offset = 0;          // partition's number of neuron 0 of first_block
  std::vector<std::uint32_t> end;  // (neurons of the source) synapses, then where they end
};

/// A rule's edges as neurons: (source neuron, target in the partition, listed number).
class Placed : public EdgeSink {
 public:
  Placed(const SynapsesPlan& plan, Share& share) : plan_(plan), share_(share) {}

  void put(const EdgeBatch& batch) final {
    for (std::size_t e = 0; e < batch.n; ++e) {
      const std::uint32_t s =
          plan_.from_elements.empty() ? batch.source[e] : plan_.from_elements[batch.source[e]];
      const std::uint32_t t =
          plan_.to_elements.empty() ? batch.target[e] : plan_.to_elements[batch.target[e]];
      const std::size_t block = t / kBlock;
      if (block < share_.first_block || block >= share_.end_block) continue;
      const std::size_t local = share_.offset + t - share_.first_block * kBlock;
      place(s, static_cast<std::uint16_t>(local), batch.listed == nullptr ? 0 : batch.listed[e]);
    }
  }

 protected:
  virtual void place(std::uint32_t source, std::uint16_t target, std::uint64_t listed) = 0;
  const SynapsesPlan& plan_;
  Share& share_;
};

class Counter final : public Placed {
 public:
  using Placed::Placed;

 private:
  void place(std::uint32_t source, std::uint16_t, std::uint64_t) override { ++share_.end[source]; }
};

class Placer final : public Placed {
 public:
  Placer(const SynapsesPlan& plan, Share& share, std::uint16_t* targets, std::uint32_t* listed)
      : Placed(plan, share), targets_(targets), listed_(listed) {}

 private:
  void place(std::uint32_t source, std::uint16_t target, std::uint64_t listed) override {
    const std::uint32_t at = share_.end[source]++;
    targets_[at] = target;
    if (listed_ != nullptr) listed_[at] = static_cast<std::uint32_t>(listed);
  }
  std::uint16_t* targets_;
  std::uint32_t* listed_;
};

bool is_listed(const SynapsesPlan& plan) {
  return std::holds_alternative<Array>(plan.weights) || std::holds_alternative<Array>(plan.delays);
}

/// Two walks over the edges (count, then place), and one over the sources, whose rows are then
/// given weights and delays and sorted: what is needed beside the result is a number a source.
template <class Weight>
class PartitionBuilder {
 public:
  PartitionBuilder(const Network& network, const SynapseSites& sites, const SynapseClasses& classes,
                   Isa isa)
      : network_(network), sites_(sites), classes_(classes), isa_(isa) {}

  SynapsePartition<Weight> build(const std::vector<PartitionRange>& ranges) {
    find_shares(ranges);
    const std::size_t synapses = count();
    part_.targets = HugeArray<std::uint16_t>(synapses);
    part_.weights = HugeArray<Weight>(weighted_);
    if (listed_wanted_) listed_ = HugeArray<std::uint32_t>(synapses);
    place();
    finish_rows();
    return std::move(part_);
  }

 private:
  void find_shares(const std::vector<PartitionRange>& ranges) {
    for (const PartitionRange& r : ranges)
      part_.n_blocks += r.end_block - r.first_block;
    for (std::size_t i = 0; i < network_.sparse.size(); ++i) {
      const SynapsesPlan& plan = network_.sparse[i];
      const auto range = std::find_if(ranges.begin(), ranges.end(),
                                      [&](const auto& r) { return r.population == plan.to; });
      if (range == ranges.end()) continue;
      Share share{i, range->first_block, range->end_block, range->place * kBlock, {}};
      share.end.assign(network_.populations[plan.from].neurons, 0);
      shares_.push_back(std::move(share));
      listed_wanted_ = listed_wanted_ || is_listed(plan);
    }
  }

  void walk(Share& share, Placed& sink) const {
    const SynapsesPlan& plan = network_.sparse[share.plan];
    const std::size_t all = block_count(plan.ends.n_to);
    const bool whole =
        plan.to_elements.empty();  // else blocks of the rule are not those of neurons
    plan.rule->edges(plan.ends, whole ? share.first_block : 0, whole ? share.end_block : all, sink);
  }

  // Afterwards `end` of each share has where the synapses of a source begin.
  std::size_t count() {
    for (Share& share : shares_) {
      Counter counter(network_.sparse[share.plan], share);
      walk(share, counter);
      const auto n = std::accumulate(share.end.begin(), share.end.end(), std::size_t{0});
      const auto* one = std::get_if<double>(&network_.sparse[share.plan].weights);
      if (one == nullptr) weighted_ += n;
    }
    std::size_t next = 0;
    for_each_source([&](std::size_t p, std::uint32_t source) {
      for (Share& share : shares_) {
        if (network_.sparse[share.plan].from != p) continue;
        const std::size_t n = share.end[source];
        share.end[source] = static_cast<std::uint32_t>(next);
        next += n;
      }
    });
    if (next > std::numeric_limits<std::uint32_t>::max()) {
      throw ConfigError(
          {Problem{"connections", std::to_string(next) + " synapses onto the neurons of one thread",
                   "at most 4294967295", "use more threads", ""}});
    }
    return next;
  }

  void place() {
    for (Share& share : shares_) {
      const SynapsesPlan& plan = network_.sparse[share.plan];
      Placer placer(plan, share, part_.targets.data(), is_listed(plan) ? listed_.data() : nullptr);
      walk(share, placer);
    }
  }

  template <class Visit>
  void for_each_source(const Visit& visit) const {
    for (std::size_t p = 0; p < network_.populations.size(); ++p) {
      if (sites_.first_source[p] == SynapseSites::kNone) continue;
      const auto neurons = static_cast<std::uint32_t>(network_.populations[p].neurons);
      for (std::uint32_t s = 0; s < neurons; ++s)
        visit(p, s);
    }
  }

  void finish_rows() {
    std::vector<SynapseDraws> draws;
    for (const Share& share : shares_) {
      draws.emplace_back(network_.sparse[share.plan], network_.simulation, isa_);
    }
    part_.rows.reserve(sites_.n_sources + 1);
    SynapseRowSorter<Weight> sorter(classes_);
    std::uint32_t begin = 0;
    std::uint32_t weights = 0;
    for_each_source([&](std::size_t p, std::uint32_t source) {
      part_.rows.push_back({static_cast<std::uint32_t>(part_.segments.size()), begin, weights});
      const std::uint32_t row = begin;
      sorter.clear();
      for (std::size_t i = 0; i < shares_.size(); ++i) {
        const Share& share = shares_[i];
        if (network_.sparse[share.plan].from != p) continue;
        const std::uint32_t n = share.end[source] - begin;
        if (n == 0) continue;
        const SynapseRun run{source,
                             n,
                             part_.targets.data() + begin,
                             listed_.size() == 0 ? nullptr : listed_.data() + begin,
                             share.offset / kBlock,
                             share.first_block};
        sorter.add(share.plan, draws[i].draw(run), run);
        begin += n;
      }
      weights +=
          sorter.finish(part_.targets.data() + row, part_.weights.data() + weights, part_.segments);
    });
    part_.rows.push_back({static_cast<std::uint32_t>(part_.segments.size()), begin, weights});
    part_.longest = sorter.longest();
  }

  const Network& network_;
  const SynapseSites& sites_;
  const SynapseClasses& classes_;
  Isa isa_;
  SynapsePartition<Weight> part_;
  std::vector<Share> shares_;
  std::size_t weighted_ = 0;
  bool listed_wanted_ = false;
  HugeArray<std::uint32_t> listed_;  // (synapses) where wanted
};

}  // namespace

template <class Weight>
SynapsePartition<Weight> make_partition(const Network& network, const SynapseSites& sites,
                                        const SynapseClasses& classes,
                                        const std::vector<PartitionRange>& ranges, Isa isa) {
  return PartitionBuilder<Weight>(network, sites, classes, isa).build(ranges);
}

template SynapsePartition<float> make_partition(const Network&, const SynapseSites&,
                                                const SynapseClasses&,
                                                const std::vector<PartitionRange>&, Isa);
template SynapsePartition<double> make_partition(const Network&, const SynapseSites&,
                                                 const SynapseClasses&,
                                                 const std::vector<PartitionRange>&, Isa);

}  // namespace rheo
