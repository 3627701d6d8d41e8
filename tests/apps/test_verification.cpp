#include <doctest/doctest.h>

#include <cmath>

#include "apps/catalog.h"
#include "apps/inspect_report.h"
#include "apps/inspection.h"
#include "apps/verification.h"

namespace rheo {
namespace {

const Catalog& catalog() {
  static const Catalog catalog = make_catalog();
  return catalog;
}

NetworkSpec one_population(const std::string& model, std::size_t neurons) {
  NetworkSpec spec;
  spec.simulation.seed = 3;
  spec.simulation.steps = 10;
  PopulationSpec a;
  a.name = "a";
  a.neurons = neurons;
  a.model.model = model;
  const Declaration& declaration = catalog().neurons.find(model)->declaration;
  if (!declaration.with_base.empty()) a.model.parameters["base"] = std::string("lif_rate");
  a.model = with_defaults(a.model, *declaration.resolved("lif_rate"));
  spec.populations.push_back(std::move(a));
  return spec;
}

/// The real model with another threshold in its kernel than in its formulas.
class WrongThreshold : public NeuronModel {
 public:
  WrongThreshold(std::shared_ptr<const NeuronModel> model, double factor)
      : model_(std::move(model)), factor_(factor) {}
  const Declaration& declaration() const noexcept override { return model_->declaration(); }
  bool spiking() const noexcept override { return model_->spiking(); }
  bool multiple_spikes(const ParameterSet& p, double dt) const override {
    return model_->multiple_spikes(p, dt);
  }
  double rate(const ParameterSet& p, std::size_t i, double J) const override {
    return model_->rate(p, i, J);
  }
  double threshold(const ParameterSet& p, std::size_t i) const override {
    return model_->threshold(p, i);
  }
  double rate_ceiling(const ParameterSet& p, std::size_t i) const override {
    return model_->rate_ceiling(p, i);
  }
  GainBias gain_bias(const ParameterSet& p, std::size_t i, double max_rate,
                     double intercept) const override {
    return model_->gain_bias(p, i, max_rate, intercept);
  }
  Problem check_tuning(const ParameterSet& p, std::size_t i, double max_rate,
                       double intercept) const override {
    return model_->check_tuning(p, i, max_rate, intercept);
  }
  std::vector<std::vector<double>> coefficients(const ParameterSet& p, double dt) const override {
    ParameterSet planted = p;
    std::vector<double> J_th = p.values("J_th");
    for (double& k : J_th)
      k *= factor_;
    planted.set("J_th", J_th);
    return model_->coefficients(planted, dt);
  }
  std::vector<HeldState> held_states() const override { return model_->held_states(); }
  std::vector<double> initial(std::size_t held, const ParameterSet& p,
                              const std::map<std::string, std::vector<double>>& given,
                              const UniformDraw& draw) const override {
    return model_->initial(held, p, given, draw);
  }
  std::vector<Problem> check(const ParameterSet& p,
                             const std::map<std::string, std::vector<double>>& given,
                             double dt) const override {
    return model_->check(p, given, dt);
  }
  std::vector<std::string> warnings(const ParameterSet& p, double dt) const override {
    return model_->warnings(p, dt);
  }
  NeuronKernel<double> kernel_double(Isa isa, bool uniform) const override {
    return model_->kernel_double(isa, uniform);
  }
  NeuronKernel<float> kernel_single(Isa isa, bool uniform) const override {
    return model_->kernel_single(isa, uniform);
  }
  void observe(std::size_t state, const StateView& held, const ParameterSet& p, std::size_t first,
               std::size_t n, std::int64_t step, double dt, double* out) const override {
    model_->observe(state, held, p, first, n, step, dt, out);
  }

