// Models in physical units against traces that NEST computed (tests/reference/nest).
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/support/models.h"
#include "tests/support/population_driver.h"

using namespace rheo;
using namespace rheo::testing;
using nlohmann::json;

namespace {

json read(const std::string& name) {
  std::ifstream file("tests/reference/nest/" + name);
  REQUIRE(file.good());
  return json::parse(file);
}

constexpr double kDt = 1e-4;  // s

/// NEST's names and units -> ours, in SI.
ParameterSet parameters_of(const json& nest, const Declaration& declaration) {
  const std::map<std::string, std::pair<std::string, double>> names = {
      {"tau_m", {"tau_m", 1e-3}},
      {"tau_syn_ex", {"tau_syn_ex", 1e-3}},
      {"tau_syn_in", {"tau_syn_in", 1e-3}},
      {"t_ref", {"tau_ref", 1e-3}},
      {"C_m", {"C_m", 1e-12}},
      {"E_L", {"E_L", 1e-3}},
      {"V_th", {"V_th", 1e-3}},
      {"V_reset", {"V_reset", 1e-3}},
      {"I_e", {"I_e", 1e-12}}};
  ParameterSet p = default_parameters(declaration, 1);
  for (const auto& [name, value] : nest.items()) {
    const auto& [ours, unit] = names.at(name);
    p.set(ours, {value.get<double>() * unit});
  }
  return p;
}

/// step -> summed weight of what arrives at its end.
std::map<std::int64_t, double> arrivals_of(const json& train, const char* weight,
                                           const char* delay) {
  std::map<std::int64_t, double> at;
  for (const double t : train["times_ms"])
    at[std::llround((t + train[delay].get<double>()) / 0.1)] += train[weight].get<double>();
  return at;
}

}  // namespace

TEST_CASE("iaf_psc_exp: voltages, currents and spikes of NEST") {
  const auto model = model_of("iaf_psc_exp");
  std::size_t fired = 0;
  for (const json& trace : read("iaf_psc_exp_traces.json")) {
    const ParameterSet p = parameters_of(trace["parameters"], model->declaration());
    PopulationDriver<double>::Options options;
    options.given["voltage"] = {trace["initial_V_m"].get<double>() * 1e-3};
    PopulationDriver<double> neuron(model, p, kDt, options);
    const auto ex = arrivals_of(trace["excitatory"], "weight_pA", "delay_ms");
    const auto in = arrivals_of(trace["inhibitory"], "weight_pA", "delay_ms");
    std::vector<std::int64_t> spikes;
    const std::vector<double> V = trace["V_m"];
    const std::vector<double> I_ex = trace["I_syn_ex"];
    const std::vector<double> I_in = trace["I_syn_in"];
    double furthest = 0;
    for (std::int64_t n = 1; n <= 2000; ++n) {
      neuron.arriving()[0][0] = ex.count(n) != 0 ? ex.at(n) : 0.0;
      neuron.arriving()[1][0] = in.count(n) != 0 ? in.at(n) : 0.0;
      neuron.step({p.at("I_e", 0)});
      for (const auto& e : neuron.events())
        spikes.push_back(e.step);
      const auto k = static_cast<std::size_t>(n - 1);
      if (k >= V.size()) continue;
      furthest = std::fmax(furthest, std::fabs(neuron.observe(0)[0] * 1e3 - V[k]));
      furthest = std::fmax(furthest, std::fabs(neuron.observe(1)[0] * 1e12 - I_ex[k]));
      furthest = std::fmax(furthest, std::fabs(neuron.observe(2)[0] * 1e12 - I_in[k]));
    }
    CHECK(furthest < 1e-9);
    CHECK(spikes == trace["spike_steps"].get<std::vector<std::int64_t>>());
    fired += spikes.size();
  }
  CHECK(fired > 10);
}
