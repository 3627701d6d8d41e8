#include "synapses/triangle.h"

#include <cmath>

#include "engine/text.h"
#include "synapses/synapse_base.h"

namespace rheo {
namespace {

constexpr double kMostTaps = 1e5;  // each is a number held per element

const Declaration& declared() {
  static const Declaration declaration = triangle_declaration();
  return declaration;
}

double taps(double t, double dt) {
  const double steps = t / dt;
  const double below = std::floor(steps);
  const double rest = steps - below;
  const bool up = rest > 0.5 || (rest == 0.5 && std::fmod(below, 2) == 1);
  return below + (up ? 2 : 1);
}

class Triangle : public SynapseBase {
 public:
  explicit Triangle(double t) : SynapseBase(declared(), Recurrence::taps), t_(t) {}
  std::size_t n_states(double dt) const override {
    return static_cast<std::size_t>(taps(t_, dt)) + 2;  // y, the taps, their newest
  }
  std::vector<double> coefficients(double dt) const override {
    const double n = taps(t_, dt);
    std::vector<double> h(static_cast<std::size_t>(n));
    for (std::size_t i = 0; i < h.size(); ++i)
      h[i] = 2 * (n - static_cast<double>(i)) / (n * (n + 1));
    return h;
  }
  std::vector<Problem> check(double dt) const override {
    if (taps(t_, dt) <= kMostTaps) return {};
    return {{.path = "triangle.t",
             .what = "is " + number_text(taps(t_, dt)) + " steps long",
             .rule = "at most " + number_text(kMostTaps),
             .remedy = "use a shorter t, or a lowpass",
             .where = {}}};
  }

 private:
  double t_;  // s
};

}  // namespace

Declaration triangle_declaration() {
  Declaration d = timed_synapse("triangle", "t", "Length of the response.");
  d.summary = "A response that falls linearly to 0: a moving average that prefers what is recent.";
  d.equations = {
      "y[n] = sum over i < N of h_i u[n-i],    h_i = 2 (N - i) / (N (N + 1)),    "
      "N = round(t / dt) + 1"};
  return d;
}

std::shared_ptr<const SynapseModel> make_triangle(const ModelSpec& spec) {
  return std::make_shared<Triangle>(spec.number("t"));
}

}  // namespace rheo
