#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "connections/all_to_all.h"
#include "connections/edges.h"
#include "connections/fixed_indegree.h"
#include "connections/fixed_outdegree.h"
#include "connections/fixed_total_number.h"
#include "connections/one_to_one.h"
#include "connections/pairwise_bernoulli.h"
#include "engine/connection_rule.h"
#include "engine/neuron_model.h"

namespace rheo::testing {

struct Edge {
  std::uint32_t source = 0;
  std::uint32_t target = 0;
  std::uint64_t listed = 0;
  auto operator<=>(const Edge&) const = default;
};

struct CollectingSink final : EdgeSink {
  void put(const EdgeBatch& batch) override {
    for (std::size_t e = 0; e < batch.n; ++e) {
      edges.push_back({batch.source[e], batch.target[e], batch.listed ? batch.listed[e] : 0});
      listed = listed || batch.listed != nullptr;
    }
  }
  std::vector<Edge> edges;
  bool listed = false;
};

using Parameters = std::map<std::string, Value>;

/// The rule `name`; flags as "true" and "false", defaults where nothing is given.
inline std::shared_ptr<const ConnectionRule> rule(const std::string& name, Parameters parameters) {
  using Make = std::shared_ptr<const ConnectionRule> (*)(const ModelSpec&);
  const std::pair<Declaration, Make> all[] = {
      {all_to_all_declaration(), make_all_to_all},
      {one_to_one_declaration(), make_one_to_one},
      {edges_declaration(), make_edges},
      {fixed_indegree_declaration(), make_fixed_indegree},
      {fixed_outdegree_declaration(), make_fixed_outdegree},
      {fixed_total_number_declaration(), make_fixed_total_number},
      {pairwise_bernoulli_declaration(), make_pairwise_bernoulli}};
  for (const auto& [declaration, make] : all) {
    if (declaration.name == name)
      return make(with_defaults({name, std::move(parameters)}, declaration));
  }
  return nullptr;
}

inline Parameters without(Parameters parameters, const std::vector<const char*>& flags) {
  for (const char* f : flags)
    parameters[f] = std::string("false");
  return parameters;
}

inline RuleEnds ends(std::size_t n_from, std::size_t n_to, std::uint64_t seed = 1) {
  RuleEnds e;
  e.n_from = n_from;
  e.n_to = n_to;
  e.key = draw_key(seed, "test", "rule", "");
  return e;
}

/// Target t is source t + shift of the same population.
inline RuleEnds overlapping(std::size_t n_from, std::size_t n_to, std::size_t shift = 0,
                            std::uint64_t seed = 1) {
  RuleEnds e = ends(n_from, n_to, seed);
  for (std::size_t t = 0; t < n_to; ++t)
    e.self.push_back(t + shift < n_from ? static_cast<std::uint32_t>(t + shift) : kNobody);
  return e;
}

inline std::size_t blocks_of(const RuleEnds& e) {
  return (e.n_to + kBlock - 1) / kBlock;
}

inline std::vector<Edge> edges_of(const ConnectionRule& rule, const RuleEnds& e, std::size_t first,
                                  std::size_t end) {
  CollectingSink sink;
  rule.edges(e, first, end, sink);
  return sink.edges;
}
inline std::vector<Edge> edges_of(const ConnectionRule& rule, const RuleEnds& e) {
  return edges_of(rule, e, 0, blocks_of(e));
}

}  // namespace rheo::testing
