// Kernels against the reference interpreter's scalar cells: the same bits under arrivals that make
// neurons fire, wait and rest.
#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <type_traits>

#include "engine/network.h"
#include "engine/random.h"
#include "neurons/spike_trains.h"
#include "tests/reference/cells.h"
#include "tests/support/models.h"
#include "tests/support/population_driver.h"

using namespace rheo;
using namespace rheo::testing;

namespace {

constexpr double kDt = 1e-4;  // s
constexpr std::size_t kNeurons = 1100;

/// Numbers in [low, high), one a neuron.
std::vector<double> spread(const char* what, double low, double high) {
  const UniformDraw draw{draw_key(11, "test", what, "")};
  std::vector<double> values(kNeurons);
  for (std::size_t i = 0; i < kNeurons; ++i)
    values[i] = low + (high - low) * draw(i);
  return values;
}

PopulationPlan plan_of(std::shared_ptr<const NeuronModel> model, bool individual) {
  PopulationPlan plan;
  plan.name = std::string("a");  // g++ 12 warns of assigning "a" itself
  plan.neurons = kNeurons;
  plan.parameters = default_parameters(model->declaration(), kNeurons);
  plan.model = std::move(model);
  if (plan.model->declaration().parameter("rate") != nullptr) {
    plan.parameters.set("rate", individual ? spread("rate", 0, 5e4) : std::vector{3000.0});
  }
  if (!individual || !plan.parameters.has("tau_m")) return plan;
  plan.parameters.set("tau_m", spread("tau_m", 5e-3, 30e-3));
  plan.parameters.set("tau_ref", spread("tau_ref", 0, 1e-3));
  plan.parameters.set("V_reset", spread("V_reset", -75e-3, -60e-3));
  for (const char* tau : {"tau_syn_ex", "tau_syn_in"}) {
    if (plan.parameters.has(tau)) plan.parameters.set(tau, spread(tau, 0.1e-3, 20e-3));
  }
  plan.given_initial["voltage"] = spread("voltage", -80e-3, -56e-3);
  if (plan.parameters.has("tau_syn_ex")) {
    plan.given_initial["I_syn_ex"] = spread("I_syn_ex", 0, 1e-9);
  }
  return plan;
}

/// Weighted spikes: none for most, `size` at most; quiet phases let currents decay to nothing.
template <class Real>
std::vector<Real> arrivals(std::size_t port, std::int64_t step, double size) {
  const UniformDraw draw{
      draw_key(static_cast<std::uint64_t>(step), "test", "arrivals", port == 0 ? "0" : "1")};
  std::vector<Real> values(kNeurons);
  for (std::size_t i = 0; i < kNeurons && step % 700 < 400; ++i) {
    const double u = draw(i);
    if (u < 0.05) values[i] = static_cast<Real>((port == 0 ? 20 : -8) * size * u);
  }
  return values;
}

template <class Real>
bool same_states(const PopulationDriver<Real>& kernel, const std::vector<StateDeclaration>& states,
                 const std::vector<std::unique_ptr<Cell<Real>>>& cells, std::int64_t step) {
  for (std::size_t s = 0; s < states.size(); ++s) {
    const auto observed = kernel.observe(s);
    for (std::size_t i = 0; i < kNeurons; ++i) {
      const double cell = cells[i]->observe(states[s].name, step);
      if (std::bit_cast<std::uint64_t>(cell) != std::bit_cast<std::uint64_t>(observed[i]))
        return false;
    }
  }
  return true;
}

/// The first difference between the cells and the kernel of any instruction set within `steps`;
/// -1: none.
template <class Real>
std::int64_t first_difference(const PopulationPlan& plan, std::int64_t steps,
                              std::int64_t& spikes) {
  SimulationSpec simulation;
  simulation.dt = kDt;
  simulation.seed = 1;
  const auto cells = make_cells<Real>(plan, simulation);
  std::vector<std::unique_ptr<PopulationDriver<Real>>> kernels;
  for (Isa isa : available_isas()) {
    typename PopulationDriver<Real>::Options options;
    options.isa = isa;
    options.given = plan.given_initial;
    kernels.push_back(
        std::make_unique<PopulationDriver<Real>>(plan.model, plan.parameters, kDt, options));
  }
  const auto& declaration = plan.model->declaration();
  const double size = declaration.name == "iaf_psc_delta" ? 6 : 600;  // mV or pA
  for (std::int64_t n = 1; n <= steps; ++n) {
    std::vector<std::vector<Real>> arriving;
    for (std::size_t k = 0; k < declaration.ports.size(); ++k)
      arriving.push_back(arrivals<Real>(k, n, size));
    const auto J = static_cast<Real>(n % 700 < 500 ? 300e-12 : 0);
    std::vector<std::int32_t> expected(kNeurons);
    for (std::size_t i = 0; i < kNeurons; ++i) {
      for (std::size_t k = 0; k < arriving.size(); ++k) {
        if (!fed_state(*plan.model, k)) cells[i]->arrive(k, arriving[k][i]);
      }
      expected[i] = cells[i]->step(n, J).spikes;
      for (std::size_t k = 0; k < arriving.size(); ++k) {
        if (fed_state(*plan.model, k)) cells[i]->feed(k, arriving[k][i]);
      }
      spikes += expected[i];
    }
    for (std::size_t k = 0; k < kernels.size(); ++k) {
      const auto& kernel = kernels[k];
      kernel->arriving() = arriving;
      kernel->step(std::vector<Real>(kNeurons, J));
      std::vector<std::int32_t> counts(kNeurons);
      for (const auto& e : kernel->events())
        counts[e.neuron] = e.count;
      const bool states_too = n % 13 == 0;
      for (const auto& port : kernel->arriving())
        REQUIRE(std::all_of(port.begin(), port.end(), [](Real left) { return left == 0; }));
      if (counts == expected && (!states_too || same_states(*kernel, declaration.states, cells, n)))
        continue;
      MESSAGE("differs: ", isa_name(available_isas()[k]));
      return n;
    }
  }
  return -1;
}

}  // namespace

TEST_CASE("models in physical units and sources equal the scalar cells in every bit") {
  const ModelSpec trains = {"spike_trains",
                            {{"times", Array::list({0.01, 0.02, 0.01, 0.01, 0.001})},
                             {"indices", Array::list({3, 1024, 3, 1099, 0})}}};
  std::vector<std::shared_ptr<const NeuronModel>> models = {make_spike_trains(trains)};
  for (const char* name : {"iaf_psc_exp", "iaf_psc_alpha", "iaf_psc_delta", "poisson"})
    models.push_back(model_of(name));
  for (const auto& model : models) {
    CAPTURE(model->declaration().name);
    for (const bool individual : {false, true}) {
      CAPTURE(individual);
      const PopulationPlan plan = plan_of(model, individual);
      std::int64_t spikes = 0;
      CHECK(first_difference<double>(plan, 1000, spikes) == -1);
      CHECK(first_difference<float>(plan, 1000, spikes) == -1);
      CHECK(spikes >= (model == models[0] ? 10 : 5000));
    }
  }
}
