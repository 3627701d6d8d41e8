#include "neurons/izhikevich.h"

#include <algorithm>
#include <cmath>

#include "neurons/izhikevich_kernels.h"
#include "neurons/numerical_tuning.h"
#include "neurons/tuning.h"

namespace rheo {

namespace {

constexpr std::size_t kHeldVoltage = 0;
constexpr std::size_t kRecovery = 1;
constexpr double kMeasuredStep = 1e-3;  // s
constexpr int kMeasuredSteps = 1000;
constexpr double kMostSteps = 1 / kMeasuredStep;  // Hz: a spike in each

template <class Real>
NeuronKernel<Real> izhikevich_kernel(Isa isa, bool uniform) {
  static constexpr KernelTable<NeuronKernel<Real>> kAlike = {
      {baseline::update_izhikevich<Real, true>, avx2::update_izhikevich<Real, true>,
       avx512::update_izhikevich<Real, true>}};
  static constexpr KernelTable<NeuronKernel<Real>> kEachItsOwn = {
      {baseline::update_izhikevich<Real, false>, avx2::update_izhikevich<Real, false>,
       avx512::update_izhikevich<Real, false>}};
  return uniform ? kAlike[isa] : kEachItsOwn[isa];
}

/// Rates of one neuron at up to kBlock currents J (n).
void measure(const double (&values)[5], const double* J, int n, double* out) {
  const double* const coefficients[] = {&values[0], &values[1], &values[2], &values[3], &values[4]};
  std::vector<double> v(kBlock, 0.0);
  std::vector<double> u(kBlock, 0.0);
  void* const state[] = {v.data(), u.data()};
  std::uint16_t fired[kBlock];
  BlockUpdate<double> block;
  block.n = n;
  block.coefficients = coefficients;
  block.state = state;
  block.J = J;
  block.spike_index = fired;
  const NeuronKernel<double> kernel = izhikevich_kernel<double>(select_isa(), true);
  std::fill(out, out + n, 0.0);
  kernel(block);
  for (int step = 0; step < kMeasuredSteps; ++step) {
    kernel(block);
    for (int k = 0; k < block.n_spikes; ++k)
      out[fired[k]] += 1 / (kMeasuredSteps * kMeasuredStep);
  }
}

class Izhikevich : public NeuronModel {
 public:
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = izhikevich_declaration();
    return declaration;
  }
  bool spiking() const noexcept override { return true; }
  bool multiple_spikes(const ParameterSet&, double) const override { return false; }

  double rate(const ParameterSet& p, std::size_t i, double J) const override {
    double rate = 0;
    rates(p, i, &J, 1, &rate);
    return rate;
  }
  void rates(const ParameterSet& p, std::size_t i, const double* J, std::size_t n,
             double* out) const override;
  std::string rate_caveat() const override {
    return "its rate is measured from rest, over 1 s at dt = 1 ms";
  }
  double threshold(const ParameterSet& p, std::size_t i) const override {
    return search_threshold(curve(p, i));
  }
  double rate_ceiling(const ParameterSet&, std::size_t) const override { return kMostSteps; }
  GainBias gain_bias(const ParameterSet& p, std::size_t i, double max_rate,
                     double intercept) const override {
    const RateCurve rates = curve(p, i);
    const auto range = find_currents(rates, max_rate);
    if (!range) return {std::nan(""), std::nan("")};
    return search_gain_bias(rates, *range, max_rate, intercept);
  }
  Problem check_tuning(const ParameterSet& p, std::size_t i, double max_rate,
                       double intercept) const override;

  std::vector<std::vector<double>> coefficients(const ParameterSet& p, double dt) const override;
  std::vector<HeldState> held_states() const override {
    return {{"voltage", HeldState::Type::real}, {"recovery", HeldState::Type::real}};
  }
  std::vector<double> initial(std::size_t held, const ParameterSet& p,
                              const std::map<std::string, std::vector<double>>& given,
                              const UniformDraw& draw) const override;
  std::vector<Problem> check(const ParameterSet&, const std::map<std::string, std::vector<double>>&,
                             double) const override {
    return {};
  }
  std::vector<std::string> warnings(const ParameterSet&, double) const override { return {}; }

  NeuronKernel<double> kernel_double(Isa isa, bool uniform) const override {
    return izhikevich_kernel<double>(isa, uniform);
  }
  NeuronKernel<float> kernel_single(Isa isa, bool uniform) const override {
    return izhikevich_kernel<float>(isa, uniform);
  }
  void observe(std::size_t state, const StateView& held, const ParameterSet&, std::size_t first,
               std::size_t n, std::int64_t, double, double* out) const override {
    for (std::size_t k = 0; k < n; ++k)
      out[k] = held.at(state, first + k);
  }

