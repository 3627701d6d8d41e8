#include "neurons/adex.h"

#include <algorithm>
#include <cmath>

#include "engine/math.h"
#include "engine/text.h"
#include "neurons/adex_kernels.h"
#include "neurons/conductances.h"
#include "neurons/measured_rate.h"
#include "neurons/physical.h"
#include "neurons/tuning.h"

namespace rheo {
namespace {

/// A normal number in single precision too: a peak that is higher is as good as infinite.
constexpr double kLeastLeft = 1e-30;

constexpr RateMeasurement kMeasurement = {.dt = 1e-4, .skipped = 10000, .counted = 10000};

template <class Real>
NeuronKernel<Real> kernel_of(Isa isa, bool uniform) {
  static constexpr KernelTable<NeuronKernel<Real>> kAlike = {{baseline::update_adex<Real, true>,
                                                              avx2::update_adex<Real, true>,
                                                              avx512::update_adex<Real, true>}};
  static constexpr KernelTable<NeuronKernel<Real>> kEachItsOwn = {
      {baseline::update_adex<Real, false>, avx2::update_adex<Real, false>,
       avx512::update_adex<Real, false>}};
  return uniform ? kAlike[isa] : kEachItsOwn[isa];
}

class Adex final : public PhysicalNeuron {
 public:
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = adex_declaration();
    return declaration;
  }
  double rate(const ParameterSet& p, std::size_t i, double J) const override {
    double rate = 0;
    rates(p, i, &J, 1, &rate);
    return rate;
  }
  void rates(const ParameterSet& p, std::size_t i, const double* J, std::size_t n,
             double* out) const override {
    measure_rates(*this, p, i, kMeasurement, J, n, out);
  }
  std::string rate_caveat() const override {
    return "its rate is measured from rest, over the second of two seconds at dt = 0.1 ms";
  }
  /// Where rest loses its stability (Touboul and Brette 2008): the current that rest at V needs,
  /// (g_L + a) (V - E_L) - g_L Delta_T e, e = exp((V - V_th) / Delta_T), stops rising with V at
  /// e = 1 + a / g_L; a small disturbance grows from e = 1 + C_m / (g_L tau_w) on.
  double threshold(const ParameterSet& p, std::size_t i) const override {
    const double g_L = p.at("g_L", i);
    const double a = p.at("a", i);
    const double slope = p.at("Delta_T", i);
    const double e = 1 + std::min(a / g_L, p.at("C_m", i) / (g_L * p.at("tau_w", i)));
    const double V = p.at("V_th", i) + slope * math::log(e);
    return (g_L + a) * (V - p.at("E_L", i)) - g_L * slope * e;
  }
  std::vector<std::vector<double>> coefficients(const ParameterSet& p, double dt) const override;
  std::vector<HeldState> held_states() const override {
    return {{"voltage", HeldState::Type::real},
            {"g_ex", HeldState::Type::real},
            {"g_in", HeldState::Type::real},
            {"w", HeldState::Type::real},
            {"release_step", HeldState::Type::int32}};
  }
  std::vector<double> initial(std::size_t held, const ParameterSet& p,
                              const std::map<std::string, std::vector<double>>& given,
                              const UniformDraw& draw) const override;
  std::vector<Problem> check(const ParameterSet& p,
                             const std::map<std::string, std::vector<double>>& given,
                             double dt) const override;
  std::vector<std::string> warnings(const ParameterSet& p, double dt) const override;
  NeuronKernel<double> kernel_double(Isa isa, bool uniform) const override {
    return kernel_of<double>(isa, uniform);
  }
  NeuronKernel<float> kernel_single(Isa isa, bool uniform) const override {
    return kernel_of<float>(isa, uniform);
  }
  void observe(std::size_t state, const StateView& held, const ParameterSet& p, std::size_t first,
               std::size_t n, std::int64_t step, double dt, double* out) const override;

