#include "neurons/sigmoid.h"

#include "engine/math.h"
#include "neurons/smooth_curve.h"

namespace rheo {

namespace {

struct Logistic {
  static double at(double ceiling, double J) noexcept { return ceiling / (1.0 + math::exp(-J)); }
};

class Sigmoid : public SmoothRate<Logistic> {
 public:
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = sigmoid_declaration();
    return declaration;
  }

 protected:
  double current_at(double share) const override { return -math::log(1.0 / share - 1.0); }
};

}  // namespace

Declaration sigmoid_declaration() {
  Declaration d;
  d.kind = ModelKind::neuron;
  d.name = "sigmoid";
  d.summary =
      "Logistic function of the current: a rate that is never 0 and half of its ceiling at J = 0.";
  d.equations = {"output = (1 / tau_ref) / (1 + exp(-J))"};
  d.parameters = {saturation_parameter()};
  return d;
}

std::shared_ptr<const NeuronModel> make_sigmoid(const ModelSpec&) {
  return std::make_shared<Sigmoid>();
}

}  // namespace rheo
