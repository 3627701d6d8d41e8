// How synapses are kept, as far as networks that can be run do not show it.
#include <doctest/doctest.h>

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
  CHECK(most_blocks(network, sizeof(float)) == 64);
  network.sparse = {plan_of(1e9, Distribution{})};
  CHECK(most_blocks(network, sizeof(float)) == 64);  // 3 x 2 bytes each, of 2^33
  CHECK(most_blocks(network, sizeof(double)) == 49);
  network.sparse = {plan_of(1e9, Distribution{}), plan_of(3e9, 1.0)};
  CHECK(most_blocks(network, sizeof(float)) == 41);
  network.sparse = {plan_of(1e15, 1.0)};
  CHECK(most_blocks(network, sizeof(float)) == 1);
}
