#include "neurons/iaf_psc_alpha.h"

#include <numbers>

#include "neurons/iaf_psc_alpha_kernels.h"
#include "neurons/physical.h"
#include "neurons/tuning.h"

namespace rheo {
namespace {

template <class Real>
NeuronKernel<Real> kernel_of(Isa isa, bool uniform) {
  static constexpr KernelTable<NeuronKernel<Real>> kAlike = {
      {baseline::update_iaf_psc_alpha<Real, true>, avx2::update_iaf_psc_alpha<Real, true>,
       avx512::update_iaf_psc_alpha<Real, true>}};
  static constexpr KernelTable<NeuronKernel<Real>> kEachItsOwn = {
      {baseline::update_iaf_psc_alpha<Real, false>, avx2::update_iaf_psc_alpha<Real, false>,
       avx512::update_iaf_psc_alpha<Real, false>}};
  return uniform ? kAlike[isa] : kEachItsOwn[isa];
}

class IafPscAlpha final : public LinearMembrane {
 public:
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = iaf_psc_alpha_declaration();
    return declaration;
  }
  std::vector<std::vector<double>> coefficients(const ParameterSet& p, double dt) const override;
  std::vector<HeldState> held_states() const override {
    return {{"voltage", HeldState::Type::real},  {"I_syn_ex", HeldState::Type::real},
            {"I_syn_in", HeldState::Type::real}, {"release_step", HeldState::Type::int32},
            {"slope_ex", HeldState::Type::real}, {"slope_in", HeldState::Type::real}};
  }
  std::vector<double> initial(std::size_t held, const ParameterSet& p,
                              const std::map<std::string, std::vector<double>>& given,
                              const UniformDraw& draw) const override;
  NeuronKernel<double> kernel_double(Isa isa, bool uniform) const override {
    return kernel_of<double>(isa, uniform);
  }
  NeuronKernel<float> kernel_single(Isa isa, bool uniform) const override {
    return kernel_of<float>(isa, uniform);
  }
  void observe(std::size_t state, const StateView& held, const ParameterSet& p, std::size_t first,
               std::size_t n, std::int64_t step, double dt, double* out) const override;
};

std::vector<std::vector<double>> IafPscAlpha::coefficients(const ParameterSet& p, double dt) const {
  const std::size_t n = alike(p) ? 1 : p.neurons();
  std::vector<std::vector<double>> c(kAlphaCoefficients, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    const double tau_m = p.at("tau_m", i);
    const double tau_ex = p.at("tau_syn_ex", i);
    const double tau_in = p.at("tau_syn_in", i);
    const double C_m = p.at("C_m", i);
    const double E_L = p.at("E_L", i);
    c[kAlphaLeak][i] = leak_factor(tau_m, dt);
    c[kAlphaFromEx][i] = decaying_current_factor(tau_ex, tau_m, C_m, dt);
    c[kAlphaFromSlopeEx][i] = rising_current_factor(tau_ex, tau_m, C_m, dt);
    c[kAlphaFromIn][i] = decaying_current_factor(tau_in, tau_m, C_m, dt);
    c[kAlphaFromSlopeIn][i] = rising_current_factor(tau_in, tau_m, C_m, dt);
    c[kAlphaCurrent][i] = constant_current_factor(tau_m, C_m, dt);
    c[kAlphaDecayEx][i] = leak_factor(tau_ex, dt);
    c[kAlphaDecayIn][i] = leak_factor(tau_in, dt);
    c[kAlphaRiseEx][i] = kMilli * dt * leak_factor(tau_ex, dt);
    c[kAlphaRiseIn][i] = kMilli * dt * leak_factor(tau_in, dt);
    c[kAlphaJumpEx][i] = std::numbers::e / (kMilli * tau_ex);
    c[kAlphaJumpIn][i] = std::numbers::e / (kMilli * tau_in);
    c[kAlphaThreshold][i] = kMilli * (p.at("V_th", i) - E_L);
    c[kAlphaReset][i] = kMilli * (p.at("V_reset", i) - E_L);
    c[kAlphaRefractory][i] = refractory_steps(p.at("tau_ref", i), dt);
  }
  return c;
}

std::vector<double> IafPscAlpha::initial(std::size_t held, const ParameterSet& p,
                                         const std::map<std::string, std::vector<double>>& given,
                                         const UniformDraw&) const {
  switch (held) {
    case kAlphaVoltage:
      return initial_voltage(p, given);
    case kAlphaIex:
      return given_or_zero(given, "I_syn_ex", p.neurons(), kPico);
    case kAlphaIin:
      return given_or_zero(given, "I_syn_in", p.neurons(), kPico);
    default:
      return std::vector<double>(p.neurons(), 0.0);
  }
}

void IafPscAlpha::observe(std::size_t state, const StateView& held, const ParameterSet& p,
                          std::size_t first, std::size_t n, std::int64_t step, double dt,
                          double* out) const {
  for (std::size_t k = 0; k < n; ++k) {
    const std::size_t i = first + k;
    if (state == kAlphaRelease) {
      out[k] = observed_refractory(held.at(kAlphaRelease, i), step, dt);
    } else if (state == kAlphaVoltage) {
      out[k] = observed_voltage(p, i, held.at(kAlphaVoltage, i));
    } else {
      out[k] = held.at(state, i) / kPico;
    }
  }
}

}  // namespace

Declaration iaf_psc_alpha_declaration() {
  Declaration d;
  d.kind = ModelKind::neuron;
  d.name = "iaf_psc_alpha";
  d.summary =
      "Leaky integrate-and-fire neuron in physical units with alpha-shaped synaptic currents, "
      "exact "
      "on the grid.";
  d.equations = {"V' = -(V - E_L) / tau_m + (I_syn_ex + I_syn_in + J) / C_m",
                 "I_syn += weight (e / tau_syn) t exp(-t / tau_syn), t after a spike has arrived",
                 "V >= V_th at the end of a step: a spike, then V = V_reset for tau_ref",
                 "rate(J) = 1 / (tau_ref + tau_m log1p((V_th - V_reset) / (E_L + R J - V_th))), "
                 "R = tau_m / C_m"};
  d.parameters = membrane_parameters();
  d.parameters.push_back(membrane_time_constant());
  d.parameters.push_back(
      per_neuron("tau_syn_ex", Dimension::time, 0.002, Range::positive(),
                 "From a spike that arrives to the peak of the excitatory current."));
  d.parameters.push_back(per_neuron("tau_syn_in", Dimension::time, 0.002, Range::positive(),
                                    "The same of the inhibitory current."));
  d.states = {voltage_state(),
              {.name = "I_syn_ex",
               .dimension = Dimension::current,
               .sentence = "Excitatory synaptic current.",
               .initialisable = true,
               .initial_text = "0"},
              {.name = "I_syn_in",
               .dimension = Dimension::current,
               .sentence = "Inhibitory synaptic current, below 0.",
               .initialisable = true,
               .initial_text = "0"},
              refractory_state()};
  d.ports = signed_ports(Dimension::current, kPico);
  return d;
}

std::shared_ptr<const NeuronModel> make_iaf_psc_alpha(const ModelSpec&) {
  return std::make_shared<IafPscAlpha>();
}

}  // namespace rheo
