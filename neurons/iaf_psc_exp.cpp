#include "neurons/iaf_psc_exp.h"

#include "neurons/iaf_psc_exp_kernels.h"
#include "neurons/physical.h"
#include "neurons/tuning.h"

namespace rheo {
namespace {

template <class Real>
NeuronKernel<Real> kernel_of(Isa isa, bool uniform) {
  static constexpr KernelTable<NeuronKernel<Real>> kAlike = {
      {baseline::update_iaf_psc_exp<Real, true>, avx2::update_iaf_psc_exp<Real, true>,
       avx512::update_iaf_psc_exp<Real, true>}};
  static constexpr KernelTable<NeuronKernel<Real>> kEachItsOwn = {
      {baseline::update_iaf_psc_exp<Real, false>, avx2::update_iaf_psc_exp<Real, false>,
       avx512::update_iaf_psc_exp<Real, false>}};
  return uniform ? kAlike[isa] : kEachItsOwn[isa];
}

class IafPscExp final : public LinearMembrane {
 public:
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = iaf_psc_exp_declaration();
    return declaration;
  }
  std::vector<std::vector<double>> coefficients(const ParameterSet& p, double dt) const override;
  std::vector<HeldState> held_states() const override {
    return {{"voltage", HeldState::Type::real},
            {"I_syn_ex", HeldState::Type::real, 0},
            {"I_syn_in", HeldState::Type::real, 1},
            {"release_step", HeldState::Type::int32}};
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

std::vector<std::vector<double>> IafPscExp::coefficients(const ParameterSet& p, double dt) const {
  const std::size_t n = alike(p) ? 1 : p.neurons();
  std::vector<std::vector<double>> c(kIafCoefficients, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    const double tau_m = p.at("tau_m", i);
    const double C_m = p.at("C_m", i);
    const double E_L = p.at("E_L", i);
    c[kIafLeak][i] = leak_factor(tau_m, dt);
    c[kIafExcitatory][i] = decaying_current_factor(p.at("tau_syn_ex", i), tau_m, C_m, dt);
    c[kIafInhibitory][i] = decaying_current_factor(p.at("tau_syn_in", i), tau_m, C_m, dt);
    c[kIafCurrent][i] = constant_current_factor(tau_m, C_m, dt);
    c[kIafDecayEx][i] = leak_factor(p.at("tau_syn_ex", i), dt);
    c[kIafDecayIn][i] = leak_factor(p.at("tau_syn_in", i), dt);
    c[kIafThreshold][i] = kMilli * (p.at("V_th", i) - E_L);
    c[kIafReset][i] = kMilli * (p.at("V_reset", i) - E_L);
    c[kIafRefractory][i] = refractory_steps(p.at("tau_ref", i), dt);
  }
  return c;
}

std::vector<double> IafPscExp::initial(std::size_t held, const ParameterSet& p,
                                       const std::map<std::string, std::vector<double>>& given,
                                       const UniformDraw&) const {
  switch (held) {
    case kIafVoltage:
      return initial_voltage(p, given);
    case kIafIex:
      return given_or_zero(given, "I_syn_ex", p.neurons(), kPico);
    case kIafIin:
      return given_or_zero(given, "I_syn_in", p.neurons(), kPico);
    default:
      return std::vector<double>(p.neurons(), 0.0);
  }
}

void IafPscExp::observe(std::size_t state, const StateView& held, const ParameterSet& p,
                        std::size_t first, std::size_t n, std::int64_t step, double dt,
                        double* out) const {
  for (std::size_t k = 0; k < n; ++k) {
    const std::size_t i = first + k;
    if (state == kIafRelease) {
      out[k] = observed_refractory(held.at(kIafRelease, i), step, dt);
    } else if (state == kIafVoltage) {
      out[k] = observed_voltage(p, i, held.at(kIafVoltage, i));
    } else {
      out[k] = held.at(state, i) / kPico;
    }
  }
}

}  // namespace

Declaration iaf_psc_exp_declaration() {
  Declaration d;
  d.kind = ModelKind::neuron;
  d.name = "iaf_psc_exp";
  d.summary =
      "Leaky integrate-and-fire neuron in physical units with exponential synaptic currents, exact "
      "on the grid.";
  d.equations = {"V' = -(V - E_L) / tau_m + (I_syn_ex + I_syn_in + J) / C_m",
                 "I_syn' = -I_syn / tau_syn;  I_syn += weight when a spike arrives",
                 "V >= V_th at the end of a step: a spike, then V = V_reset for tau_ref",
                 "rate(J) = 1 / (tau_ref + tau_m log1p((V_th - V_reset) / (E_L + R J - V_th))), "
                 "R = tau_m / C_m"};
  d.parameters = membrane_parameters();
  d.parameters.push_back(membrane_time_constant());
  d.parameters.push_back(per_neuron("tau_syn_ex", Dimension::time, 0.002, Range::positive(),
                                    "Decay of the excitatory current."));
  d.parameters.push_back(per_neuron("tau_syn_in", Dimension::time, 0.002, Range::positive(),
                                    "Decay of the inhibitory current."));
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

std::shared_ptr<const NeuronModel> make_iaf_psc_exp(const ModelSpec&) {
  return std::make_shared<IafPscExp>();
}

}  // namespace rheo
