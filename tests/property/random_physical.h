#pragma once

#include <set>
#include <string>

#include "engine/catalog.h"
#include "engine/spec.h"

namespace rheo {

/// A network of neurons in physical units, of sources and of one dimensionless model, made from a
/// number: connected by rules with delays, onto ports, driven by Poisson spikes, with probes on
/// everything. `features` names what one contains.
struct PhysicalNetwork {
  NetworkSpec spec;
  std::set<std::string> features;
};
PhysicalNetwork random_physical_network(std::uint64_t seed, const Catalog& catalog);

}  // namespace rheo
