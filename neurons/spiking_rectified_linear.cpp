#include "neurons/spiking_rectified_linear.h"

#include "neurons/rectifier_kernels.h"
#include "neurons/tuning.h"

namespace rheo {

namespace {

template <class Real>
NeuronKernel<Real> kernel_of(Isa isa) {
  static constexpr KernelTable<NeuronKernel<Real>> kKernels = {
      {baseline::update_spiking_rectified_linear<Real>, avx2::update_spiking_rectified_linear<Real>,
       avx512::update_spiking_rectified_linear<Real>}};
  return kKernels[isa];
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

  NeuronKernel<double> kernel_double(Isa isa, bool) const override {
    return kernel_of<double>(isa);
  }
  NeuronKernel<float> kernel_single(Isa isa, bool) const override { return kernel_of<float>(isa); }
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
