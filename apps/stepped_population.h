#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/catalog.h"
#include "engine/network.h"
#include "engine/simulation.h"

namespace rheo {

/// Some neurons of a population in a network of their own, each driven by a constant x of its own:
/// J = bias + gain x.
class SteppedPopulation {
 public:
  SteppedPopulation(const PopulationPlan& population, const std::vector<std::size_t>& neurons,
                    const SimulationSpec& simulation, const Catalog& catalog);
  ~SteppedPopulation();
  SteppedPopulation(const SteppedPopulation&) = delete;
  SteppedPopulation& operator=(const SteppedPopulation&) = delete;

  /// Mean rates in Hz (n) over `steps` steps from the initial state with inputs x (n); of a model
  /// that does not spike, its output / amplitude in the last step.
  std::vector<double> rates(const std::vector<double>& x, std::int64_t steps);

  const PopulationPlan& plan() const noexcept { return network_->populations.front(); }

 private:
  class LastOutput;
  std::shared_ptr<std::vector<double>> levels_;  // (n)
  std::shared_ptr<const Network> network_;
  std::unique_ptr<LastOutput> output_;  // outlives the simulation that fills it
  Simulation simulation_;
};

}  // namespace rheo
