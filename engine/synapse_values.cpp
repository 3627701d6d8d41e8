#include "engine/synapse_values.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/math.h"
#include "engine/neuron_model.h"
#include "engine/synapse_draws.h"

namespace rheo {
namespace {

Distribution scaled(Distribution d, double factor) {
  if (d.kind == Distribution::Kind::lognormal) {
    d.a += math::log(factor);  // b is of the logarithm
  } else {
    d.a *= factor;
    d.b *= factor;
  }
  if (d.min) *d.min *= factor;
  if (d.max) *d.max *= factor;
  return d;
}

struct Edge {
  std::uint32_t source;
  std::uint32_t target;
  std::uint32_t listed;
};

class Collector final : public EdgeSink {
 public:
  void put(const EdgeBatch& batch) override {
    for (std::size_t e = 0; e < batch.n; ++e) {
      const std::uint64_t listed = batch.listed == nullptr ? 0 : batch.listed[e];
      edges.push_back({batch.source[e], batch.target[e], static_cast<std::uint32_t>(listed)});
    }
  }
  std::vector<Edge> edges;
};

}  // namespace

Value scaled(Value value, double factor) {
  if (auto* number = std::get_if<double>(&value)) *number *= factor;
  if (auto* list = std::get_if<Array>(&value)) {
    for (double& v : list->data)
      v *= factor;
  }
  if (auto* d = std::get_if<Distribution>(&value)) *d = scaled(*d, factor);
  return value;
}

Distribution in_steps(const Distribution& seconds, double dt) {
  Distribution d = scaled(seconds, 1 / dt);
  constexpr double kHalf = 0.5;
  if (d.redraw && d.min) d.min = std::ceil(*d.min - 1e-9) - kHalf;
  if (d.redraw && d.max) d.max = std::nextafter(std::floor(*d.max + 1e-9) + kHalf, 0.0);
  return d;
}

std::vector<SynapseGroup> synapses_by_lag(const SynapsesPlan& plan,
                                          const SimulationSpec& simulation) {
  Collector all;
  plan.rule->edges(plan.ends, 0, block_count(plan.ends.n_to), all);
  std::stable_sort(all.edges.begin(), all.edges.end(), [](const Edge& a, const Edge& b) {
    const std::size_t block_a = a.target / kBlock;
    const std::size_t block_b = b.target / kBlock;
    return a.source != b.source ? a.source < b.source : block_a < block_b;
  });
  SynapseDraws draws(plan, simulation, Isa::baseline);
  std::map<std::int64_t, SynapseGroup, std::greater<>> groups;
  std::vector<std::uint32_t> listed;
  const std::vector<Edge>& edges = all.edges;
  const auto* fixed = std::get_if<double>(&plan.delays);
  for (std::size_t first = 0; first < edges.size();) {
    std::size_t end = first;
    listed.clear();
    for (; end < edges.size() && edges[end].source == edges[first].source &&
           edges[end].target / kBlock == edges[first].target / kBlock;
         ++end) {
      listed.push_back(edges[end].listed);
    }
    const auto v = draws.draw(edges[first].source, edges[first].target / kBlock,
                              static_cast<std::uint32_t>(end - first), listed.data());
    for (std::size_t k = 0; k < end - first; ++k) {
      std::int64_t lag = v.lag == nullptr ? v.uniform_lag : v.lag[k];
      if (fixed != nullptr) lag = static_cast<std::int64_t>(*fixed);
      SynapseGroup& group = groups[lag];
      group.lag = lag;
      group.source.push_back(edges[first + k].source);
      group.target.push_back(edges[first + k].target);
      group.weight.push_back(v.weight != nullptr   ? static_cast<double>(v.weight[k])
                             : v.listed != nullptr ? v.listed[k]
                                                   : v.uniform);
    }
    first = end;
  }
  std::vector<SynapseGroup> out;
  for (auto& [lag, group] : groups)
    out.push_back(std::move(group));
  return out;
}

}  // namespace rheo
