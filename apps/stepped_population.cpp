#include "apps/stepped_population.h"

#include <algorithm>
#include <utility>

namespace rheo {
namespace {

/// Values that are set from outside between runs, never within one.
class Levels : public InputFunction {
 public:
  explicit Levels(std::shared_ptr<const std::vector<double>> values) : values_(std::move(values)) {}
  std::size_t size() const noexcept override { return values_->size(); }
  void evaluate(std::int64_t, double, double*, double* out) const override {
    std::copy(values_->begin(), values_->end(), out);
  }

 private:
  std::shared_ptr<const std::vector<double>> values_;  // (size)
};

PopulationPlan selection(const PopulationPlan& population,
                         const std::vector<std::size_t>& neurons) {
  PopulationPlan plan;
  plan.name = population.name;
  plan.neurons = neurons.size();
  plan.model = population.model;
  plan.parameters = ParameterSet(neurons.size());
  for (const auto& [name, values] : population.parameters.all()) {
    if (values.size() == 1) {
      plan.parameters.set(name, values);
      continue;
    }
    std::vector<double> selected;
    for (std::size_t i : neurons)
      selected.push_back(values[i]);
    plan.parameters.set(name, std::move(selected));
  }
  return plan;
}

std::shared_ptr<const Network> driven(PopulationPlan population, const SimulationSpec& simulation,
                                      std::shared_ptr<const std::vector<double>> levels) {
  Network network;
  network.simulation = simulation;
  network.inputs.push_back({"x", std::make_shared<Levels>(std::move(levels))});
  const std::vector<std::uint32_t> all = all_elements(population.neurons);
  ProjectionPlan projection;
  projection.name = "x";
  projection.from = {SourceRef::Kind::input, 0};
  projection.to = {TargetRef::Kind::neurons, 0};
  projection.from_elements = all;
  projection.to_elements = all;
  projection.weights = {1.0};
  network.projections.push_back(std::move(projection));
  if (!population.model->spiking()) {
    ProbePlan probe;
    probe.spec.name = "output";
    probe.spec.of.object = population.name;
    probe.spec.record = "output";
    probe.of = {SourceRef::Kind::neurons, 0};
    probe.elements = all;
    network.probes.push_back(std::move(probe));
  }
  network.order.push_back({TargetRef::Kind::neurons, 0});
  network.populations.push_back(std::move(population));
  return std::make_shared<const Network>(std::move(network));
}

}  // namespace

/// Keeps the last sample of a probe.
class SteppedPopulation::LastOutput : public ChunkSink {
 public:
  void put(Chunk&& chunk) override {
    const SampleChunk* samples = std::get_if<SampleChunk>(&chunk);
    if (samples == nullptr || samples->step.empty()) return;
    const auto row = static_cast<std::ptrdiff_t>((samples->step.size() - 1) * samples->width);
    values.assign(samples->values.begin() + row, samples->values.end());
  }
  void finish(std::int64_t) override {}

  std::vector<double> values;  // (n)
};

SteppedPopulation::SteppedPopulation(const PopulationPlan& population,
                                     const std::vector<std::size_t>& neurons,
                                     const SimulationSpec& simulation, const Catalog& catalog)
    : levels_(std::make_shared<std::vector<double>>(neurons.size())),
      network_(driven(selection(population, neurons), simulation, levels_)),
      output_(std::make_unique<LastOutput>()),
      simulation_(network_, catalog) {
  if (!plan().model->spiking()) simulation_.connect("output", *output_);
}

SteppedPopulation::~SteppedPopulation() = default;

std::vector<double> SteppedPopulation::rates(const std::vector<double>& x, std::int64_t steps) {
  *levels_ = x;
  simulation_.reset();
  simulation_.run(steps);
  std::vector<double> rates(x.size());
  const ParameterSet& p = plan().parameters;
  if (!plan().model->spiking()) {
    for (std::size_t i = 0; i < rates.size(); ++i) {
      rates[i] = output_->values[i] / (p.has("amplitude") ? p.at("amplitude", i) : 1.0);
    }
    return rates;
  }
  const PopulationCount count = simulation_.counts().front();
  const double seconds = static_cast<double>(steps) * network_->simulation.dt;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    rates[i] = static_cast<double>(count.spikes[i]) / seconds;
  }
  return rates;
}

}  // namespace rheo
