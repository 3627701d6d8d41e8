#include "learning/bcm.h"

#include "learning/parameters.h"

namespace rheo {
namespace {

class Bcm : public LearningRule {
 public:
  Bcm(double rate, std::string post_synapse) : rate_(rate), post_(std::move(post_synapse)) {}
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = bcm_declaration();
    return declaration;
  }
  Input input() const noexcept override { return Input::none; }
  std::vector<RuleActivity> activities() const override {
    return {{RuleActivity::Of::pre, "pre_synapse"},
            {RuleActivity::Of::post, post_},
            {RuleActivity::Of::post, "theta_synapse"}};
  }
  void rows(const RuleRows& part) const noexcept override {
    const double factor = rate_ * part.shape.dt;
    const double* b = part.activity[1];
    const double* theta = part.activity[2];
    for (std::size_t i = 0; i < part.n; ++i)
      part.row[i] = (factor * b[i]) * (b[i] - theta[i]);
  }

 private:
  double rate_;
  std::string post_;  // the parameter that filters the targets
};

}  // namespace

Declaration bcm_declaration() {
  Declaration d = learning_rule("bcm",
                                "Bienenstock-Cooper-Munro: strengthens what fires more "
                                "than a sliding threshold.");
  d.equations = {"delta W = learning_rate dt [b (b - theta)] a^T",
                 "a, b: activity of sources and targets; theta: b through theta_synapse"};
  d.parameters = {
      learning_rate(1e-9), filter_parameter("pre_synapse", 0.005, "the sources' activity"),
      post_filter_parameter(),
      filter_parameter("theta_synapse", 1.0, "the target's activity for the threshold")};
  return d;
}

std::shared_ptr<const LearningRule> make_bcm(const ModelSpec& spec) {
  return std::make_shared<Bcm>(spec.number("learning_rate"), post_filter(spec));
}

}  // namespace rheo
