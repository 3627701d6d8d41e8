#include "neurons/tanh.h"

#include "engine/math.h"
#include "neurons/smooth_curve.h"

namespace rheo {

namespace {

struct HyperbolicTangent {
  static double at(double ceiling, double J) noexcept { return ceiling * math::tanh(J); }
};

class Tanh : public SmoothRate<HyperbolicTangent> {
 public:
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = tanh_declaration();
    return declaration;
  }
  bool negative() const noexcept override { return true; }

 protected:
  double current_at(double share) const override { return math::atanh(share); }
};

}  // namespace

Declaration tanh_declaration() {
  Declaration d;
  d.kind = ModelKind::neuron;
  d.name = "tanh";
  d.summary = "Hyperbolic tangent of the current: an output between -1 / tau_ref and 1 / tau_ref.";
  d.equations = {"output = (1 / tau_ref) tanh(J)"};
  d.parameters = {saturation_parameter()};
  return d;
}

std::shared_ptr<const NeuronModel> make_tanh(const ModelSpec&) {
  return std::make_shared<Tanh>();
}

}  // namespace rheo
