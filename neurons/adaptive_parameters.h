#pragma once

#include <string>
#include <vector>

#include "engine/neuron_model.h"

// What adaptive_lif and adaptive_lif_rate declare and check of their adaptation n. Parameters:
// tau_n, inc_n of neuron i.
namespace rheo {

/// Adds tau_n, inc_n and the state `adaptation` to the declaration of the model without them.
void declare_adaptation(Declaration& d);
/// dt / tau_n, of size 1 or n.
std::vector<double> adaptation_decay(const ParameterSet& p, double dt);
/// inc_n dt / tau_n, what n gains by an output of 1 for one step: of size 1 or n.
std::vector<double> adaptation_gain(const ParameterSet& p, double dt);
/// Start values (n): as given, else 0.
std::vector<double> initial_adaptation(const ParameterSet& p,
                                       const std::map<std::string, std::vector<double>>& given);
/// Euler's rule needs tau_n > dt / 2: beyond, n would grow without bound.
std::vector<Problem> check_adaptation(const ParameterSet& p, double dt);

/// Why the simulated rate is below the formula.
extern const char* const kAdaptationCaveat;

}  // namespace rheo
