#pragma once

#include <set>
#include <string>

#include "engine/catalog.h"
#include "engine/spec.h"
#include "tests/property/dice.h"

namespace rheo {

/// Of what the catalog has, that which the reference interpreter knows and random networks are made
/// of. A new model joins here, in random_model.cpp and in tests/reference/cells.cpp.
struct KnownModels {
  std::vector<Declaration> neurons;
  std::vector<Declaration> synapses;
  std::vector<Declaration> inputs;
};
const KnownModels& known(const Catalog& catalog);

/// Parts of a random network; each notes in `features` what it chose.
using Features = std::set<std::string>;

/// A per-neuron parameter in [low, high): a number, a list or a distribution.
Value random_per_neuron(Dice& dice, std::size_t neurons, double low, double high,
                        Features& features);

/// Number `kind` of the known neuron models (modulo their number), with random parameters,
/// tuning and initial values.
PopulationSpec random_population(Dice& dice, const std::string& name, std::size_t kind,
                                 std::size_t neurons, double dt, const Catalog& catalog,
                                 Features& features);

/// Number `kind` of the known inputs (modulo their number), with `size` elements.
InputSpec random_input(Dice& dice, const std::string& name, std::size_t kind, std::size_t size,
                       double dt, const Catalog& catalog, Features& features);

/// One to four functions of a vector of `size` and t.
VectorFunction random_function(Dice& dice, std::size_t size);

/// Number `kind` of the known synapses (modulo their number).
ModelSpec random_synapse(Dice& dice, std::size_t kind, double dt, const Catalog& catalog,
                         Features& features);

/// `count` of `size` elements: a range in either direction or a list in any order, which names an
/// element twice only if it `may_repeat`.
Slice random_slice(Dice& dice, std::size_t size, std::size_t count, bool may_repeat,
                   Features& features);

/// One end of a connection: `object` with `size` elements, and what to expect of its numbers.
struct End {
  EndpointSpec at;
  std::size_t size = 1;
  double typical = 1;  // size of a typical source value
};
/// Slices and weights between two ends so that typical sums are around 1.
ConnectionSpec random_connection(Dice& dice, const std::string& name, End from, End to,
                                 Features& features);

/// From a represented value of `value.size` dimensions, through a function at times; into a
/// represented value at times by full weights.
ConnectionSpec random_decoded(Dice& dice, const std::string& name, const End& value, End to,
                              bool to_value, Features& features);

/// Lets most connections that can learn do so by one or two rules, drives what the rules take in,
/// and probes what they learn.
void add_learning(Dice& dice, NetworkSpec& spec, const Catalog& catalog, Features& features);

}  // namespace rheo
