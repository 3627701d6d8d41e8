#include "neurons/iaf_cond_exp.h"

#include <array>

#include "engine/math.h"
#include "neurons/conductances.h"
#include "neurons/iaf_cond_exp_kernels.h"
#include "neurons/physical.h"
#include "neurons/tuning.h"

namespace rheo {
namespace {

// Nodes of Gauss's rule with three points on [0, 1]: (1 -+ sqrt(3 / 5)) / 2 and 1 / 2.
constexpr std::array<double, 3> kNodes = {0.11270166537925831148, 0.5, 0.88729833462074168852};

template <class Real>
NeuronKernel<Real> kernel_of(Isa isa, bool uniform) {
  static constexpr KernelTable<NeuronKernel<Real>> kAlike = {
      {baseline::update_iaf_cond_exp<Real, true>, avx2::update_iaf_cond_exp<Real, true>,
       avx512::update_iaf_cond_exp<Real, true>}};
  static constexpr KernelTable<NeuronKernel<Real>> kEachItsOwn = {
      {baseline::update_iaf_cond_exp<Real, false>, avx2::update_iaf_cond_exp<Real, false>,
       avx512::update_iaf_cond_exp<Real, false>}};
  return uniform ? kAlike[isa] : kEachItsOwn[isa];
}

/// What 1 nS that decays with tau conducts from time `from` to dt, over C_m: a number.
double charge(double tau, double C_m, double from, double dt) {
  const double left = -math::expm1((from - dt) / tau) * math::exp(-from / tau);
  return tau * left / (C_m * kNano);
}

class IafCondExp final : public LinearMembrane {
 public:
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = iaf_cond_exp_declaration();
    return declaration;
  }
  double leak(const ParameterSet& p, std::size_t i) const override { return p.at("g_L", i); }
  std::vector<std::vector<double>> coefficients(const ParameterSet& p, double dt) const override;
  std::vector<HeldState> held_states() const override {
    return {{"voltage", HeldState::Type::real},
            {"g_ex", HeldState::Type::real},
            {"g_in", HeldState::Type::real},
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
  std::vector<Problem> check(const ParameterSet& p,
                             const std::map<std::string, std::vector<double>>& given,
                             double dt) const override;
  void observe(std::size_t state, const StateView& held, const ParameterSet& p, std::size_t first,
               std::size_t n, std::int64_t step, double dt, double* out) const override;
};

std::vector<std::vector<double>> IafCondExp::coefficients(const ParameterSet& p, double dt) const {
  const std::size_t n = alike(p) ? 1 : p.neurons();
  std::vector<std::vector<double>> c(kCondCoefficients, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    const double C_m = p.at("C_m", i);
    const double E_L = p.at("E_L", i);
    const double leak = p.at("g_L", i) * dt / C_m;
    c[kCondLeak][i] = leak;
    for (std::size_t node = 0; node < kNodes.size(); ++node)
      c[kCondLeakLeft + node][i] = leak * (1 - kNodes[node]);
    const auto synapse = [&](std::size_t first, double tau) {
      c[first][i] = charge(tau, C_m, 0, dt);
      for (std::size_t node = 0; node < kNodes.size(); ++node) {
        const double at = kNodes[node] * dt;
        c[first + 1 + node][i] = charge(tau, C_m, at, dt);
        c[first + 4 + node][i] = dt / (C_m * kNano) * math::exp(-at / tau);
      }
    };
    synapse(kCondEx, p.at("tau_syn_ex", i));
    synapse(kCondIn, p.at("tau_syn_in", i));
    c[kCondCurrent][i] = kMilli * dt / C_m;
    c[kCondReversalEx][i] = kMilli * (p.at("E_ex", i) - E_L);
    c[kCondReversalIn][i] = kMilli * (p.at("E_in", i) - E_L);
    c[kCondDecayEx][i] = leak_factor(p.at("tau_syn_ex", i), dt);
    c[kCondDecayIn][i] = leak_factor(p.at("tau_syn_in", i), dt);
    c[kCondThreshold][i] = kMilli * (p.at("V_th", i) - E_L);
    c[kCondReset][i] = kMilli * (p.at("V_reset", i) - E_L);
    c[kCondRefractory][i] = refractory_steps(p.at("tau_ref", i), dt);
  }
  return c;
}

std::vector<double> IafCondExp::initial(std::size_t held, const ParameterSet& p,
                                        const std::map<std::string, std::vector<double>>& given,
                                        const UniformDraw&) const {
  switch (held) {
    case kCondVoltage:
      return initial_voltage(p, given);
    case kCondGex:
      return given_or_zero(given, "g_ex", p.neurons(), kNano);
    case kCondGin:
      return given_or_zero(given, "g_in", p.neurons(), kNano);
    default:
      return std::vector<double>(p.neurons(), 0.0);
  }
}

std::vector<Problem> IafCondExp::check(const ParameterSet& p,
                                       const std::map<std::string, std::vector<double>>& given,
                                       double dt) const {
  std::vector<Problem> problems = PhysicalNeuron::check(p, given, dt);
  append(problems, check_conductances(given));
  return problems;
}

void IafCondExp::observe(std::size_t state, const StateView& held, const ParameterSet& p,
                         std::size_t first, std::size_t n, std::int64_t step, double dt,
                         double* out) const {
  for (std::size_t k = 0; k < n; ++k) {
    const std::size_t i = first + k;
    const double value = held.at(state, i);
    if (state == kCondRelease) {
      out[k] = observed_refractory(value, step, dt);
    } else {
      out[k] = state == kCondVoltage ? observed_voltage(p, i, value) : value / kNano;
    }
  }
}

}  // namespace

Declaration iaf_cond_exp_declaration() {
  Declaration d;
  d.kind = ModelKind::neuron;
  d.name = "iaf_cond_exp";
  d.summary =
      "Leaky integrate-and-fire neuron in physical units with exponential synaptic conductances.";
  d.equations = {"C_m V' = -g_L (V - E_L) - g_ex (V - E_ex) - g_in (V - E_in) + J",
                 "g' = -g / tau_syn;  g += |weight| when a spike arrives",
                 "V >= V_th at the end of a step: a spike, then V = V_reset for tau_ref",
                 "rate(J) = 1 / (tau_ref + C_m / g_L log1p((V_th - V_reset) / (E_L + J / g_L - "
                 "V_th)))"};
  d.parameters = membrane_parameters();
  set_fallback(d, "V_reset", -0.06);
  d.parameters.push_back(leak_conductance(16.6667e-9));
  append(d.parameters, conductance_parameters(0.0, -0.085, 0.0002, 0.002));
  d.states = {voltage_state()};
  append(d.states, conductance_states());
  d.states.push_back(refractory_state());
  d.ports = conductance_ports();
  return d;
}

std::shared_ptr<const NeuronModel> make_iaf_cond_exp(const ModelSpec&) {
  return std::make_shared<IafCondExp>();
}

}  // namespace rheo
