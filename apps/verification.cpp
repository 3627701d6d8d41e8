#include "apps/verification.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "apps/inspection.h"
#include "apps/stepped_population.h"

namespace rheo {
namespace {

// One run of the bisection takes at most this many updates.
constexpr double kMaxUpdates = 5e7;

std::vector<std::size_t> even_selection(std::size_t size, std::size_t wanted) {
  std::vector<std::size_t> neurons(std::min(size, wanted));
  for (std::size_t k = 0; k < neurons.size(); ++k)
    neurons[k] = k * size / neurons.size();
  return neurons;
}

/// The bisection of one neuron: it fires at `firing`, is silent at `silent`.
struct Bracket {
  bool wanted = false;  // gain is not 0
  double formula = 0;
  double scale = 1;       // what deviations are relative to
  double step = 0;        // towards firing: +1 or -1 with the sign of the gain
  double resolution = 0;  // distance from the intercept at which a spike comes within the run
  double firing = 0;
  double silent = 0;
};

class Bisection {
 public:
  Bisection(SteppedPopulation& stepped, double dt, double tolerance);
  /// Measured intercepts (n); NaN where none was found.
  std::vector<double> run();
  const Bracket& bracket(std::size_t i) const { return brackets_[i]; }
  std::size_t wanted() const;

 private:
  void choose_steps(double dt, double tolerance);
  void enclose();
  std::vector<bool> fires(double Bracket::*x);
  std::vector<bool> fires(const std::vector<double>& x);

