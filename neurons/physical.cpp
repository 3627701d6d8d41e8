#include "neurons/physical.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/math.h"
#include "engine/text.h"
#include "neurons/tuning.h"

namespace rheo {
namespace {

constexpr double kMostSteps = 0x1p24;  // of a refractory period

}  // namespace

double refractory_steps(double tau_ref, double dt) {
  return std::floor(tau_ref / dt + 0.5 + 1e-9);
}

double PhysicalNeuron::rate_ceiling(const ParameterSet& p, std::size_t i) const {
  const double tau_ref = p.has("tau_ref") ? p.at("tau_ref", i) : 0.0;
  return tau_ref > 0 ? 1 / tau_ref : std::numeric_limits<double>::infinity();
}

GainBias PhysicalNeuron::gain_bias(const ParameterSet&, std::size_t, double, double) const {
  return {1, 0};
}

Problem PhysicalNeuron::check_tuning(const ParameterSet&, std::size_t, double, double) const {
  return tuning_problem("max_rates", "is given to a model in physical units",
                        "max_rates and intercepts belong to dimensionless models",
                        "remove it, or use lif");
}

std::vector<Problem> PhysicalNeuron::check(const ParameterSet& p,
                                           const std::map<std::string, std::vector<double>>& given,
                                           double dt) const {
  std::vector<Problem> problems;
  const auto report = [&](std::string path, const std::string& what, const std::string& rule) {
    problems.push_back({std::move(path), what, rule, "", {}});
  };
  const std::vector<double> no_refractory_time;
  const std::string reset = reset_name();
  const std::string peak = peak_name();
  const auto rule = [&](std::size_t i) {
    return "must be below " + peak + " = " + number_text(p.at(peak, i)) + " V";
  };
  for (std::size_t i = 0; i < p.neurons(); ++i) {
    if (p.at(reset, i) < p.at(peak, i)) continue;
    report(reset, "is " + number_text(p.at(reset, i)) + " V", rule(i));
    break;
  }
  for (double tau_ref : p.has("tau_ref") ? p.values("tau_ref") : no_refractory_time) {
    if (tau_ref < kMostSteps * dt) continue;
    report("tau_ref", "is " + number_text(tau_ref) + " s",
           "must be below 2^24 steps = " + number_text(kMostSteps * dt) + " s");
    break;
  }
  const auto v = given.find("voltage");
  for (std::size_t i = 0; v != given.end() && i < v->second.size(); ++i) {
    if (v->second[i] <= p.at(peak, i)) continue;  // as in NEST, a neuron may start at the threshold
    report("initial.voltage",
           "neuron " + std::to_string(i) + " starts at " + number_text(v->second[i]) + " V",
           "must not be above " + peak + " = " + number_text(p.at(peak, i)) + " V");
    break;
  }
  return problems;
}

std::vector<double> PhysicalNeuron::given_or_zero(
    const std::map<std::string, std::vector<double>>& given, const std::string& state,
    std::size_t n, double held) {
  const auto found = given.find(state);
  if (found == given.end()) return std::vector<double>(n, 0.0);
  std::vector<double> values = found->second;
  for (double& x : values)
    x *= held;
  return values;
}

std::vector<double> PhysicalNeuron::initial_voltage(
    const ParameterSet& p, const std::map<std::string, std::vector<double>>& given) {
  std::vector<double> v(p.neurons(), 0.0);
  const auto found = given.find("voltage");
  for (std::size_t i = 0; found != given.end() && i < v.size(); ++i)
    v[i] = kMilli * (found->second[i] - p.at("E_L", i));
  return v;
}

double PhysicalNeuron::observed_voltage(const ParameterSet& p, std::size_t i, double held) {
  return std::isnan(held) ? p.at("V_reset", i) : held / kMilli + p.at("E_L", i);
}

double PhysicalNeuron::observed_refractory(double release_step, std::int64_t step, double dt) {
  const double left = release_step - static_cast<double>(step);
  return left > 0 ? left * dt : 0.0;
}

bool PhysicalNeuron::alike(const ParameterSet& p) const {
  const auto& parameters = declaration().parameters;
  return std::all_of(parameters.begin(), parameters.end(), [&](const auto& d) {
    return d.name == "I_e" || p.values(d.name).size() == 1;
  });
}

double LinearMembrane::leak(const ParameterSet& p, std::size_t i) const {
  return p.at("C_m", i) / p.at("tau_m", i);
}

double LinearMembrane::rate(const ParameterSet& p, std::size_t i, double J) const {
  const double g_L = leak(p, i);
  const double end = J / g_L + p.at("E_L", i);  // V
  const double V_th = p.at("V_th", i);
  if (!(end > V_th)) return 0;
  const double charging = math::log1p((V_th - p.at("V_reset", i)) / (end - V_th));
  return 1 / (p.at("tau_ref", i) + p.at("C_m", i) / g_L * charging);
}

double LinearMembrane::threshold(const ParameterSet& p, std::size_t i) const {
  return leak(p, i) * (p.at("V_th", i) - p.at("E_L", i));
}

double leak_factor(double tau_m, double dt) {
  return math::exp(-dt / tau_m);
}

double decaying_current_factor(double tau_syn, double tau_m, double C_m, double dt) {
  const double x = dt / tau_syn - dt / tau_m;
  const double scale = kMilli * dt / (kPico * C_m);
  if (std::fabs(x) >= 1) return scale * (leak_factor(tau_m, dt) - leak_factor(tau_syn, dt)) / x;
  const double ratio = x == 0 ? 1.0 : math::expm1(x) / x;
  return scale * leak_factor(tau_syn, dt) * ratio;
}

double rising_current_factor(double tau_syn, double tau_m, double C_m, double dt) {
  // exp(-dt / tau_m) times the integral of s exp(-x s) over s in [0, 1].
  const double x = dt / tau_syn - dt / tau_m;
  const double scale = kMilli * dt * kMilli * dt / (kPico * C_m);
  if (std::fabs(x) >= 0.5) {
    return scale * (leak_factor(tau_m, dt) - (1 + x) * leak_factor(tau_syn, dt)) / (x * x);
  }
  double sum = 0;
  double power = 1;  // (-x)^k / k!
  for (int k = 0; k < 20; ++k) {
    sum += power / (k + 2);
    power *= -x / (k + 1);
  }
  return scale * leak_factor(tau_m, dt) * sum;
}

double constant_current_factor(double tau_m, double C_m, double dt) {
  return -math::expm1(-dt / tau_m) * tau_m / C_m * kMilli;
}

std::vector<ParameterDeclaration> membrane_parameters() {
  return {per_neuron("C_m", Dimension::capacitance, 250e-12, Range::positive(),
                     "Capacitance of the membrane."),
          per_neuron("tau_ref", Dimension::time, 0.002, Range::not_negative(),
                     "Refractory time, rounded half up to steps: how long V stays at V_reset."),
          per_neuron("E_L", Dimension::voltage, -0.07, Range::any(), "Resting potential."),
          per_neuron("V_th", Dimension::voltage, -0.055, Range::any(),
                     "Threshold: a spike where V >= V_th at the end of a step."),
          per_neuron("V_reset", Dimension::voltage, -0.07, Range::any(), "Voltage after a spike."),
          per_neuron("I_e", Dimension::current, 0.0, Range::any(), "Constant input current.")};
}

ParameterDeclaration membrane_time_constant() {
  return per_neuron("tau_m", Dimension::time, 0.01, Range::positive(), "Membrane time constant.");
}

StateDeclaration voltage_state() {
  return {.name = "voltage",
          .dimension = Dimension::voltage,
          .sentence = "Membrane voltage V_m; V_reset while refractory.",
          .initialisable = true,
          .initial_text = "E_L"};
}

StateDeclaration refractory_state() {
  return {.name = "refractory_time",
          .dimension = Dimension::time,
          .sentence = "What is left of the refractory time; 0 if the neuron is not refractory.",
          .initialisable = false,
          .initial_text = "0"};
}

std::vector<PortDeclaration> signed_ports(Dimension dimension, double held) {
  return {{"excitatory", dimension, held, 1, "Takes weights >= 0 where no port is named."},
          {"inhibitory", dimension, held, -1, "Takes weights < 0 where no port is named."}};
}

}  // namespace rheo