 private:
  RateCurve curve(const ParameterSet& p, std::size_t i) const {
    return [this, &p, i](const std::vector<double>& J) {
      std::vector<double> out(J.size());
      rates(p, i, J.data(), J.size(), out.data());
      return out;
    };
  }
};

void Izhikevich::rates(const ParameterSet& p, std::size_t i, const double* J, std::size_t n,
                       double* out) const {
  const double step = 1000 * kMeasuredStep;
  const double values[5] = {step, step * p.at("tau_recovery", i), p.at("coupling", i),
                            p.at("reset_voltage", i), p.at("reset_recovery", i)};
  for (std::size_t first = 0; first < n; first += kBlock) {
    measure(values, J + first, static_cast<int>(std::min(kBlock, n - first)), out + first);
  }
}

Problem Izhikevich::check_tuning(const ParameterSet& p, std::size_t i, double max_rate,
                                 double intercept) const {
  Problem problem = check_max_rate_and_intercept(max_rate, intercept);
  if (!problem.what.empty()) return problem;
  if (!(max_rate <= kMostSteps)) {
    return tuning_problem("max_rates", "is " + number_text(max_rate) + " Hz",
                          "must be at most " + number_text(kMostSteps) + " Hz", "lower max_rates");
  }
  const GainBias result = gain_bias(p, i, max_rate, intercept);
  if (std::isnan(result.gain)) {
    return tuning_problem(
        "max_rates", "is " + number_text(max_rate) + " Hz",
        "was not reached at any current up to 5120, or the neuron is never silent",
        "lower max_rates, or give gain and bias");
  }
  return check_gain(result);
}

std::vector<std::vector<double>> Izhikevich::coefficients(const ParameterSet& p, double dt) const {
  const double step = 1000 * dt;  // the model's unit of time is 1 ms
  std::vector<double> recovery = p.values("tau_recovery");
  for (double& a : recovery)
    a *= step;
  return {{step},
          std::move(recovery),
          p.values("coupling"),
          p.values("reset_voltage"),
          p.values("reset_recovery")};
}

std::vector<double> Izhikevich::initial(std::size_t held, const ParameterSet& p,
                                        const std::map<std::string, std::vector<double>>& given,
                                        const UniformDraw& draw) const {
  const auto found = given.find(held == kHeldVoltage ? "voltage" : "recovery");
  if (found != given.end()) return found->second;
  std::vector<double> values(p.neurons(), 0.0);
  for (std::size_t i = 0; held != kRecovery && i < values.size(); ++i)
    values[i] = draw(i);
  return values;
}

}  // namespace

Declaration izhikevich_declaration() {
  Declaration d;
  d.kind = ModelKind::neuron;
  d.name = "izhikevich";
  d.summary = "Izhikevich's neuron: a quadratic membrane with a slow recovery; many ways to fire.";
  d.equations = {"v' = 0.04 v^2 + 5 v + 140 - u + max(J, -30)    (per ms)",
                 "u' = a (b v - u)    (per ms; a tau_recovery, b coupling)",
                 "v >= 30: a spike, then v = reset_voltage, u = u + reset_recovery",
                 "rate(J): measured over 1 s at dt = 1 ms"};
  d.parameters = {per_neuron("tau_recovery", Dimension::none, 0.02, Range::any(),
                             "a: how fast u recovers, per millisecond; smaller is slower."),
                  per_neuron("coupling", Dimension::none, 0.2, Range::any(),
                             "b: how strongly u follows the voltage below threshold."),
                  per_neuron("reset_voltage", Dimension::none, -65.0, Range::any(),
                             "c: the voltage after a spike."),
                  per_neuron("reset_recovery", Dimension::none, 8.0, Range::any(),
                             "d: what a spike adds to u.")};
  d.states = {{.name = "voltage",
               .dimension = Dimension::none,
               .sentence = "Membrane voltage, in the model's millivolts.",
               .initialisable = true,
               .initial_text = "uniform on [0, 1)"},
              {.name = "recovery",
               .dimension = Dimension::none,
               .sentence = "Recovery variable u.",
               .initialisable = true,
               .initial_text = "0"}};
  return d;
}

std::shared_ptr<const NeuronModel> make_izhikevich(const ModelSpec&) {
  return std::make_shared<Izhikevich>();
}

}  // namespace rheo
