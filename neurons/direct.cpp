#include "neurons/direct.h"

namespace rheo {

Declaration direct_declaration() {
  Declaration d;
  d.kind = ModelKind::neuron;
  d.name = "direct";
  d.summary = "No neurons: the represented value itself, and functions of it computed exactly.";
  d.equations = {"decoded f(x) = f(x), in the same step"};
  return d;
}

std::shared_ptr<const NeuronModel> make_direct(const ModelSpec&) {
  return nullptr;
}

}  // namespace rheo
