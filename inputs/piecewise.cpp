#include "inputs/piecewise.h"

#include <algorithm>
#include <utility>

namespace rheo {
namespace {

class Piecewise : public InputFunction {
 public:
  Piecewise(TimeTable table, double dt) : table_(std::move(table)), dt_(dt) {}
  std::size_t size() const noexcept override { return table_.values.columns(); }
  void evaluate(std::int64_t, double t, double*, double* out) const override {
    // Half a step of slack: a time that is meant to fall on step n may lie a rounding beside n dt.
    const auto next = std::lower_bound(table_.times.begin(), table_.times.end(), t + dt_ / 2);
    if (next == table_.times.begin()) {
      std::fill_n(out, size(), 0.0);
      return;
    }
    const std::size_t row = static_cast<std::size_t>(next - table_.times.begin()) - 1;
    std::copy_n(table_.values.data.data() + row * size(), size(), out);
  }

 private:
  TimeTable table_;
  double dt_;  // s
};

}  // namespace

Declaration piecewise_declaration() {
  Declaration d;
  d.kind = ModelKind::input;
  d.name = "piecewise";
  d.summary = "Values that hold from given times on, zero before the first.";
  d.equations = {"x(t) = value of the last time < t + dt / 2"};
  d.shorthand = "values";
  ParameterDeclaration& values = d.parameters.emplace_back();
  values.name = "values";
  values.forms = kTable;
  values.sentence = "A map from times to values, for example {0 s: 0, 0.5 s: 1}.";
  return d;
}

std::shared_ptr<const InputFunction> make_piecewise(const ModelSpec& spec,
                                                    const InputContext& context) {
  return std::make_shared<Piecewise>(std::get<TimeTable>(spec.parameters.at("values")), context.dt);
}

}  // namespace rheo
