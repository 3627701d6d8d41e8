#include "neurons/adaptive_lif_rate.h"

#include "neurons/adaptive_lif_rate_kernels.h"
#include "neurons/adaptive_parameters.h"
#include "neurons/lif_rate.h"
#include "neurons/tuning.h"

namespace rheo {

namespace {

class AdaptiveLifRate : public LifCurve {
 public:
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = adaptive_lif_rate_declaration();
    return declaration;
  }
  bool spiking() const noexcept override { return false; }
  bool multiple_spikes(const ParameterSet&, double) const override { return false; }
  std::string rate_caveat() const override { return kAdaptationCaveat; }

  std::vector<std::vector<double>> coefficients(const ParameterSet& p, double dt) const override {
    return {p.values("J_th"),      p.values("tau_rc"),      p.values("tau_ref"),
            p.values("amplitude"), adaptation_decay(p, dt), adaptation_gain(p, dt)};
  }
  std::vector<HeldState> held_states() const override {
    return {{"adaptation", HeldState::Type::real}};
  }
  std::vector<double> initial(std::size_t, const ParameterSet& p,
                              const std::map<std::string, std::vector<double>>& given,
                              const UniformDraw&) const override {
    return initial_adaptation(p, given);
  }
  std::vector<Problem> check(const ParameterSet& p,
                             const std::map<std::string, std::vector<double>>&,
                             double dt) const override {
    return check_adaptation(p, dt);
  }
  std::vector<std::string> warnings(const ParameterSet&, double) const override { return {}; }

  NeuronKernel<double> kernel_double(Isa isa, bool uniform) const override {
    return kernel<double>(isa, uniform);
  }
  NeuronKernel<float> kernel_single(Isa isa, bool uniform) const override {
    return kernel<float>(isa, uniform);
  }
  void observe(std::size_t, const StateView& held, const ParameterSet&, std::size_t first,
               std::size_t n, std::int64_t, double, double* out) const override {
    for (std::size_t k = 0; k < n; ++k)
      out[k] = held.at(0, first + k);
  }

 private:
  template <class Real>
  static NeuronKernel<Real> kernel(Isa isa, bool uniform) {
    static constexpr KernelTable<NeuronKernel<Real>> kAlike = {
        {baseline::update_adaptive_lif_rate<Real, true>, avx2::update_adaptive_lif_rate<Real, true>,
         avx512::update_adaptive_lif_rate<Real, true>}};
    static constexpr KernelTable<NeuronKernel<Real>> kEachItsOwn = {
        {baseline::update_adaptive_lif_rate<Real, false>,
         avx2::update_adaptive_lif_rate<Real, false>,
         avx512::update_adaptive_lif_rate<Real, false>}};
    return uniform ? kAlike[isa] : kEachItsOwn[isa];
  }
};

}  // namespace

Declaration adaptive_lif_rate_declaration() {
  Declaration d = lif_rate_declaration();
  d.name = "adaptive_lif_rate";
  d.summary = "Rate of a leaky integrate-and-fire neuron whose own output takes from its current.";
  d.equations = {
      "output = amplitude / (tau_ref + tau_rc log1p(J_th / (J - n - J_th))) for J - n > J_th, "
      "else 0",
      "tau_n n' = inc_n output - n"};
  declare_adaptation(d);
  return d;
}

std::shared_ptr<const NeuronModel> make_adaptive_lif_rate(const ModelSpec&) {
  return std::make_shared<AdaptiveLifRate>();
}

}  // namespace rheo
