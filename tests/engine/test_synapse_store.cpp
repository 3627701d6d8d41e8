// How synapses are kept, as far as networks that can be run do not show it.
#include <doctest/doctest.h>

#include "apps/catalog.h"
#include "engine/error.h"
#include "engine/synapse_store.h"

using namespace rheo;

namespace {

/// `expected` synapses onto 65,536 neurons.
SynapsesPlan plan_of(double expected, const Value& weights) {
  SynapsesPlan plan;
  plan.ends.n_to = 64 * kBlock;
  plan.weights = weights;
  plan.expected = expected;
  return plan;
}

}  // namespace

TEST_CASE("partitions have so few blocks that their synapses have room") {
  Network network;
  network.populations.resize(1);
  CHECK(most_blocks(network, true) == 64);
  network.sparse = {plan_of(1e9, Distribution{})};
  CHECK(most_blocks(network, true) == 64);  // 3 x 2 bytes each, of 2^33
  CHECK(most_blocks(network, false) == 49);
  network.sparse = {plan_of(1e9, Distribution{}), plan_of(3e9, 1.0)};
  CHECK(most_blocks(network, true) == 41);
  network.sparse = {plan_of(1e15, 1.0)};
  CHECK(most_blocks(network, true) == 1);
}

TEST_CASE("more classes than the calendar can tell apart are refused") {
  const auto catalog = make_catalog();
  Network network;
  network.populations.resize(1);
  network.populations[0].neurons = 1;
  network.populations[0].model = catalog.neurons.find("iaf_psc_exp")->make({});
  SynapsesPlan plan;
  for (std::size_t k = 0; k < SynapseClasses::kMost; ++k) {
    plan.weights = 1.0 + static_cast<double>(k);
    network.sparse.push_back(plan);
  }
  const SynapseSites sites(network);
  CHECK(SynapseClasses(network, sites).all().size() == SynapseClasses::kMost);
  plan.weights = -1.0;
  network.sparse.push_back(plan);
  CHECK_THROWS_AS(SynapseClasses(network, sites), ConfigError);
}
