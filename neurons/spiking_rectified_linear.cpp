#include "neurons/spiking_rectified_linear.h"

#include <cmath>
#include <limits>

#include "neurons/tuning.h"

namespace rheo {

namespace {

/// More spikes than this in one step are not counted but reported.
template <class Real>
constexpr Real kMostSpikes = Real(0x1p30);

/// Coefficient: dt. State: voltage.
template <class Real>
void update(BlockUpdate<Real>& block) noexcept {
  const Real dt = block.coefficients[0][0];
  Real* v = static_cast<Real*>(block.state[0]);  // (n)
  int n_spikes = 0;
  for (int i = 0; i < block.n; ++i) {
    const Real J = block.J[i];
    const Real end = v[i] + (J > 0 ? J : Real(0)) * dt;
    const bool countable = std::isfinite(J) && end < kMostSpikes<Real>;
    if (!countable && block.bad < 0) block.bad = i;
    const std::int32_t k = countable ? static_cast<std::int32_t>(end) : 0;  // floor: end >= 0
    v[i] = end - static_cast<Real>(k);
    block.spike_index[n_spikes] = static_cast<std::uint16_t>(i);
    block.spike_count[n_spikes] = k;
    n_spikes += k > 0 ? 1 : 0;
  }
  block.n_spikes = n_spikes;
}

class SpikingRectifiedLinear : public RectifierCurve {
 public:
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = spiking_rectified_linear_declaration();
    return declaration;
  }
  bool spiking() const noexcept override { return true; }
  bool multiple_spikes(const ParameterSet&, double) const override { return true; }

  std::vector<std::vector<double>> coefficients(const ParameterSet&, double dt) const override {
    return {{dt}};
  }
  std::vector<HeldState> held_states() const override {
    return {{"voltage", HeldState::Type::real}};
  }
  std::vector<double> initial(std::size_t, const ParameterSet& p,
                              const std::map<std::string, std::vector<double>>& given,
                              const UniformDraw& draw) const override {
    const auto found = given.find("voltage");
    if (found != given.end()) return found->second;
    std::vector<double> v(p.neurons());
    for (std::size_t i = 0; i < v.size(); ++i)
      v[i] = draw(i);
    return v;
  }
  std::vector<Problem> check(const ParameterSet&,
                             const std::map<std::string, std::vector<double>>& given,
                             double) const override {
    return check_fraction(given);
  }
  std::vector<std::string> warnings(const ParameterSet&, double) const override { return {}; }

  NeuronKernel<double> kernel_double(Isa, bool) const override { return update<double>; }
  NeuronKernel<float> kernel_single(Isa, bool) const override { return update<float>; }
  void observe(std::size_t, const StateView& held, const ParameterSet&, std::size_t first,
               std::size_t n, std::int64_t, double, double* out) const override {
    for (std::size_t k = 0; k < n; ++k)
      out[k] = held.at(0, first + k);
  }
};

}  // namespace

Declaration spiking_rectified_linear_declaration() {
  Declaration d;
  d.kind = ModelKind::neuron;
  d.name = "spiking_rectified_linear";
  d.summary =
      "Fires at the rate max(0, J), J in Hz, evenly; several spikes a step where that is above 1 / "
      "dt.";
  d.equations = {"v' = max(0, J),    J in Hz",
                 "a spike at every whole number that v passes: k = floor(v), v -= k"};
  d.parameters = {per_neuron("amplitude", Dimension::none, 1.0, Range::positive(),
                             "What a spike is worth: amplitude / dt for one step.")};
  d.states = {{.name = "voltage",
               .dimension = Dimension::none,
               .sentence = "Part of the way to the next spike, in [0, 1).",
               .initialisable = true,
               .initial_text = "uniform on [0, 1)"}};
  return d;
}

std::shared_ptr<const NeuronModel> make_spiking_rectified_linear(const ModelSpec&) {
  return std::make_shared<SpikingRectifiedLinear>();
}

}  // namespace rheo