 protected:
  const char* peak_name() const override { return "V_peak"; }
};

std::vector<std::vector<double>> Adex::coefficients(const ParameterSet& p, double dt) const {
  const std::size_t n = alike(p) ? 1 : p.neurons();
  const double substeps = p.at("substeps", 0);
  const double h = dt / substeps;
  std::vector<std::vector<double>> c(kAdexCoefficients, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    const auto from_rest = [&](const char* name) {
      return kMilli * (p.at(name, i) - p.at("E_L", i));
    };
    const double g_L = kNano * p.at("g_L", i);
    c[kAdexStep][i] = kMilli * h / (kPico * p.at("C_m", i));
    c[kAdexLeak][i] = g_L;
    c[kAdexUpstroke][i] = g_L * kMilli * p.at("Delta_T", i);
    c[kAdexSteepness][i] = 1 / (kMilli * p.at("Delta_T", i));
    c[kAdexThreshold][i] = from_rest("V_th");
    c[kAdexPeak][i] = from_rest("V_peak");
    c[kAdexReset][i] = from_rest("V_reset");
    const double peak_left = (p.at("V_th", i) - p.at("V_peak", i)) / p.at("Delta_T", i);
    c[kAdexPeakLeft][i] = std::max(math::exp(peak_left), kLeastLeft);
    c[kAdexReversalEx][i] = from_rest("E_ex");
    c[kAdexReversalIn][i] = from_rest("E_in");
    c[kAdexRateEx][i] = h / p.at("tau_syn_ex", i);
    c[kAdexRateIn][i] = h / p.at("tau_syn_in", i);
    c[kAdexHalfDecayEx][i] = leak_factor(p.at("tau_syn_ex", i), h / 2);
    c[kAdexHalfDecayIn][i] = leak_factor(p.at("tau_syn_in", i), h / 2);
    c[kAdexDecayEx][i] = leak_factor(p.at("tau_syn_ex", i), h);
    c[kAdexDecayIn][i] = leak_factor(p.at("tau_syn_in", i), h);
    c[kAdexAdaptation][i] = h / p.at("tau_w", i);
    c[kAdexCoupling][i] = kNano * p.at("a", i);
    c[kAdexJump][i] = kPico * p.at("b", i);
    c[kAdexRefractory][i] = refractory_steps(p.at("tau_ref", i), dt);
    c[kAdexSubsteps][i] = substeps;
  }
  return c;
}

std::vector<double> Adex::initial(std::size_t held, const ParameterSet& p,
                                  const std::map<std::string, std::vector<double>>& given,
                                  const UniformDraw&) const {
  switch (held) {
    case kAdexVoltage:
      return initial_voltage(p, given);
    case kAdexGex:
      return given_or_zero(given, "g_ex", p.neurons(), kNano);
    case kAdexGin:
      return given_or_zero(given, "g_in", p.neurons(), kNano);
    case kAdexW:
      return given_or_zero(given, "w", p.neurons(), kPico);
    default:
      return std::vector<double>(p.neurons(), 0.0);
  }
}

std::vector<Problem> Adex::check(const ParameterSet& p,
                                 const std::map<std::string, std::vector<double>>& given,
                                 double dt) const {
  std::vector<Problem> problems = PhysicalNeuron::check(p, given, dt);
  append(problems, check_conductances(given));
  const double substeps = p.at("substeps", 0);
  if (substeps != std::floor(substeps)) {
    problems.push_back(
        {"substeps", "is " + number_text(substeps), "must be a whole number", "", {}});
  }
  return problems;
}

std::vector<std::string> Adex::warnings(const ParameterSet& p, double dt) const {
  const double h = dt / p.at("substeps", 0);
  double shortest = p.at("tau_syn_ex", 0);
  for (const char* name : {"tau_syn_ex", "tau_syn_in"}) {
    for (double tau : p.values(name))
      shortest = std::min(shortest, tau);
  }
  if (h <= shortest * (0.5 + 1e-9)) return {};
  return {"its steps of " + number_text(h) + " s (dt / substeps) are longer than half a tau_syn, " +
          number_text(shortest) + " s; raise substeps"};
}

void Adex::observe(std::size_t state, const StateView& held, const ParameterSet& p,
                   std::size_t first, std::size_t n, std::int64_t step, double dt,
                   double* out) const {
  for (std::size_t k = 0; k < n; ++k) {
    const std::size_t i = first + k;
    const double value = held.at(state, i);
    if (state == kAdexVoltage) {
      out[k] = observed_voltage(p, i, value);
    } else if (state == kAdexRelease) {
      out[k] = observed_refractory(value, step, dt);
    } else {
      out[k] = value / (state == kAdexW ? kPico : kNano);
    }
  }
}

std::vector<ParameterDeclaration> own_parameters() {
  ParameterDeclaration substeps;
  substeps.name = "substeps";
  substeps.fallback = 1.0;
  substeps.range = {.low = 1, .high = 1000};
  substeps.sentence = "Steps of the Runge-Kutta rule within a step, a whole number.";
  return {
      per_neuron("V_peak", Dimension::voltage, 0.0, Range::any(), "A spike where V reaches it."),
      per_neuron("Delta_T", Dimension::voltage, 0.002, Range::positive(),
                 "How sharply the upstroke sets in."),
      per_neuron("tau_w", Dimension::time, 0.144, Range::positive(),
                 "Time constant of the adaptation."),
      per_neuron("a", Dimension::conductance, 4e-9, Range::any(),
                 "How strongly w follows the voltage."),
      per_neuron("b", Dimension::current, 80.5e-12, Range::any(), "What a spike adds to w."),
      std::move(substeps)};
}

}  // namespace

Declaration adex_declaration() {
  Declaration d;
  d.kind = ModelKind::neuron;
  d.name = "adex";
  d.summary =
      "Adaptive exponential integrate-and-fire neuron in physical units with synaptic "
      "conductances.";
  d.equations = {"C_m V' = -g_L (V - E_L) + g_L Delta_T exp((V - V_th) / Delta_T) - w + J",
                 "         - g_ex (V - E_ex) - g_in (V - E_in)",
                 "tau_w w' = a (V - E_L) - w",
                 "g' = -g / tau_syn;  g += |weight| when a spike arrives",
                 "V >= V_peak: a spike, then V = V_reset for tau_ref, w = w + b",
                 "rate(J): measured over the second of two seconds at dt = 0.1 ms"};
  d.parameters = membrane_parameters();
  set_fallback(d, "C_m", 281e-12);
  set_fallback(d, "tau_ref", 0.0);
  set_fallback(d, "E_L", -0.0706);
  set_fallback(d, "V_th", -0.0504, "Where the upstroke sets in.");
  set_fallback(d, "V_reset", -0.06);
  d.parameters.push_back(leak_conductance(30e-9));
  append(d.parameters, own_parameters());
  append(d.parameters, conductance_parameters(0.0, -0.085, 0.0002, 0.002));
  d.states = {voltage_state()};
  append(d.states, conductance_states());
  d.states.push_back({.name = "w",
                      .dimension = Dimension::current,
                      .sentence = "Adaptation current.",
                      .initialisable = true,
                      .initial_text = "0"});
  d.states.push_back(refractory_state());
  d.ports = conductance_ports();
  return d;
}

std::shared_ptr<const NeuronModel> make_adex(const ModelSpec&) {
  return std::make_shared<Adex>();
}

}  // namespace rheo
