#include "neurons/izhikevich_psc.h"

#include <algorithm>

#include "neurons/izhikevich_psc_kernels.h"
#include "neurons/measured_rate.h"
#include "neurons/physical.h"
#include "neurons/tuning.h"

namespace rheo {
namespace {

constexpr RateMeasurement kMeasurement = {.dt = 1e-4, .skipped = 10000, .counted = 10000};
constexpr double kStart = -65;  // mV

template <class Real>
NeuronKernel<Real> kernel_of(Isa isa, bool uniform) {
  static constexpr KernelTable<NeuronKernel<Real>> kAlike = {
      {baseline::update_izhikevich_psc<Real, true>, avx2::update_izhikevich_psc<Real, true>,
       avx512::update_izhikevich_psc<Real, true>}};
  static constexpr KernelTable<NeuronKernel<Real>> kEachItsOwn = {
      {baseline::update_izhikevich_psc<Real, false>, avx2::update_izhikevich_psc<Real, false>,
       avx512::update_izhikevich_psc<Real, false>}};
  return uniform ? kAlike[isa] : kEachItsOwn[isa];
}

class IzhikevichPsc final : public PhysicalNeuron {
 public:
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = izhikevich_psc_declaration();
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
    return "its rate is measured, over the second of two seconds at dt = 0.1 ms";
  }
  double threshold(const ParameterSet& p, std::size_t i) const override;
  std::vector<std::vector<double>> coefficients(const ParameterSet& p, double dt) const override;
  std::vector<HeldState> held_states() const override {
    return {{"voltage", HeldState::Type::real}, {"u", HeldState::Type::real}};
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
  void observe(std::size_t state, const StateView& held, const ParameterSet&, std::size_t first,
               std::size_t n, std::int64_t, double, double* out) const override {
    for (std::size_t k = 0; k < n; ++k)
      out[k] = held.at(state, first + k) / (state == kIzhVoltage ? kMilli : kPico);
  }

 protected:
  const char* reset_name() const override { return "c"; }
};

/// Where rest loses its stability: the current that rest at V needs,
/// -(0.04 V^2 + (5 - b) V + 140), stops rising with V at 0.08 V + 5 = b; a small disturbance grows
/// from 0.08 V + 5 = a on.
double IzhikevichPsc::threshold(const ParameterSet& p, std::size_t i) const {
  const double b = p.at("b", i);
  const double V = (std::min(p.at("a", i), b) - 5) / 0.08;
  return -(0.04 * V * V + (5 - b) * V + 140) / kPico;
}

std::vector<std::vector<double>> IzhikevichPsc::coefficients(const ParameterSet& p,
                                                             double dt) const {
  const std::size_t n = alike(p) ? 1 : p.neurons();
  std::vector<std::vector<double>> c(kIzhCoefficients, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    c[kIzhStep][i] = kMilli * dt;
    c[kIzhRecovery][i] = kMilli * dt * p.at("a", i);
    c[kIzhCoupling][i] = p.at("b", i);
    c[kIzhReset][i] = kMilli * p.at("c", i);
    c[kIzhJump][i] = kPico * p.at("d", i);
    c[kIzhThreshold][i] = kMilli * p.at("V_th", i);
  }
  return c;
}

std::vector<double> IzhikevichPsc::initial(std::size_t held, const ParameterSet& p,
                                           const std::map<std::string, std::vector<double>>& given,
                                           const UniformDraw&) const {
  if (held == kIzhU) return given_or_zero(given, "u", p.neurons(), kPico);
  if (given.count("voltage") == 0) return std::vector<double>(p.neurons(), kStart);
  return given_or_zero(given, "voltage", p.neurons(), kMilli);
}

}  // namespace

Declaration izhikevich_psc_declaration() {
  Declaration d;
  d.kind = ModelKind::neuron;
  d.name = "izhikevich_psc";
  d.summary = "Izhikevich's neuron with inputs in physical units; spikes make its voltage jump.";
  d.equations = {"V' = 0.04 V^2 + 5 V + 140 - u + J    (per ms; V in mV, u and J in pA)",
                 "u' = a (b V - u);  V += weight when a spike arrives",
                 "V >= V_th at the end of a step: a spike, then V = c, u = u + d",
                 "rate(J): measured over the second of two seconds at dt = 0.1 ms"};
  d.parameters = {
      per_neuron("a", Dimension::none, 0.02, Range::any(),
                 "How fast u recovers, per millisecond; smaller is slower."),
      per_neuron("b", Dimension::none, 0.2, Range::any(),
                 "How strongly u follows the voltage below threshold, pA per mV."),
      per_neuron("c", Dimension::voltage, -0.065, Range::any(), "The voltage after a spike."),
      per_neuron("d", Dimension::current, 8e-12, Range::any(), "What a spike adds to u."),
      per_neuron("V_th", Dimension::voltage, 0.03, Range::any(),
                 "A spike where V >= V_th at the end of a step."),
      per_neuron("I_e", Dimension::current, 0.0, Range::any(), "Constant input current.")};
  d.states = {{.name = "voltage",
               .dimension = Dimension::voltage,
               .sentence = "Membrane voltage.",
               .initialisable = true,
               .initial_text = "-65 mV"},
              {.name = "u",
               .dimension = Dimension::current,
               .sentence = "Recovery variable.",
               .initialisable = true,
               .initial_text = "0"}};
  d.ports = {{"input", Dimension::voltage, kMilli, 0,
              "By how much a spike makes the voltage jump, of either sign."}};
  return d;
}

std::shared_ptr<const NeuronModel> make_izhikevich_psc(const ModelSpec&) {
  return std::make_shared<IzhikevichPsc>();
}

}  // namespace rheo
