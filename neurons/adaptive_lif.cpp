#include "neurons/adaptive_lif.h"

#include <algorithm>

#include "neurons/adaptive_lif_kernels.h"
#include "neurons/adaptive_parameters.h"
#include "neurons/lif.h"
#include "neurons/lif_kernels.h"

namespace rheo {

namespace {

constexpr std::size_t kAdaptation = kLifHeld;  // held after those of lif

class AdaptiveLif : public Lif {
 public:
  using Lif::Lif;

  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = adaptive_lif_declaration();
    return declaration;
  }
  std::string rate_caveat() const override { return kAdaptationCaveat; }
  std::vector<std::vector<double>> coefficients(const ParameterSet& p, double dt) const override;
  std::vector<HeldState> held_states() const override {
    std::vector<HeldState> held = Lif::held_states();
    held.push_back({"adaptation", HeldState::Type::real});
    return held;
  }
  std::vector<double> initial(std::size_t held, const ParameterSet& p,
                              const std::map<std::string, std::vector<double>>& given,
                              const UniformDraw& draw) const override {
    if (held == kAdaptation) return initial_adaptation(p, given);
    return Lif::initial(held, p, given, draw);
  }
  std::vector<Problem> check(const ParameterSet& p,
                             const std::map<std::string, std::vector<double>>& given,
                             double dt) const override;

  NeuronKernel<double> kernel_double(Isa isa, bool uniform) const override {
    return kernel<double>(isa, uniform);
  }
  NeuronKernel<float> kernel_single(Isa isa, bool uniform) const override {
    return kernel<float>(isa, uniform);
  }
  void observe(std::size_t state, const StateView& held, const ParameterSet& p, std::size_t first,
               std::size_t n, std::int64_t step, double dt, double* out) const override;

 private:
  template <class Real>
  static NeuronKernel<Real> kernel(Isa isa, bool uniform) {
    static constexpr KernelTable<NeuronKernel<Real>> kAlike = {
        {baseline::update_adaptive_lif<Real, true>, avx2::update_adaptive_lif<Real, true>,
         avx512::update_adaptive_lif<Real, true>}};
    static constexpr KernelTable<NeuronKernel<Real>> kEachItsOwn = {
        {baseline::update_adaptive_lif<Real, false>, avx2::update_adaptive_lif<Real, false>,
         avx512::update_adaptive_lif<Real, false>}};
    return uniform ? kAlike[isa] : kEachItsOwn[isa];
  }
};

std::vector<std::vector<double>> AdaptiveLif::coefficients(const ParameterSet& p, double dt) const {
  std::vector<std::vector<double>> c = Lif::coefficients(p, dt);
  c.push_back(adaptation_decay(p, dt));
  // A spike is worth amplitude / dt for one step.
  const std::vector<double> gain = adaptation_gain(p, dt);
  std::vector<double> jump(std::max(gain.size(), p.values("amplitude").size()));
  for (std::size_t i = 0; i < jump.size(); ++i)
    jump[i] = gain[gain.size() == 1 ? 0 : i] * (p.at("amplitude", i) / dt);
  c.push_back(std::move(jump));
  return c;
}

std::vector<Problem> AdaptiveLif::check(const ParameterSet& p,
                                        const std::map<std::string, std::vector<double>>& given,
                                        double dt) const {
  std::vector<Problem> problems = Lif::check(p, given, dt);
  for (Problem& problem : check_adaptation(p, dt))
    problems.push_back(std::move(problem));
  return problems;
}

void AdaptiveLif::observe(std::size_t state, const StateView& held, const ParameterSet& p,
                          std::size_t first, std::size_t n, std::int64_t step, double dt,
                          double* out) const {
  if (declaration().states[state].name != "adaptation") {
    Lif::observe(state, held, p, first, n, step, dt, out);
    return;
  }
  for (std::size_t k = 0; k < n; ++k)
    out[k] = held.at(kAdaptation, first + k);
}

}  // namespace

Declaration adaptive_lif_declaration() {
  Declaration d = lif_declaration();
  d.name = "adaptive_lif";
  d.summary = "Leaky integrate-and-fire neuron whose own spikes take from its current.";
  d.equations = {"tau_rc v' = J - n - v", "v > J_th: a spike, then v = 0 for tau_ref",
                 "tau_n n' = inc_n output - n,    output = amplitude / dt in the step of a spike",
                 "rate(J), without adaptation, as of lif"};
  declare_adaptation(d);
  return d;
}

std::shared_ptr<const NeuronModel> make_adaptive_lif(const ModelSpec& spec) {
  return std::make_shared<AdaptiveLif>(spec.word("within_step") == "exact");
}

}  // namespace rheo
