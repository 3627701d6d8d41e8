#pragma once

#include <memory>

#include "engine/neuron_model.h"

namespace rheo {

Declaration direct_declaration();
/// Null: there are no neurons to step. The engine lets the represented value pass as it is.
std::shared_ptr<const NeuronModel> make_direct(const ModelSpec& spec);

}  // namespace rheo
