#include "learning/voja.h"

#include "learning/parameters.h"

namespace rheo {
namespace {

class Voja : public LearningRule {
 public:
  explicit Voja(double rate) : rate_(rate) {}
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = voja_declaration();
    return declaration;
  }
  Learns learns() const noexcept override { return Learns::encoders; }
  Input input() const noexcept override { return Input::signal; }
  std::vector<RuleActivity> activities() const override {
    return {{RuleActivity::Of::post, "post_synapse"}};
  }
  bool decays() const noexcept override { return true; }
  void rows(const RuleRows& part) const noexcept override {
    const double factor = rate_ * part.shape.dt * part.input[0];
    const double* b = part.activity[0];
    for (std::size_t i = 0; i < part.n; ++i) {
      part.row[i] = factor * (part.scale[i] * b[i]);
      part.decay[i] = factor * b[i];
    }
  }

 private:
  double rate_;
};

}  // namespace

Declaration voja_declaration() {
  Declaration d =
      learning_rule("voja", "Vector Oja: turns the target's encoders towards what it receives.");
  d.equations = {"delta E = learning_rate dt L ((gain / radius) b x^T - diag(b) E)",
                 "E: scaled encoders of the target; x: the value that it receives, from all "
                 "connections; b: its activity",
                 "L = 1 + what arrives at the rule: -1 switches learning off"};
  d.parameters = {learning_rate(1e-2),
                  filter_parameter("post_synapse", 0.005, "the target's activity")};
  return d;
}

std::shared_ptr<const LearningRule> make_voja(const ModelSpec& spec) {
  return std::make_shared<Voja>(spec.number("learning_rate"));
}

}  // namespace rheo
