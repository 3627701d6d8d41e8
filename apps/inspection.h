#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/network.h"

namespace rheo {

/// Over x in [-1, 1]: never fires, fires in part of it, fires everywhere.
enum class FiringClass { never, part, always };
std::string_view class_name(FiringClass c) noexcept;

/// What the formulas say of one neuron whose current is J = bias + gain x, without running it.
struct NeuronInspection {
  std::optional<double> J_th;     // parameters: empty where the model has none of this name
  std::optional<double> tau_rc;   // s
  std::optional<double> tau_ref;  // s
  double gain = 1;
  double bias = 0;
  std::optional<double> x_intercept;  // (threshold - bias) / gain; empty at gain 0
  double rheobase = 0;                // threshold - bias: the smallest current to add
  double rate_at_1 = 0;               // Hz, at x = 1
  double rate_ceiling = 0;            // Hz, may be infinite
  FiringClass firing = FiringClass::never;
};

/// Amplitude is not in the rates: they are spikes a second.
NeuronInspection inspect_neuron(const PopulationPlan& population, std::size_t neuron);

/// Rate in Hz at x.
double rate_at(const PopulationPlan& population, std::size_t neuron, double x);

/// The x of response curves: 50 points from -1 to 1, both included, evenly apart.
std::vector<double> curve_points();

/// Whether a population counts in physical units: its J is in amperes, and there is no x.
bool is_physical(const PopulationPlan& population);

/// What is said of a neuron in physical units.
struct PhysicalInspection {
  double V_th = 0;                // V
  std::optional<double> tau_m;    // s: tau_m, or C_m / g_L; empty where the model has neither
  std::optional<double> tau_ref;  // s
  double rheobase = 0;            // A: the constant current above which it fires
  double rate = 0;                // Hz at 1.5 x rheobase
  double rate_ceiling = 0;        // Hz, may be infinite
};
PhysicalInspection inspect_physical(const PopulationPlan& population, std::size_t neuron);

/// Smallest and largest of what was seen.
struct Extent {
  std::size_t count = 0;
  double low = 0;
  double high = 0;
  void add(double value) noexcept;
};

/// A population in one line.
struct PopulationInspection {
  std::string name;
  std::string model;
  std::size_t neurons = 0;
  Extent threshold;    // current at which firing begins
  Extent x_intercept;  // over the neurons whose gain is not 0
  Extent rate_at_1;    // Hz
  std::size_t never = 0;
  std::size_t part = 0;
  std::size_t always = 0;
};
PopulationInspection inspect_population(const PopulationPlan& population);

}  // namespace rheo
