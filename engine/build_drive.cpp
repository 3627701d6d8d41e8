// Poisson inputs: independent spikes for each target.
#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/builder.h"
#include "engine/poisson.h"
#include "engine/random.h"
#include "engine/synapse_values.h"
#include "engine/text.h"

namespace rheo {
namespace {

/// Poisson spikes as numbers, count / dt, for targets without ports.
class PoissonValues final : public InputFunction {
 public:
  PoissonValues(PoissonTrains trains, const SimulationSpec& simulation, const std::string& name,
                std::size_t size)
      : trains_(std::move(trains)),
        dt_(simulation.dt),
        key_(bulk_key(draw_key(simulation.seed, "connection", name, "drive"))),
        size_(size) {}

  std::size_t size() const noexcept override { return size_; }
  void evaluate(std::int64_t step, double t, double*, double* out) const override {
    double mean[kBlock];
    std::int32_t counts[kBlock];
    for (std::size_t first = 0; first < size_; first += kBlock) {
      const std::size_t n = std::min(kBlock, size_ - first);
      for (std::size_t i = 0; i < n; ++i)
        mean[i] = rate(first + i, t) * dt_;
      PoissonCounts p;
      p.mean = mean;
      p.key = key_;
      p.first = static_cast<std::uint32_t>(first);
      p.step = step;
      p.n = static_cast<int>(n);
      p.out = counts;
      bool good = true;
      for (std::size_t i = 0; i < n; ++i)
        good = good && mean[i] >= 0 && mean[i] <= kMostPoissonMean;
      if (good) count_poisson_kernel(Isa::baseline)(p);
      for (std::size_t i = 0; i < n; ++i)
        out[first + i] = good ? static_cast<double>(counts[i]) / dt_ : std::nan("");
    }
  }

 private:
  double rate(std::size_t i, double t) const {
    const auto& f = trains_.of_time;
    if (!f.empty()) return f[f.size() == 1 ? 0 : i].evaluate(t);
    return trains_.rates[trains_.rates.size() == 1 ? 0 : i];
  }

  PoissonTrains trains_;
  double dt_;
  BulkKey key_;
  std::size_t size_;
};

}  // namespace

void Builder::drive(const ConnectionSpec& spec, const PoissonTrains& trains, std::size_t input) {
  const std::string path = "connections." + spec.name;
  const End to = target_end(path + ".to", spec.to);
  if (!to.ok) return;
  if (spec.rule || spec.from.neurons || !std::holds_alternative<std::monostate>(spec.from.slice)) {
    report(path, "cuts a poisson input or connects it by a rule",
           "each target gets spikes of its own", "leave rule and slice out");
    return;
  }
  const std::size_t n = std::max(trains.rates.size(), trains.of_time.size());
  if (n != 1 && n != to.elements.size()) {
    report(
        path + ".from", "has " + std::to_string(n) + " rates",
        "one for all, or one for each of the " + std::to_string(to.elements.size()) + " targets");
    return;
  }
  const bool ports = physical(to.target);
  Value delay;
  if (!synapse_delays(spec, 0, ports ? 1 : 0, delay)) return;
  if (!std::holds_alternative<double>(delay)) {
    report(path + ".delay", "is not one number", "a drive has one delay");
    return;
  }
  if (ports) {
    port_drive(spec, to, input, static_cast<std::int64_t>(std::get<double>(delay)));
    return;
  }
  if (std::get<double>(delay) != 0) {
    report(path + ".delay", "stands at a poisson input into a model without ports",
           "it would change nothing but when the spikes begin", "leave it out");
    return;
  }
  ProjectionPlan plan;
  plan.name = spec.name;
  plan.from = {SourceRef::Kind::input, network_.inputs.size()};
  plan.to = to.target;
  plan.from_elements = all_elements(to.elements.size());
  plan.to_elements = to.elements;
  network_.inputs.push_back(
      {spec.name,
       std::make_shared<PoissonValues>(trains, spec_.simulation, spec.name, to.elements.size())});
  if (!weights(spec, plan)) return;
  if (plan.kind == ProjectionPlan::Weights::dense && !distinct_targets(path + ".to", plan)) return;
  add_projection(spec, std::move(plan));
}

void Builder::port_drive(const ConnectionSpec& spec, const End& to, std::size_t input,
                         std::int64_t delay) {
  const std::string path = "connections." + spec.name;
  const PopulationPlan& target = network_.populations[to.target.index];
  const auto& ports = target.model->declaration().ports;
  const auto* one = std::get_if<double>(&spec.weights);
  Value held;
  const std::size_t listed = one != nullptr ? 0 : to.elements.size();
  if (std::holds_alternative<Distribution>(spec.weights)) {
    report(path + ".weights", "are a distribution", "a drive has one weight, or one a target");
    return;
  }
  if (!synapse_weights(spec, listed, ports.front().held, held)) return;
  const PoissonTrains& trains = *network_.inputs[input].function->poisson();
  if (to.elements.size() != target.neurons) {
    report(path + ".to.slice", "cuts the targets of a drive", "a drive reaches a whole population",
           "give rates, or weights, of 0 to the others");
    return;
  }
  for (double r : trains.rates) {
    if (r * spec_.simulation.dt <= kMostPoissonMean) continue;
    report(path + ".from", "has a rate of " + number_text(r) + " Hz",
           "at most " + number_text(kMostPoissonMean / spec_.simulation.dt) + " Hz");
    return;
  }
  DrivePlan plan;
  plan.name = spec.name;
  plan.input = input;
  plan.population = to.target.index;
  plan.delay = delay;
  plan.weights =
      one != nullptr ? std::vector<double>{std::get<double>(held)} : std::get<Array>(held).data;
  const bool negative =
      std::any_of(plan.weights.begin(), plan.weights.end(), [](double w) { return w < 0; });
  const bool positive =
      std::any_of(plan.weights.begin(), plan.weights.end(), [](double w) { return w > 0; });
  if (const auto named = port(spec, plan.population)) {
    plan.port = *named;
  } else if (negative && positive) {
    report(path + ".weights", "have both signs", "a drive ends at one port",
           "name the port, or make two connections");
    return;
  } else {
    plan.port = port_for_sign(*target.model, negative);
  }
  network_.drives.push_back(std::move(plan));
}

}  // namespace rheo
