#pragma once

#include <cstddef>

#include "engine/neuron_model.h"

namespace rheo {

/// How long a model without a closed form is stepped, from its default initial state.
struct RateMeasurement {
  double dt = 1e-4;  // s
  int skipped = 0;   // steps before those that count
  int counted = 0;   // steps
};

/// Rates in Hz of neuron i at n constant currents J: spikes of `model` by its own kernel, over the
/// time counted. out (n).
void measure_rates(const NeuronModel& model, const ParameterSet& p, std::size_t i,
                   const RateMeasurement& how, const double* J, std::size_t n, double* out);

}  // namespace rheo
