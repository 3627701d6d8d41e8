#include "engine/work_model.h"

namespace rheo {

// Measured costs of an update (3 ns a neuron) and of a weight or encoder (0.3 ns; spikes use one in
// twenty), of a filter (1 ns), of a learned weight (0.5 ns).
double estimated_step_ns(const Network& network) {
  double ns = 3.0 * static_cast<double>(network.neurons());
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

}  // namespace rheo