  SteppedPopulation& stepped_;
  std::vector<Bracket> brackets_;  // (n)
  std::int64_t steps_ = 2;         // of one run
};

Bisection::Bisection(SteppedPopulation& stepped, double dt, double tolerance)
    : stepped_(stepped), brackets_(stepped.plan().neurons) {
  const PopulationPlan& plan = stepped_.plan();
  for (std::size_t i = 0; i < brackets_.size(); ++i) {
    const NeuronInspection n = inspect_neuron(plan, i);
    const double at_threshold =
        plan.model->rate(plan.parameters, i, plan.model->threshold(plan.parameters, i));
    if (!n.x_intercept || at_threshold != 0) continue;  // a smooth curve has no first spike
    Bracket& b = brackets_[i];
    b.wanted = true;
    b.formula = *n.x_intercept;
    b.scale = std::max(1.0, std::abs(b.formula));
    b.step = n.gain > 0 ? 1 : -1;
    b.firing = b.formula + 0.5 * b.scale * b.step;
    b.silent = b.formula - 0.5 * b.scale * b.step;
  }
  choose_steps(dt, tolerance);
}

// A run is as long as the slowest neuron needs for a spike at a fifth of the tolerance above its
// threshold.
void Bisection::choose_steps(double dt, double tolerance) {
  const PopulationPlan& plan = stepped_.plan();
  if (!plan.model->spiking()) return;
  const double updates = kMaxUpdates / static_cast<double>(brackets_.size());
  const double longest = dt * std::max(1000.0, updates);  // s
  double needed = 0;                                      // s
  for (std::size_t i = 0; i < brackets_.size(); ++i) {
    Bracket& b = brackets_[i];
    if (!b.wanted) continue;
    const auto wait = [&](double distance) {
      return 1 / rate_at(plan, i, b.formula + distance * b.step);
    };
    b.resolution = 0.2 * tolerance * b.scale;
    for (int k = 0; k < 60 && wait(b.resolution) > longest; ++k)
      b.resolution *= 2;
    needed = std::max(needed, std::min(wait(b.resolution), longest));
  }
  steps_ = static_cast<std::int64_t>(std::ceil(needed / dt)) + 2;
}

std::size_t Bisection::wanted() const {
  return static_cast<std::size_t>(
      std::count_if(brackets_.begin(), brackets_.end(), [](const Bracket& b) { return b.wanted; }));
}

std::vector<bool> Bisection::fires(const std::vector<double>& x) {
  const std::vector<double> rates = stepped_.rates(x, steps_);
  std::vector<bool> result;
  for (double rate : rates)
    result.push_back(rate > 0);
  return result;
}

std::vector<bool> Bisection::fires(double Bracket::*x) {
  std::vector<double> at;
  for (const Bracket& b : brackets_)
    at.push_back(b.*x);
  return fires(at);
}

// Moves the ends outwards until the one fires and the other is silent.
void Bisection::enclose() {
  double width = 0.5;
  for (int k = 0; k < 20; ++k, width *= 2) {
    const std::vector<bool> firing = fires(&Bracket::firing);
    const std::vector<bool> silent = fires(&Bracket::silent);
    bool enclosed = true;
    for (std::size_t i = 0; i < brackets_.size(); ++i) {
      Bracket& b = brackets_[i];
      if (!b.wanted || (firing[i] && !silent[i])) continue;
      enclosed = false;
      if (!firing[i]) b.firing += width * b.scale * b.step;
      if (silent[i]) b.silent -= width * b.scale * b.step;
    }
    if (enclosed) return;
  }
  const std::vector<bool> firing = fires(&Bracket::firing);
  const std::vector<bool> silent = fires(&Bracket::silent);
  for (std::size_t i = 0; i < brackets_.size(); ++i) {
    if (firing[i] && !silent[i]) continue;
    brackets_[i].firing = brackets_[i].silent = std::numeric_limits<double>::quiet_NaN();
  }
}

std::vector<double> Bisection::run() {
  enclose();
  std::vector<double> middle(brackets_.size());
  for (int k = 0; k < 60; ++k) {
    bool done = true;
    for (std::size_t i = 0; i < brackets_.size(); ++i) {
      const Bracket& b = brackets_[i];
      middle[i] = b.wanted && std::isfinite(b.firing) ? (b.firing + b.silent) / 2 : 0.0;
      done = done && !(std::abs(b.firing - b.silent) > 1e-5 * b.scale);
    }
    if (done) break;
    const std::vector<bool> firing = fires(middle);
    for (std::size_t i = 0; i < brackets_.size(); ++i) {
      Bracket& b = brackets_[i];
      if (!std::isfinite(b.firing)) continue;
      (firing[i] ? b.firing : b.silent) = middle[i];
    }
  }
  for (std::size_t i = 0; i < brackets_.size(); ++i) {
    middle[i] = (brackets_[i].firing + brackets_[i].silent) / 2;
  }
  return middle;
}

// Keeps the worst; NaN, a measurement that failed, is worse than any number.
void compare(const Disagreement& found, Disagreement& worst, bool& agrees) {
  const bool within = found.deviation <= found.allowed;
  agrees = agrees && within;
  if (std::isnan(worst.deviation)) return;
  if (found.deviation <= worst.deviation && worst.allowed > 0) return;
  worst = found;
}

void compare_intercepts(SteppedPopulation& stepped, const std::vector<std::size_t>& neurons,
                        double dt, double tolerance, Verification& result) {
  Bisection bisection(stepped, dt, tolerance);
  result.intercepts = bisection.wanted();
  if (result.intercepts == 0) return;
  const std::vector<double> measured = bisection.run();
  for (std::size_t i = 0; i < neurons.size(); ++i) {
    const Bracket& b = bisection.bracket(i);
    if (!b.wanted) continue;
    Disagreement d;
    d.neuron = neurons[i];
    d.formula = b.formula;
    d.measured = measured[i];
    d.deviation = std::abs(measured[i] - b.formula) / b.scale;
    d.allowed = std::max(tolerance, 1.5 * b.resolution / b.scale);
    compare(d, result.intercept, result.agrees);
  }
}

void compare_curve(SteppedPopulation& stepped, const std::vector<std::size_t>& neurons, double dt,
                   const VerificationOptions& options, Verification& result) {
  const bool spiking = stepped.plan().model->spiking();
  const std::int64_t steps =
      spiking ? std::max<std::int64_t>(1, std::llround(options.window / dt)) : 2;
  result.points = options.curve_points;
  result.window = static_cast<double>(steps) * dt;
  for (std::size_t k = 0; k < options.curve_points; ++k) {
    const double last = static_cast<double>(options.curve_points) - 1;
    const double x = last > 0 ? -1 + 2 * static_cast<double>(k) / last : 1;
    const auto rates = stepped.rates(std::vector<double>(neurons.size(), x), steps);
    for (std::size_t i = 0; i < neurons.size(); ++i) {
      Disagreement d;
      d.neuron = neurons[i];
      d.x = x;
      d.formula = rate_at(stepped.plan(), i, x);
      d.measured = rates[i];
      d.deviation = std::abs(d.measured - d.formula);
      // The second part is for single precision and for spikes at the very end of the window.
      d.allowed = (spiking ? 1 / result.window : 0) + 1e-5 * (1 + std::abs(d.formula));
      compare(d, result.rate, result.agrees);
    }
  }
}

}  // namespace

Verification verify_population(const PopulationPlan& population, const SimulationSpec& simulation,
                               const Catalog& catalog, const VerificationOptions& options) {
  const auto neurons = even_selection(population.neurons, options.max_neurons);
  SteppedPopulation stepped(population, neurons, simulation, catalog);
  Verification result;
  result.population = population.name;
  result.caveat = population.model->rate_caveat();
  if (!result.caveat.empty()) return result;
  result.neurons = neurons.size();
  compare_intercepts(stepped, neurons, simulation.dt, options.intercept_tolerance, result);
  compare_curve(stepped, neurons, simulation.dt, options, result);
  return result;
}

}  // namespace rheo
