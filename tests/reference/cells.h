#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/network.h"

namespace rheo {

/// What a neuron puts out in a step.
template <class Real>
struct CellOutput {
  Real value = 0;           // spikes x amplitude / dt, or amplitude x rate
  std::int32_t spikes = 0;  // 0 for rate models
};

/// One neuron of the reference interpreter.
template <class Real>
class Cell {
 public:
  virtual ~Cell() = default;
  /// What arrives at a port at the end of the step that comes; before `step`.
  virtual void arrive(std::size_t, Real) {}
  /// What one synapse or drive adds to the state that a port feeds; after `step`.
  virtual void feed(std::size_t, Real) {}
  /// Step n >= 1 with the current J.
  virtual CellOutput<Real> step(std::int64_t n, Real J) = 0;
  /// A declared state after step n, in declared units.
  virtual double observe(const std::string& state, std::int64_t n) const = 0;
};

/// The neurons of a population before the first step, initial values drawn.
template <class Real>
std::vector<std::unique_ptr<Cell<Real>>> make_cells(const PopulationPlan& population,
                                                    const SimulationSpec& simulation);

}  // namespace rheo
