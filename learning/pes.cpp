#include "learning/pes.h"

#include "learning/parameters.h"

namespace rheo {
namespace {

class Pes : public LearningRule {
 public:
  explicit Pes(double rate) : rate_(rate) {}
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = pes_declaration();
    return declaration;
  }
  Input input() const noexcept override { return Input::error; }
  std::vector<RuleActivity> activities() const override {
    return {{RuleActivity::Of::pre, "pre_synapse"}};
  }
  void rows(const RuleRows& part) const noexcept override {
    const double factor = -rate_ * part.shape.dt / static_cast<double>(part.shape.n_columns);
    for (std::size_t i = 0; i < part.n; ++i)
      part.row[i] = factor * part.input[i];
  }

 private:
  double rate_;
};

}  // namespace

Declaration pes_declaration() {
  Declaration d = learning_rule("pes", "Prescribed error sensitivity: reduces a given error.");
  d.equations = {"delta W = -(learning_rate dt / n) e a^T",
                 "a: activity of the n source neurons; e: what arrives at the rule"};
  d.parameters = {learning_rate(1e-4),
                  filter_parameter("pre_synapse", 0.005, "the sources' activity")};
  return d;
}

std::shared_ptr<const LearningRule> make_pes(const ModelSpec& spec) {
  return std::make_shared<Pes>(spec.number("learning_rate"));
}

}  // namespace rheo
