#include "neurons/iaf_psc_delta.h"

#include "neurons/iaf_psc_delta_kernels.h"
#include "neurons/physical.h"

namespace rheo {
namespace {

template <class Real>
NeuronKernel<Real> kernel_of(Isa isa, bool uniform) {
  static constexpr KernelTable<NeuronKernel<Real>> kAlike = {
      {baseline::update_iaf_psc_delta<Real, true>, avx2::update_iaf_psc_delta<Real, true>,
       avx512::update_iaf_psc_delta<Real, true>}};
  static constexpr KernelTable<NeuronKernel<Real>> kEachItsOwn = {
      {baseline::update_iaf_psc_delta<Real, false>, avx2::update_iaf_psc_delta<Real, false>,
       avx512::update_iaf_psc_delta<Real, false>}};
  return uniform ? kAlike[isa] : kEachItsOwn[isa];
}

class IafPscDelta final : public LinearMembrane {
 public:
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = iaf_psc_delta_declaration();
    return declaration;
  }
  std::vector<std::vector<double>> coefficients(const ParameterSet& p, double dt) const override;
  std::vector<HeldState> held_states() const override {
    return {{"voltage", HeldState::Type::real}, {"release_step", HeldState::Type::int32}};
  }
  std::vector<double> initial(std::size_t held, const ParameterSet& p,
                              const std::map<std::string, std::vector<double>>& given,
                              const UniformDraw&) const override {
    return held == kDeltaVoltage ? initial_voltage(p, given)
                                 : std::vector<double>(p.neurons(), 0.0);
  }
  NeuronKernel<double> kernel_double(Isa isa, bool uniform) const override {
    return kernel_of<double>(isa, uniform);
  }
  NeuronKernel<float> kernel_single(Isa isa, bool uniform) const override {
    return kernel_of<float>(isa, uniform);
  }
  void observe(std::size_t state, const StateView& held, const ParameterSet& p, std::size_t first,
               std::size_t n, std::int64_t step, double dt, double* out) const override {
    for (std::size_t k = 0; k < n; ++k) {
      const double x = held.at(state, first + k);
      out[k] = state == kDeltaVoltage ? observed_voltage(p, first + k, x)
                                      : observed_refractory(x, step, dt);
    }
  }
};

std::vector<std::vector<double>> IafPscDelta::coefficients(const ParameterSet& p, double dt) const {
  const std::size_t n = alike(p) ? 1 : p.neurons();
  std::vector<std::vector<double>> c(kDeltaCoefficients, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    const double tau_m = p.at("tau_m", i);
    c[kDeltaLeak][i] = leak_factor(tau_m, dt);
    c[kDeltaCurrent][i] = constant_current_factor(tau_m, p.at("C_m", i), dt);
    c[kDeltaThreshold][i] = kMilli * (p.at("V_th", i) - p.at("E_L", i));
    c[kDeltaReset][i] = kMilli * (p.at("V_reset", i) - p.at("E_L", i));
    c[kDeltaRefractory][i] = refractory_steps(p.at("tau_ref", i), dt);
  }
  return c;
}

}  // namespace

Declaration iaf_psc_delta_declaration() {
  Declaration d;
  d.kind = ModelKind::neuron;
  d.name = "iaf_psc_delta";
  d.summary =
      "Leaky integrate-and-fire neuron in physical units whose voltage jumps when spikes arrive, "
      "exact on the grid.";
  d.equations = {"V' = -(V - E_L) / tau_m + J / C_m",
                 "V += weight when a spike arrives, unless refractory",
                 "V >= V_th at the end of a step: a spike, then V = V_reset for tau_ref",
                 "rate(J) = 1 / (tau_ref + tau_m log1p((V_th - V_reset) / (E_L + R J - V_th))), "
                 "R = tau_m / C_m"};
  d.parameters = membrane_parameters();
  d.parameters.push_back(membrane_time_constant());
  d.states = {voltage_state(), refractory_state()};
  d.ports = {{"input", Dimension::voltage, kMilli, 0, "The weight is added to the voltage."}};
  return d;
}

std::shared_ptr<const NeuronModel> make_iaf_psc_delta(const ModelSpec&) {
  return std::make_shared<IafPscDelta>();
}

}  // namespace rheo
