#include "neurons/adaptive_parameters.h"

#include <algorithm>

#include "neurons/tuning.h"

namespace rheo {

const char* const kAdaptationCaveat = "its rate is that without adaptation, at the first spikes";

void declare_adaptation(Declaration& d) {
  d.parameters.push_back(per_neuron("tau_n", Dimension::time, 1.0, Range::positive(),
                                    "Time constant with which the adaptation is forgotten."));
  d.parameters.push_back(
      per_neuron("inc_n", Dimension::none, 0.01, Range::not_negative(),
                 "Adaptation in units of the current for an output of 1: a spike adds inc_n "
                 "amplitude / tau_n."));
  d.states.push_back({.name = "adaptation",
                      .dimension = Dimension::none,
                      .sentence = "What is taken from the current J.",
                      .initialisable = true,
                      .initial_text = "0"});
}

std::vector<double> adaptation_decay(const ParameterSet& p, double dt) {
  std::vector<double> decay = p.values("tau_n");
  for (double& tau : decay)
    tau = dt / tau;
  return decay;
}

std::vector<double> adaptation_gain(const ParameterSet& p, double dt) {
  const std::size_t most = std::max(p.values("tau_n").size(), p.values("inc_n").size());
  std::vector<double> gain(most);
  for (std::size_t i = 0; i < most; ++i)
    gain[i] = p.at("inc_n", i) * (dt / p.at("tau_n", i));
  return gain;
}

std::vector<double> initial_adaptation(const ParameterSet& p,
                                       const std::map<std::string, std::vector<double>>& given) {
  const auto found = given.find("adaptation");
  return found != given.end() ? found->second : std::vector<double>(p.neurons(), 0.0);
}

std::vector<Problem> check_adaptation(const ParameterSet& p, double dt) {
  for (double tau : p.values("tau_n")) {
    if (tau > dt / 2) continue;
    return {{.path = "tau_n",
             .what = "is " + number_text(tau) + " s",
             .rule = "must be above dt / 2 = " + number_text(dt / 2) +
                     " s: the adaptation would grow without bound",
             .remedy = "lower dt",
             .where = {}}};
  }
  return {};
}

}  // namespace rheo
