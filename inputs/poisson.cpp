#include "inputs/poisson.h"

#include <utility>
#include <vector>

#include "inputs/numbers.h"

namespace rheo {
namespace {

class PoissonInput : public InputFunction {
 public:
  explicit PoissonInput(PoissonTrains trains) : trains_(std::move(trains)) {}
  std::size_t size() const noexcept override { return 0; }
  const PoissonTrains* poisson() const noexcept override { return &trains_; }
  void evaluate(std::int64_t, double, double*, double*) const override {}

 private:
  PoissonTrains trains_;
};

}  // namespace

Declaration poisson_input_declaration() {
  Declaration d;
  d.kind = ModelKind::input;
  d.name = "poisson";
  d.summary = "Poisson spikes, independent for each neuron that the input is connected to.";
  d.equations = {"count_i[n] ~ Poisson(copies rate_i dt)"};
  d.shorthand = "rate";
  ParameterDeclaration& rate = d.parameters.emplace_back();
  rate.name = "rate";
  rate.dimension = Dimension::frequency;
  rate.range = Range::not_negative();
  rate.forms = kNumber | kList | kExpression;
  rate.sentence = "Of one source: a number, one for each target, or a formula of t in Hz.";
  ParameterDeclaration& copies = d.parameters.emplace_back();
  copies.name = "copies";
  copies.fallback = 1.0;
  copies.range = Range::not_negative();
  copies.sentence = "How many such sources each target has.";
  return d;
}

std::shared_ptr<const InputFunction> make_poisson_input(const ModelSpec& spec,
                                                        const InputContext&) {
  PoissonTrains trains;
  const double copies = spec.number("copies");
  if (const auto* f = std::get_if<std::vector<Expression>>(&spec.parameters.at("rate"))) {
    for (const Expression& one : *f) {
      trains.of_time.push_back({one.text, [copies, rate = one.evaluate](double t) {
                                  return copies * rate(t);
                                }});
    }
  } else {
    trains.rates = numbers_of(spec, "rate");
    for (double& r : trains.rates)
      r *= copies;
  }
  return std::make_shared<PoissonInput>(std::move(trains));
}

}  // namespace rheo
