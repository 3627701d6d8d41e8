#include "inputs/currents.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "inputs/numbers.h"
#include "inputs/piecewise.h"
#include "inputs/random_input.h"

namespace rheo {
namespace {

class Dc : public InputFunction {
 public:
  Dc(std::vector<double> amplitude, double start, double stop, double dt)
      : amplitude_(std::move(amplitude)), start_(start), stop_(stop), slack_(dt / 2) {}
  std::size_t size() const noexcept override { return amplitude_.size(); }
  void evaluate(std::int64_t, double t, double*, double* out) const override {
    const bool on = t > start_ + slack_ && t < stop_ + slack_;
    std::transform(amplitude_.begin(), amplitude_.end(), out,
                   [on](double I) { return on ? I : 0.0; });
  }

 private:
  std::vector<double> amplitude_;  // (size) A
  double start_;                   // s
  double stop_;                    // s
  double slack_;                   // s, so that a time on the grid is met whatever its rounding
};

class NoiseCurrent : public InputFunction {
 public:
  NoiseCurrent(const ModelSpec& spec, const InputContext& context, std::int64_t interval)
      : size_(elements_of(spec, context)), interval_(interval), key_(draw_key_of(spec, context)) {
    distribution_.kind = Distribution::Kind::normal;
    distribution_.a = spec.number("mean");
    distribution_.b = spec.number("std");
  }
  std::size_t size() const noexcept override { return size_; }
  void evaluate(std::int64_t step, double, double*, double* out) const override {
    const auto interval = static_cast<std::uint64_t>((step - 1) / interval_);  // below 2^31
    for (std::size_t i = 0; i < size_; ++i)
      out[i] = draw(distribution_, key_, (static_cast<std::uint64_t>(i) << 32) | interval);
  }

 private:
  std::size_t size_;
  std::int64_t interval_;  // steps
  DrawKey key_;
  Distribution distribution_;
};

Declaration current(const char* name, const char* summary, std::vector<std::string> equations) {
  Declaration d;
  d.kind = ModelKind::input;
  d.name = name;
  d.summary = summary;
  d.equations = std::move(equations);
  return d;
}

ParameterDeclaration number(const char* name, Dimension dimension, std::optional<Value> fallback,
                            Range range, const char* sentence) {
  ParameterDeclaration p;
  p.name = name;
  p.dimension = dimension;
  p.fallback = std::move(fallback);
  p.range = range;
  p.sentence = sentence;
  return p;
}

}  // namespace

Declaration dc_declaration() {
  Declaration d = current("dc", "A constant current.", {"I(t) = amplitude for start < t <= stop"});
  d.shorthand = "amplitude";
  ParameterDeclaration& amplitude = d.parameters.emplace_back();
  amplitude = number("amplitude", Dimension::current, std::nullopt, Range::any(),
                     "The current; a list gives a vector.");
  amplitude.forms = kNumber | kList;
  d.parameters.push_back(
      number("start", Dimension::time, 0.0, Range::not_negative(), "When the current begins."));
  Range stop = Range::not_negative();
  stop.infinite_ok = true;
  d.parameters.push_back(number("stop", Dimension::time, std::numeric_limits<double>::infinity(),
                                stop, "When the current ends."));
  return d;
}

std::shared_ptr<const InputFunction> make_dc(const ModelSpec& spec, const InputContext& context) {
  return std::make_shared<Dc>(numbers_of(spec, "amplitude"), spec.number("start"),
                              spec.number("stop"), context.dt);
}

Declaration step_current_declaration() {
  Declaration d = current("step_current", "Currents from given times on, zero before the first.",
                          {"I(t) = value of the last time < t + dt / 2"});
  d.shorthand = "values";
  ParameterDeclaration& values = d.parameters.emplace_back();
  values.name = "values";
  values.dimension = Dimension::current;
  values.forms = kTable;
  values.sentence = "A map from times to currents, for example {0 s: 0 pA, 0.5 s: 100 pA}.";
  return d;
}

std::shared_ptr<const InputFunction> make_step_current(const ModelSpec& spec,
                                                       const InputContext& context) {
  ModelSpec piecewise = spec;
  piecewise.parameters["interpolation"] = std::string("zero");
  return make_piecewise(piecewise, context);
}

Declaration noise_current_declaration() {
  Declaration d =
      current("noise_current", "Normal draws, independent for each element and interval.",
              {"I_i(t) = normal(mean, std), drawn anew every interval"});
  d.parameters = {
      number("mean", Dimension::current, 0.0, Range::any(), "Mean of the current."),
      number("std", Dimension::current, std::nullopt, Range::not_negative(), "Standard deviation."),
      number("interval", Dimension::time, std::nullopt, Range::positive(),
             "How long a draw holds.")};
  d.parameters.back().step_multiple = true;
  add_random_parameters(d);
  return d;
}

std::shared_ptr<const InputFunction> make_noise_current(const ModelSpec& spec,
                                                        const InputContext& context) {
  const double steps = std::round(spec.number("interval") / context.dt);
  return std::make_shared<NoiseCurrent>(
      spec, context, std::max<std::int64_t>(1, static_cast<std::int64_t>(steps)));
}

}  // namespace rheo
