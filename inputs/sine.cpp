#include "inputs/sine.h"

#include <numbers>
#include <vector>

#include "engine/math.h"
#include "inputs/numbers.h"

namespace rheo {
namespace {

struct Waves {
  std::vector<double> amplitude;  // (size)
  std::vector<double> frequency;  // (size) Hz
  std::vector<double> phase;      // (size) rad
  std::vector<double> offset;     // (size)
};

class Sine : public InputFunction {
 public:
  explicit Sine(Waves waves) : waves_(std::move(waves)) {}
  std::size_t size() const noexcept override { return waves_.amplitude.size(); }
  void evaluate(std::int64_t, double t, double*, double* out) const override {
    for (std::size_t i = 0; i < size(); ++i) {
      const double angle = 2 * std::numbers::pi * waves_.frequency[i] * t + waves_.phase[i];
      out[i] = waves_.offset[i] + waves_.amplitude[i] * math::sin(angle);
    }
  }

 private:
  Waves waves_;
};

ParameterDeclaration number(const char* name, double fallback, const char* sentence) {
  ParameterDeclaration p;
  p.name = name;
  p.fallback = fallback;
  p.forms = kNumber | kList;
  p.sentence = sentence;
  return p;
}

}  // namespace

Declaration sine_declaration() {
  Declaration d;
  d.kind = ModelKind::input;
  d.name = "sine";
  d.summary = "A sine wave.";
  d.equations = {"x(t) = offset + amplitude sin(2 pi frequency t + phase)"};
  d.parameters.push_back(number("amplitude", 1, "Half the distance from trough to crest."));
  ParameterDeclaration& frequency = d.parameters.emplace_back();
  frequency.name = "frequency";
  frequency.dimension = Dimension::frequency;
  frequency.range = Range::not_negative();
  frequency.forms = kNumber | kList;
  frequency.sentence = "Cycles per second.";
  d.parameters.push_back(number("phase", 0, "Phase at t = 0, in radians."));
  d.parameters.push_back(number("offset", 0, "Mean value."));
  return d;
}

std::shared_ptr<const InputFunction> make_sine(const ModelSpec& spec, const InputContext&) {
  Waves w{numbers_of(spec, "amplitude"), numbers_of(spec, "frequency"), numbers_of(spec, "phase"),
          numbers_of(spec, "offset")};
  equalise(spec, {{"amplitude", &w.amplitude},
                  {"frequency", &w.frequency},
                  {"phase", &w.phase},
                  {"offset", &w.offset}});
  return std::make_shared<Sine>(std::move(w));
}

}  // namespace rheo
