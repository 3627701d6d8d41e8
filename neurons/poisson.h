#pragma once

#include <memory>

#include "engine/neuron_model.h"
#include "engine/value.h"

namespace rheo {

/// Neurons that fire at random, without input: in each step the count of each is Poisson of mean
/// rate dt, independent of all others. Parameter: rate (Hz), per neuron.
Declaration poisson_declaration();
std::shared_ptr<const NeuronModel> make_poisson(const ModelSpec& spec);

}  // namespace rheo
