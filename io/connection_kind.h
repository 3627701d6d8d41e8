#pragma once

#include "engine/catalog.h"
#include "engine/declaration.h"
#include "engine/spec.h"

namespace rheo {

/// What a connection is from what stands at its ends: in which unit its weights are, and whether
/// a synapse goes with it.
struct ConnectionKind {
  const Declaration* target = nullptr;  // the neuron model at whose neurons it ends; null: at none
  bool ports = false;                   // the target has ports, where synapses of its own are
  bool events = false;                  // spikes end at ports: weights are in the ports' unit
  bool each = false;                    // every synapse has a weight of its own
  Dimension weights = Dimension::none;

  /// What `weights` and `delay` may be.
  ParameterDeclaration weights_field() const;
  static ParameterDeclaration delay_field();
};

/// The population `name`; null: there is none.
const PopulationSpec* find_population(const NetworkSpec& spec, const std::string& name);

/// Ports of the neurons of a population; empty: its model has none.
const std::vector<PortDeclaration>& ports_of(const Catalog& catalog, const PopulationSpec& spec);

/// Of a connection whose ends are complete.
ConnectionKind connection_kind(const NetworkSpec& spec, const Catalog& catalog,
                               const ConnectionSpec& connection);

}  // namespace rheo
