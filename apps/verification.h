#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/catalog.h"
#include "engine/network.h"

namespace rheo {

/// Where measurement and formula differ most.
struct Disagreement {
  double deviation = 0;  // x-intercepts: relative to them where they are beyond 1; rates: Hz
  double allowed = 0;    // at this neuron
  std::size_t neuron = 0;
  double x = 0;  // rates: where on the curve
  double formula = 0;
  double measured = 0;
};

/// How far the engine, stepped, is from what the formulas say of one population.
struct Verification {
  std::string population;
  std::string caveat;          // why engine and formulas may differ: nothing was compared then
  std::size_t neurons = 0;     // examined: all, or an even selection of a large population
  std::size_t intercepts = 0;  // of those, how many have one (gain not 0)
  std::size_t points = 0;      // of each response curve
  double window = 0;           // s counted at each point
  Disagreement intercept;
  Disagreement rate;
  bool agrees = true;  // every neuron and point within what is allowed
};

struct VerificationOptions {
  std::size_t max_neurons = 2000;
  std::size_t curve_points = 21;      // over [-1, 1]
  double window = 2;                  // s
  double intercept_tolerance = 1e-3;  // see Disagreement::deviation
};

/// Steps the real engine with constant inputs, one for each neuron: bisects where each begins to
/// fire, and counts its spikes along x. The formula gives the first guess and how long a neuron
/// just above its threshold needs for a spike, nothing else. A count may differ by one from rate x
/// window. A model so slow just above its threshold that its first spike cannot be waited for is
/// allowed as much more as that costs.
Verification verify_population(const PopulationPlan& population, const SimulationSpec& simulation,
                               const Catalog& catalog, const VerificationOptions& options = {});

}  // namespace rheo
