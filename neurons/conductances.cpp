#include "neurons/conductances.h"

#include "engine/text.h"
#include "neurons/physical.h"
#include "neurons/tuning.h"

namespace rheo {

std::vector<ParameterDeclaration> conductance_parameters(double E_ex, double E_in,
                                                         double tau_syn_ex, double tau_syn_in) {
  return {per_neuron("E_ex", Dimension::voltage, E_ex, Range::any(),
                     "Reversal potential of excitation."),
          per_neuron("E_in", Dimension::voltage, E_in, Range::any(),
                     "Reversal potential of inhibition."),
          per_neuron("tau_syn_ex", Dimension::time, tau_syn_ex, Range::positive(),
                     "Decay of the excitatory conductance."),
          per_neuron("tau_syn_in", Dimension::time, tau_syn_in, Range::positive(),
                     "Decay of the inhibitory conductance.")};
}

ParameterDeclaration leak_conductance(double g_L) {
  return per_neuron("g_L", Dimension::conductance, g_L, Range::positive(), "Leak conductance.");
}

std::vector<StateDeclaration> conductance_states() {
  const auto state = [](const char* name, const char* sentence) {
    return StateDeclaration{.name = name,
                            .dimension = Dimension::conductance,
                            .sentence = sentence,
                            .initialisable = true,
                            .initial_text = "0"};
  };
  return {state("g_ex", "Excitatory conductance."), state("g_in", "Inhibitory conductance.")};
}

std::vector<PortDeclaration> conductance_ports() {
  return {{"excitatory", Dimension::conductance, kNano, 1,
           "Takes weights >= 0 where no port is named; the magnitude counts."},
          {"inhibitory", Dimension::conductance, kNano, -1,
           "Takes weights < 0 where no port is named; the magnitude counts."}};
}

std::vector<Problem> check_conductances(const std::map<std::string, std::vector<double>>& given) {
  std::vector<Problem> problems;
  for (const char* name : {"g_ex", "g_in"}) {
    const auto found = given.find(name);
    for (std::size_t i = 0; found != given.end() && i < found->second.size(); ++i) {
      if (found->second[i] >= 0) continue;
      problems.push_back(
          {std::string("initial.") + name,
           "neuron " + std::to_string(i) + " starts at " + number_text(found->second[i]) + " S",
           "must be >= 0",
           "",
           {}});
      break;
    }
  }
  return problems;
}

void set_fallback(Declaration& declaration, const std::string& name, double value,
                  const std::string& sentence) {
  for (ParameterDeclaration& d : declaration.parameters) {
    if (d.name != name) continue;
    d.fallback = value;
    if (!sentence.empty()) d.sentence = sentence;
  }
}

}  // namespace rheo
