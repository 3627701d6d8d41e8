#include "engine/work_model.h"

#include <vector>

namespace rheo {

namespace {

constexpr double kUpdate = 3.0;          // ns a neuron
constexpr double kPhysicalUpdate = 1.0;  // the same, of models in physical units
constexpr double kDrive = 0.5;           // ns a neuron and drive
constexpr double kEvent = 1.7;           // ns a synapse over which a spike comes
constexpr double kAssumedRate = 5;       // Hz

}  // namespace

std::vector<double> population_ns(const Network& network) {
  std::vector<double> ns;
  for (const PopulationPlan& p : network.populations) {
    const bool physical = !p.model->declaration().ports.empty();
    ns.push_back((physical ? kPhysicalUpdate : kUpdate) * static_cast<double>(p.neurons));
  }
  for (const DrivePlan& d : network.drives) {
    ns[d.population] += kDrive * static_cast<double>(network.populations[d.population].neurons);
  }
  const double events = kAssumedRate * network.simulation.dt;  // a synapse and step
  for (const SynapsesPlan& s : network.sparse)
    ns[s.to] += kEvent * events * s.expected;
  return ns;
}

// Measured costs of an update (3 ns a neuron) and of a weight or encoder (0.3 ns; spikes use one in
// twenty), of a filter (1 ns), of a learned weight (0.5 ns).
double estimated_step_ns(const Network& network) {
  double ns = 0;
  for (const double one : population_ns(network))
    ns += one;
  for (const PopulationPlan& p : network.populations) {
    ns += 0.3 * static_cast<double>(p.scaled_encoders.data.size());
  }
  for (const FilterPlan& f : network.filters) {
    ns += static_cast<double>(network.target_size(f.to));
  }
  for (const ProjectionPlan& p : network.projections) {
    const bool sparse = p.from.kind == SourceRef::Kind::neurons &&
                        network.populations[p.from.index].model->spiking();
    ns += (sparse ? 0.015 : 0.3) * static_cast<double>(p.weights.size());
  }
  for (const LearningPlan& l : network.learning) {
    const ProjectionPlan& p = network.projections[l.projection];
    ns += 0.5 * static_cast<double>(p.weights.size() + p.from_elements.size());
  }
  return ns;
}

std::vector<std::size_t> share_out(const std::vector<double>& work, std::size_t threads) {
  double all = 0;
  for (const double w : work)
    all += w;
  std::vector<std::size_t> bounds = {0};
  double sum = 0;
  std::size_t b = 0;
  for (std::size_t t = 1; t < threads; ++t) {
    const double until = all * static_cast<double>(t) / static_cast<double>(threads);
    // The block in the middle of which the share ends goes to the side that has more of it.
    while (b < work.size() && sum + work[b] / 2 < until)
      sum += work[b++];
    bounds.push_back(b);
  }
  bounds.push_back(work.size());
  return bounds;
}

}  // namespace rheo
