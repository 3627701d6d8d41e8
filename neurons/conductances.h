#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/declaration.h"
#include "engine/error.h"

namespace rheo {

// What the models with synaptic conductances share.

/// E_ex, E_in, tau_syn_ex, tau_syn_in with these defaults, V and s.
std::vector<ParameterDeclaration> conductance_parameters(double E_ex, double E_in,
                                                         double tau_syn_ex, double tau_syn_in);
/// g_L with this default, S.
ParameterDeclaration leak_conductance(double g_L);
/// g_ex and g_in, initialisable, 0 by default.
std::vector<StateDeclaration> conductance_states();
/// excitatory and inhibitory, by the weight's sign; both count with their magnitude, in nS.
std::vector<PortDeclaration> conductance_ports();
/// What is given under initial.g_ex and initial.g_in must not be negative.
std::vector<Problem> check_conductances(const std::map<std::string, std::vector<double>>& given);

/// Another default, and if not empty another sentence, for the parameter `name`, which is there.
void set_fallback(Declaration& declaration, const std::string& name, double value,
                  const std::string& sentence = "");

template <class T>
void append(std::vector<T>& to, std::vector<T> more) {
  to.insert(to.end(), more.begin(), more.end());
}

}  // namespace rheo