 private:
  std::shared_ptr<const NeuronModel> model_;
  double factor_;
};

NetworkSpec three_neurons() {
  NetworkSpec spec = one_population("lif", 3);
  spec.populations[0].model.parameters["J_th"] = Array::list({1, 0.3, 0.5});
  spec.populations[0].bias = 0.6;
  return spec;
}

TEST_CASE("verification: the engine fires where the formula says, J_th 1, 0.3 and 0.5") {
  const Network network = build(three_neurons(), catalog());
  const Verification v = verify_population(network.populations[0], network.simulation, catalog());
  INFO(verification_text(v));
  CHECK(v.agrees);
  CHECK(v.intercepts == 3);
  CHECK(v.intercept.deviation < 1e-3);
  CHECK(v.rate.deviation <= v.rate.allowed);
  CHECK(v.rate.measured > 0);
}

TEST_CASE("verification: a threshold that is 1 % off in the kernel is found") {
  Network network = build(three_neurons(), catalog());
  PopulationPlan& a = network.populations[0];
  a.model = std::make_shared<WrongThreshold>(a.model, 1.01);
  const Verification v = verify_population(a, network.simulation, catalog());
  CHECK_FALSE(v.agrees);
  CHECK(v.intercept.neuron == 0);
  CHECK(v.intercept.formula == doctest::Approx(0.4));
  CHECK(v.intercept.measured == doctest::Approx(0.41).epsilon(1e-3));
  CHECK(verification_text(v).find("DISAGREE") != std::string::npos);
}

TEST_CASE("verification: neither does a threshold 1 % too low, or one in single precision, pass") {
  NetworkSpec spec = three_neurons();
  spec.simulation.precision = Precision::single;
  Network network = build(spec, catalog());
  PopulationPlan& a = network.populations[0];
  CHECK(verify_population(a, network.simulation, catalog()).agrees);
  a.model = std::make_shared<WrongThreshold>(a.model, 0.99);
  CHECK_FALSE(verify_population(a, network.simulation, catalog()).agrees);
}

TEST_CASE(
    "verification: every model agrees with its formula, gains of both signs, far intercepts") {
  for (const std::string model :
       {"lif", "lif_rate", "rectified_linear", "spiking_rectified_linear", "regular_spiking"}) {
    NetworkSpec spec = one_population(model, 6);
    const double unit = spec.populations[0].model.parameters.count("J_th") != 0 ? 1 : 100;
    spec.populations[0].gain =
        Array::list({unit, -2 * unit, 0.05 * unit, 30 * unit, 0, -0.4 * unit});
    spec.populations[0].bias =
        Array::list({0.6 * unit, 0.1 * unit, -2 * unit, -50 * unit, 2 * unit, unit});
    const Network network = build(spec, catalog());
    VerificationOptions options;
    options.curve_points = 5;
    const Verification v =
        verify_population(network.populations[0], network.simulation, catalog(), options);
    INFO(model, "\n", verification_text(v));
    CHECK(v.agrees);
    CHECK(v.intercepts == 5);
    CHECK(v.points == 5);
  }
}

TEST_CASE("verification: a population without gain has a curve only; a large one is sampled") {
  NetworkSpec spec = one_population("lif", 500);
  spec.populations[0].gain = 0.0;
  spec.populations[0].bias = 2.0;
  const Network network = build(spec, catalog());
  VerificationOptions options;
  options.max_neurons = 50;
  options.curve_points = 3;
  const Verification v =
      verify_population(network.populations[0], network.simulation, catalog(), options);
  CHECK(v.agrees);
  CHECK(v.neurons == 50);
  CHECK(v.intercepts == 0);
  CHECK(verification_text(v).find("every gain is 0") != std::string::npos);
}

TEST_CASE("verification: what has no first spike has a curve only; what adapts or draws neither") {
  VerificationOptions options;
  options.curve_points = 5;
  for (const char* model : {"sigmoid", "tanh"}) {
    NetworkSpec spec = one_population(model, 4);
    spec.populations[0].gain = 2.0;
    spec.populations[0].bias = 0.3;
    const Network network = build(spec, catalog());
    const Verification v =
        verify_population(network.populations[0], network.simulation, catalog(), options);
    INFO(model, "\n", verification_text(v));
    CHECK(v.agrees);
    CHECK(v.intercepts == (std::string(model) == "tanh" ? 4 : 0));
    CHECK(v.points == 5);
  }
  for (const char* model : {"adaptive_lif", "adaptive_lif_rate", "izhikevich"}) {
    const Network network = build(one_population(model, 2), catalog());
    const Verification v =
        verify_population(network.populations[0], network.simulation, catalog(), options);
    CHECK(v.agrees);
    CHECK(v.points == 0);
    CHECK(verification_text(v).find("not compared: its rate is") != std::string::npos);
  }
}

}  // namespace
}  // namespace rheo
