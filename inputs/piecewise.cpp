#include "inputs/piecewise.h"

#include <algorithm>
#include <utility>

#include "inputs/interpolation.h"
#include "inputs/random_input.h"

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

class Interpolated : public InputFunction {
 public:
  Interpolated(const TimeTable& table, Interpolation::Kind kind, double dt)
      : between_(table, kind),
        size_(table.values.columns()),
        first_(table.times.front()),
        last_(table.times.back()),
        slack_(1e-6 * dt) {}
  std::size_t size() const noexcept override { return size_; }
  void evaluate(std::int64_t, double t, double*, double* out) const override {
    // A rounding beyond the first or the last time is on it.
    if (t < first_ - slack_ || t > last_ + slack_) {
      std::fill_n(out, size_, 0.0);
    } else {
      between_.at(std::clamp(t, first_, last_), out);
    }
  }

 private:
  Interpolation between_;
  std::size_t size_;
  double first_;  // s
  double last_;   // s
  double slack_;  // s
};

}  // namespace

ParameterDeclaration interpolation_parameter() {
  ParameterDeclaration p;
  p.name = "interpolation";
  p.forms = kWord;
  p.words = {"zero", "linear", "nearest", "cubic"};
  p.fallback = std::string("zero");
  p.sentence =
      "Between the times: the last value, a straight line, the nearest value, or a cubic spline. "
      "All but zero end with the last time.";
  return p;
}

Declaration piecewise_declaration() {
  Declaration d;
  d.kind = ModelKind::input;
  d.name = "piecewise";
  d.summary = "Values at given times, zero before the first.";
  d.equations = {"zero: x(t) = value of the last time < t + dt / 2",
                 "others: interpolated between first and last time, zero after the last"};
  d.shorthand = "values";
  ParameterDeclaration& values = d.parameters.emplace_back();
  values.name = "values";
  values.forms = kTable;
  values.sentence = "A map from times to values, for example {0 s: 0, 0.5 s: 1}.";
  d.parameters.push_back(interpolation_parameter());
  return d;
}

std::shared_ptr<const InputFunction> make_piecewise(const ModelSpec& spec,
                                                    const InputContext& context) {
  const TimeTable& table = std::get<TimeTable>(spec.parameters.at("values"));
  const std::string& word = spec.word("interpolation");
  if (word == "zero") return std::make_shared<Piecewise>(table, context.dt);
  if (word == "cubic" && table.times.size() < 4) {
    throw wrong_input(spec, "interpolation",
                      "is cubic with " + std::to_string(table.times.size()) + " times",
                      "a cubic needs at least 4 times", "use linear");
  }
  const auto kind = word == "cubic"    ? Interpolation::Kind::cubic
                    : word == "linear" ? Interpolation::Kind::linear
                                       : Interpolation::Kind::nearest;
  return std::make_shared<Interpolated>(table, kind, context.dt);
}

}  // namespace rheo
