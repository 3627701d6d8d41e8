#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/buffer.h"
#include "engine/hash.h"
#include "engine/node_tasks.h"
#include "engine/population_task.h"
#include "engine/vector_tasks.h"

namespace rheo {

/// Sum over the bits of all states of inputs, neurons, delays and synapses.
template <class Real>
std::uint64_t hash_states(const Network& network, const std::vector<InputTask<Real>*>& inputs,
                          const std::vector<std::unique_ptr<PopulationRun<Real>>>& runs,
                          const std::vector<NodeRun<Real>>& nodes,
                          const std::vector<std::unique_ptr<Filter<Real>>>& filters) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i] == nullptr || inputs[i]->state().empty()) continue;
    const std::vector<double>& state = inputs[i]->state();
    sum += hash_bits(hash_text(network.inputs[i].name + ".input"), state.data(), state.size());
  }
  for (const auto& run : runs)
    sum += run->state_hash();
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!nodes[i].line) continue;
    const std::vector<Real>& rows = nodes[i].line->rows;
    sum += hash_bits(hash_text(network.nodes[i].name + ".delay"), rows.data(), rows.size());
  }
  for (std::size_t f = 0; f < filters.size(); ++f) {
    const FilterPlan& plan = network.filters[f];
    if (plan.of_probe) continue;
    std::string name = plan.to.kind == TargetRef::Kind::node
                           ? network.nodes[plan.to.index].name
                           : network.populations[plan.to.index].name + ".neurons";
    name += "." + plan.spec.model + "." + std::to_string(f);
    const Filter<Real>& filter = *filters[f];
    for (std::size_t s = 0; s < filter.n_states(); ++s)
      sum += hash_bits(hash_text(name), filter.states().data() + s * filter.size(), filter.size());
  }
  return sum;
}

}  // namespace rheo
