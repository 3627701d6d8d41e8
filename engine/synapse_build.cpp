#include <algorithm>
#include <limits>
#include <utility>

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
  std::size_t offset = 0;  // partition's number of neuron 0 of first_block
  // (neurons of the source) synapses; then where those of the share end in the source's row
  std::vector<std::uint32_t> end;
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

/// Puts targets where the row will be, and the numbers of listed edges beside.
class Placer final : public Placed {
 public:
  Placer(const SynapsesPlan& plan, Share& share, const SynapseRow* rows, std::uint16_t* packed,
         const std::size_t* first_listed, std::uint32_t* listed)
      : Placed(plan, share),
        rows_(rows),
        packed_(packed),
        first_listed_(first_listed),
        listed_(listed) {}

 private:
  void place(std::uint32_t source, std::uint16_t target, std::uint64_t listed) override {
    const std::uint32_t k = share_.end[source]++;
    packed_[rows_[source].at + k] = target;
    if (listed_ != nullptr) listed_[first_listed_[source] + k] = static_cast<std::uint32_t>(listed);
  }
  const SynapseRow* rows_;  // (neurons of the source)
  std::uint16_t* packed_;
  const std::size_t* first_listed_;  // (neurons of the source)
  std::uint32_t* listed_;            // null: none wanted
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
    count();
    lay_out_rows();
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

  const SynapsesPlan& plan(const Share& share) const noexcept {
    return network_.sparse[share.plan];
  }

  void walk(Share& share, Placed& sink) const {
    const SynapsesPlan& s = plan(share);
    const std::size_t all = block_count(s.ends.n_to);
    const bool whole = s.to_elements.empty();  // else blocks of the rule are not those of neurons
    s.rule->edges(s.ends, whole ? share.first_block : 0, whole ? share.end_block : all, sink);
  }

  void count() {
    for (Share& share : shares_) {
      Counter counter(plan(share), share);
      walk(share, counter);
    }
  }

  // Afterwards `end` of each share has where in the row of a source its synapses begin.
  void lay_out_rows() {
    std::uint64_t units = 0;
    part_.rows.reserve(sites_.n_sources + 1);
    for_each_source([&](std::size_t p, std::uint32_t source) {
      part_.rows.push_back({0, static_cast<std::uint32_t>(units)});
      if (listed_wanted_) first_listed_.push_back(part_.synapses);
      std::uint32_t in_row = 0;
      for_each_share_from(p, [&](std::size_t i) {
        const std::uint32_t n = std::exchange(shares_[i].end[source], in_row);
        const bool uniform = std::holds_alternative<double>(plan(shares_[i]).weights);
        units += std::uint64_t{n} * SynapsePartition<Weight>::units(uniform);
        in_row += n;
      });
      part_.synapses += in_row;
    });
    if (units > std::numeric_limits<std::uint32_t>::max()) {
      throw ConfigError(
          {Problem{"connections",
                   std::to_string(part_.synapses) + " synapses onto the neurons of one thread",
                   "at most 8.6 GB of them", "use more threads", ""}});
    }
    part_.rows.push_back({0, static_cast<std::uint32_t>(units)});
    part_.packed = HugeArray<std::uint16_t>(units);
    if (listed_wanted_) listed_ = HugeArray<std::uint32_t>(part_.synapses);
  }

  void place() {
    for (Share& share : shares_) {
      const bool listed = is_listed(plan(share));
      const std::size_t first = sites_.first_source[plan(share).from];
      Placer placer(plan(share), share, part_.rows.data() + first, part_.packed.data(),
                    listed ? first_listed_.data() + first : nullptr,
                    listed ? listed_.data() : nullptr);
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

  template <class Visit>
  void for_each_share_from(std::size_t population, const Visit& visit) const {
    for (std::size_t i = 0; i < shares_.size(); ++i) {
      if (plan(shares_[i]).from == population) visit(i);
    }
  }

  void finish_rows() {
    std::vector<SynapseDraws> draws;
    for (const Share& share : shares_)
      draws.emplace_back(plan(share), network_.simulation, isa_);
    SynapseRowSorter<Weight> sorter(classes_);
    std::size_t number = 0;
    for_each_source([&](std::size_t p, std::uint32_t source) {
      SynapseRow& row = part_.rows[number];
      row.segment = static_cast<std::uint32_t>(part_.segments.size());
      std::uint16_t* packed = part_.packed.data() + row.at;
      std::uint32_t begin = 0;
      sorter.clear();
      for_each_share_from(p, [&](std::size_t i) {
        const Share& share = shares_[i];
        const std::uint32_t n = share.end[source] - begin;
        if (n == 0) return;
        const SynapseRun run{
            source,
            n,
            packed + begin,
            listed_wanted_ ? listed_.data() + first_listed_[number] + begin : nullptr,
            share.offset / kBlock,
            share.first_block};
        sorter.add(share.plan, draws[i].draw(run), run);
        begin += n;
      });
      sorter.finish(packed, part_.segments);
      ++number;
    });
    part_.rows[number].segment = static_cast<std::uint32_t>(part_.segments.size());
    part_.longest = sorter.longest();
  }

  const Network& network_;
  const SynapseSites& sites_;
  const SynapseClasses& classes_;
  Isa isa_;
  SynapsePartition<Weight> part_;
  std::vector<Share> shares_;
  bool listed_wanted_ = false;
  std::vector<std::size_t> first_listed_;  // (sources) where wanted: of the row, in ...
  HugeArray<std::uint32_t> listed_;        // (synapses) where wanted
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
