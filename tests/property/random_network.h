#pragma once

#include <set>
#include <string>

#include "engine/catalog.h"
#include "engine/spec.h"

namespace rheo {

/// A network made from a number: small, without same-step cycles, with probes on everything.
/// Networks of different seeds together cover every model, form of parameter, slice, kind of
/// weights, synapse and input (`features` names what one contains).
struct RandomNetwork {
  NetworkSpec spec;
  std::set<std::string> features;
};
RandomNetwork random_network(std::uint64_t seed, const Catalog& catalog);

/// Probes on every value, spike, current, output and state of the network.
void probe_everything(NetworkSpec& spec, const Catalog& catalog);

}  // namespace rheo
