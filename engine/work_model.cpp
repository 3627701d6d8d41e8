#include "engine/work_model.h"

#include "engine/team.h"

namespace rheo {

namespace {

constexpr double kUpdate = 3.0;          // ns a neuron
constexpr double kPhysicalUpdate = 1.0;  // the same, of models in physical units
constexpr double kDrive = 0.5;           // ns a neuron and drive
constexpr double kEvent = 1.7;           // ns a synapse over which a spike comes
constexpr double kAssumedRate = 5;       // Hz

/// Update of populations, what drives them and what arrives over their synapses.
double populations_ns(const Network& network) {
  double ns = 0;
  for (const PopulationPlan& p : network.populations) {
    const bool physical = !p.model->declaration().ports.empty();
    ns += (physical ? kPhysicalUpdate : kUpdate) * static_cast<double>(p.neurons);
  }
  for (const DrivePlan& d : network.drives)
    ns += kDrive * static_cast<double>(network.populations[d.population].neurons);
  const double events = kAssumedRate * network.simulation.dt;  // a synapse and step
  for (const SynapsesPlan& s : network.sparse)
    ns += kEvent * events * s.expected;
  return ns;
}

}  // namespace

// Measured costs of an update (3 ns a neuron) and of a weight or encoder (0.3 ns; spikes use one in
// twenty), of a filter (1 ns), of a learned weight (0.5 ns).
double estimated_step_ns(const Network& network) {
  double ns = populations_ns(network);
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

std::pair<int, std::string> threads_for(const Network& network, const Schedule& schedule) {
  const double ns = estimated_step_ns(network);
  const std::int64_t steps = schedule.exchange_steps();
  std::string why = "work model: about " + std::to_string(static_cast<long>(ns)) +
                    " ns a step in " + std::to_string(schedule.n_blocks()) + " blocks on " +
                    std::to_string(available_cores()) + " cores";
  if (steps > 1) why += ", exchange every " + std::to_string(steps) + " steps";
  return {
      choose_threads(schedule.n_blocks(), ns * static_cast<double>(steps), schedule.n_barriers()),
      why};
}

}  // namespace rheo
