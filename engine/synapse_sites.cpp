#include <algorithm>
#include <cmath>
#include <string>

#include "engine/error.h"
#include "engine/synapse_store.h"

namespace rheo {

SynapseSites::SynapseSites(const Network& network)
    : first_source(network.populations.size(), kNone),
      has_ports(network.populations.size(), false) {
  for (const SynapsesPlan& s : network.sparse)
    first_source[s.from] = 0;
  for (std::size_t p = 0; p < network.populations.size(); ++p) {
    const PopulationPlan& plan = network.populations[p];
    if (first_source[p] != kNone) {
      first_source[p] = n_sources;
      n_sources += plan.neurons;
    }
    const std::size_t ports = plan.model->declaration().ports.size();
    if (ports == 0) continue;
    has_ports[p] = true;
    n_blocks += block_count(plan.neurons);
    for (std::size_t k = 0; k < ports; ++k) {
      const Lane lane{k, fed_state(*plan.model, k).has_value()};
      if (std::find(lanes.begin(), lanes.end(), lane) == lanes.end()) lanes.push_back(lane);
    }
  }
  const auto direct =
      std::stable_partition(lanes.begin(), lanes.end(), [](const Lane& l) { return !l.feeds; });
  n_direct = static_cast<std::size_t>(direct - lanes.begin());
}

std::size_t SynapseSites::lane(const NeuronModel& model, std::size_t port) const {
  const Lane wanted{port, fed_state(model, port).has_value()};
  return static_cast<std::size_t>(std::find(lanes.begin(), lanes.end(), wanted) - lanes.begin());
}

std::size_t port_for_sign(const NeuronModel& model, bool negative) noexcept {
  const auto& ports = model.declaration().ports;
  const int sign = negative ? -1 : 1;
  const auto found = std::find_if(ports.begin(), ports.end(),
                                  [&](const auto& p) { return p.sign == sign || p.sign == 0; });
  return found == ports.end() ? 0 : static_cast<std::size_t>(found - ports.begin());
}

SynapseClasses::SynapseClasses(const Network& network, const SynapseSites& sites) {
  for (const SynapsesPlan& plan : network.sparse) {
    const auto* one = std::get_if<double>(&plan.weights);
    const NeuronModel& target = *network.populations[plan.to].model;
    std::array<std::uint16_t, 2> classes{};
    for (const bool negative : {false, true}) {
      const bool below = one != nullptr ? *one < 0 : negative;
      const std::size_t port = plan.port ? *plan.port : port_for_sign(target, below);
      const SynapseClass c{static_cast<std::uint8_t>(sites.lane(target, port)), one != nullptr,
                           one != nullptr ? *one : 0.0};
      classes[negative ? 1 : 0] = add(c);
    }
    by_plan_.push_back(classes);
  }
}

std::uint16_t SynapseClasses::add(const SynapseClass& wanted) {
  const auto at = std::find(all_.begin(), all_.end(), wanted);
  const auto index = static_cast<std::uint16_t>(at - all_.begin());
  if (at == all_.end()) {
    if (all_.size() == kMost) {
      throw ConfigError({Problem{
          "connections",
          "more than " + std::to_string(kMost) + " weights that are each a connection's own",
          "synapses of a network have so many kinds at most",
          "give the weights as a matrix or a list of one connection", ""}});
    }
    all_.push_back(wanted);
  }
  return index;
}

std::size_t most_blocks(const Network& network, bool narrow) {
  constexpr double kRoom = 0.9 * 4294967296.0;  // units; the rest is for chance
  std::vector<double> needed(network.populations.size(), 0);
  double most = 1;
  for (const SynapsesPlan& s : network.sparse) {
    const bool uniform = std::holds_alternative<double>(s.weights);
    const std::size_t units =
        narrow ? SynapsePartition<float>::units(uniform) : SynapsePartition<double>::units(uniform);
    const auto blocks = static_cast<double>(block_count(s.ends.n_to));
    needed[s.to] += s.expected * static_cast<double>(units) / std::max(1.0, blocks);
    most = std::max(most, needed[s.to]);
  }
  constexpr double kMost = SynapsePartition<float>::kMostBlocks;
  return static_cast<std::size_t>(std::clamp(std::floor(kRoom / most), 1.0, kMost));
}

bool narrow_weights(const Network& network) {
  const auto survives = [](double w) {
    return static_cast<double>(static_cast<float>(w)) == w;
  };
  return std::all_of(network.sparse.begin(), network.sparse.end(), [&](const auto& plan) {
    const auto* list = std::get_if<Array>(&plan.weights);
    return list == nullptr || std::all_of(list->data.begin(), list->data.end(), survives);
  });
}

}  // namespace rheo
