#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/neuron_model.h"

namespace rheo {

// What the models in physical units share. They count in mV, pA, nS, pF and ms, voltages from E_L,
// so that numbers lie near 1; parameters and what is observed are in SI units.
inline constexpr double kMilli = 1e3;  // mV per V, ms per s
inline constexpr double kPico = 1e12;  // pA per A, pF per F
inline constexpr double kNano = 1e9;   // nS per S

/// Steps for which a neuron stays at V_reset after a spike: tau_ref / dt, rounded half up.
double refractory_steps(double tau_ref, double dt);

/// An integrate-and-fire neuron with spikes on the grid: J in A.
class PhysicalNeuron : public NeuronModel {
 public:
  bool spiking() const noexcept override { return true; }
  bool multiple_spikes(const ParameterSet&, double) const override { return false; }
  double rate_ceiling(const ParameterSet& p, std::size_t i) const override;
  GainBias gain_bias(const ParameterSet&, std::size_t, double, double) const override;
  Problem check_tuning(const ParameterSet&, std::size_t, double, double) const override;
  std::string rate_caveat() const override { return "spikes are bound to the time step"; }
  /// The reset and what is given under initial.voltage must lie below the voltage at which a spike
  /// is counted; tau_ref, where there is one, must be countable.
  std::vector<Problem> check(const ParameterSet& p,
                             const std::map<std::string, std::vector<double>>& given,
                             double dt) const override;
  std::vector<std::string> warnings(const ParameterSet&, double) const override { return {}; }

 protected:
  /// The parameters that hold the voltage after a spike, and the one at which it is counted.
  virtual const char* reset_name() const { return "V_reset"; }
  virtual const char* peak_name() const { return "V_th"; }
  /// The values of `given` for a state in units of 1 / `held`, or zeros.
  static std::vector<double> given_or_zero(const std::map<std::string, std::vector<double>>& given,
                                           const std::string& state, std::size_t n, double held);
  /// The initial voltage in mV from E_L, of which the default is 0.
  static std::vector<double> initial_voltage(
      const ParameterSet& p, const std::map<std::string, std::vector<double>>& given);
  /// V of a voltage held in mV from E_L, NaN standing for V_reset.
  static double observed_voltage(const ParameterSet& p, std::size_t i, double held);
  /// What is left of the refractory time after `step`, s.
  static double observed_refractory(double release_step, std::int64_t step, double dt);
  /// Whether one set of coefficients serves all neurons: I_e is no part of them.
  bool alike(const ParameterSet& p) const;
};

/// With a membrane of constant conductance g_L = C_m / tau_m the rate under a constant current has
/// a closed form: 1 / (tau_ref + tau_m ln((J / g_L + E_L - V_reset) / (J / g_L + E_L - V_th))).
class LinearMembrane : public PhysicalNeuron {
 public:
  /// Conductance of the membrane at rest, S.
  virtual double leak(const ParameterSet& p, std::size_t i) const;
  double rate(const ParameterSet& p, std::size_t i, double J) const override;
  double threshold(const ParameterSet& p, std::size_t i) const override;  // A
};

/// exp(-dt / tau_m): what is left of the voltage after a step.
double leak_factor(double tau_m, double dt);
/// What 1 pA that decays with tau_syn adds to the voltage within a step, mV; also for tau_syn equal
/// or close to tau_m, where the difference of exponentials becomes dt / C exp(-dt / tau).
double decaying_current_factor(double tau_syn, double tau_m, double C_m, double dt);
/// What a current that starts at 0 with the slope 1 pA / ms and goes as t exp(-t / tau_syn) adds
/// within a step, mV; the same holds for time constants that are equal or close.
double rising_current_factor(double tau_syn, double tau_m, double C_m, double dt);
/// What a constant current of 1 A adds within a step, mV.
double constant_current_factor(double tau_m, double C_m, double dt);

/// Parameters that all of them have: E_L, V_th, V_reset, C_m, tau_ref, I_e, with NEST's defaults
/// but for what `iaf` says otherwise.
std::vector<ParameterDeclaration> membrane_parameters();
ParameterDeclaration membrane_time_constant();  // tau_m
/// The state `voltage`, initialisable, E_L by default.
StateDeclaration voltage_state();
/// `refractory_time`: what is left of it.
StateDeclaration refractory_state();
/// excitatory and inhibitory, by the weight's sign.
std::vector<PortDeclaration> signed_ports(Dimension dimension, double held);

}  // namespace rheo
