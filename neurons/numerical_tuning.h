#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "engine/neuron_model.h"

// gain and bias of models whose rate has no closed form, by search (docs/numerics.md).
namespace rheo {

/// Rates in Hz at ascending currents J (n), for one neuron.
using RateCurve = std::function<std::vector<double>(const std::vector<double>& J)>;

/// The two ends of the part of a curve that matters.
struct CurrentRange {
  double silent;  // the last current at which the rate is 0
  double top;     // the first at which it is max_rate or more
};

/// Looks on grids of 101 currents in [-10, 10], [-20, 20], ... (10 of them). Empty where the
/// neuron is never silent or never reaches max_rate.
std::optional<CurrentRange> find_currents(const RateCurve& rates, double max_rate);

/// gain and bias such that J is `silent` at x = intercept, and the current at which the rate is
/// max_rate (interpolated on 101 points) at x = 1.
GainBias search_gain_bias(const RateCurve& rates, const CurrentRange& range, double max_rate,
                          double intercept);

/// The current at which the neuron begins to fire, to about 1e-6 of the grid's width; infinity if
/// none was found.
double search_threshold(const RateCurve& rates);

}  // namespace rheo
