#include "inputs/ramp.h"

#include <utility>
#include <vector>

#include "inputs/numbers.h"

namespace rheo {
namespace {

class Ramp : public InputFunction {
 public:
  Ramp(std::vector<double> from, std::vector<double> to, double over)
      : from_(std::move(from)), to_(std::move(to)), over_(over) {}
  std::size_t size() const noexcept override { return from_.size(); }
  void evaluate(std::int64_t, double t, double*, double* out) const override {
    const double share = t / over_;
    for (std::size_t i = 0; i < from_.size(); ++i) {
      out[i] = share < 1 ? from_[i] + (to_[i] - from_[i]) * share : to_[i];
    }
  }

 private:
  std::vector<double> from_;  // (size)
  std::vector<double> to_;    // (size)
  double over_;               // s
};

ParameterDeclaration end(const char* name, const char* sentence) {
  ParameterDeclaration p;
  p.name = name;
  p.forms = kNumber | kList;
  p.sentence = sentence;
  return p;
}

}  // namespace

Declaration ramp_declaration() {
  Declaration d;
  d.kind = ModelKind::input;
  d.name = "ramp";
  d.summary = "A straight line from one value to another, which is then kept.";
  d.equations = {"x(t) = from + (to - from) t / over    for t < over", "x(t) = to    from then on"};
  d.parameters.push_back(end("from", "Value at t = 0."));
  d.parameters.push_back(end("to", "Value from t = over on."));
  ParameterDeclaration& over = d.parameters.emplace_back();
  over.name = "over";
  over.dimension = Dimension::time;
  over.range = Range::positive();
  over.sentence = "Time from the one value to the other.";
  return d;
}

std::shared_ptr<const InputFunction> make_ramp(const ModelSpec& spec, const InputContext&) {
  std::vector<double> from = numbers_of(spec, "from");
  std::vector<double> to = numbers_of(spec, "to");
  equalise(spec, {{"from", &from}, {"to", &to}});
  return std::make_shared<Ramp>(std::move(from), std::move(to), spec.number("over"));
}

}  // namespace rheo
