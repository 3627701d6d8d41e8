#include "learning/oja.h"

#include "learning/parameters.h"

namespace rheo {
namespace {

class Oja : public LearningRule {
 public:
  Oja(double rate, double beta, std::string post_synapse)
      : rate_(rate), beta_(beta), post_(std::move(post_synapse)) {}
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = oja_declaration();
    return declaration;
  }
  Input input() const noexcept override { return Input::none; }
  std::vector<RuleActivity> activities() const override {
    return {{RuleActivity::Of::pre, "pre_synapse"}, {RuleActivity::Of::post, post_}};
  }
  bool decays() const noexcept override { return true; }
  void rows(const RuleRows& part) const noexcept override {
    const double factor = rate_ * part.shape.dt;
    const double* b = part.activity[1];
    for (std::size_t i = 0; i < part.n; ++i) {
      part.row[i] = factor * b[i];
      part.decay[i] = (factor * beta_) * (b[i] * b[i]);
    }
  }

 private:
  double rate_;
  double beta_;
  std::string post_;  // the parameter that filters the targets
};

}  // namespace

Declaration oja_declaration() {
  Declaration d = learning_rule("oja", "Oja: strengthens what fires together, and forgets.");
  d.equations = {"delta W = learning_rate dt (b a^T - beta diag(b^2) W)",
                 "a, b: activity of sources and targets"};
  ParameterDeclaration beta;
  beta.name = "beta";
  beta.fallback = 1.0;
  beta.range = Range::not_negative();
  beta.sentence = "How strongly weights decay; 0: never.";
  d.parameters = {learning_rate(1e-6), beta,
                  filter_parameter("pre_synapse", 0.005, "the sources' activity"),
                  post_filter_parameter()};
  return d;
}

std::shared_ptr<const LearningRule> make_oja(const ModelSpec& spec) {
  return std::make_shared<Oja>(spec.number("learning_rate"), spec.number("beta"),
                               post_filter(spec));
}

}  // namespace rheo
