// Models in physical units against traces that NEST computed (tests/reference/nest).
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "io/array_file.h"
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

namespace {

/// What arrives at the end of step k.
double arriving(const json& train, std::int64_t k) {
  double sum = 0;
  for (const std::int64_t step : train["steps"]) {
    if (step + train["delay_steps"].get<std::int64_t>() == k) sum += train["weight"].get<double>();
  }
  return sum;
}

struct Compared {
  double voltage = 0;  // largest difference, mV
  double current = 0;  // pA
  std::vector<std::int64_t> spikes;
};

/// Runs a neuron under the trains of a trace of traces.json.
Compared compare(const json& trace, std::int64_t start) {
  const auto model = model_of(trace["model"]);
  const ParameterSet p = parameters_of(trace["parameters"], model->declaration());
  PopulationDriver<double>::Options options;
  options.given["voltage"] = {trace["initial_V_m"].get<double>() * 1e-3};
  options.start = start;
  PopulationDriver<double> neuron(model, p, kDt, options);
  std::vector<std::vector<double>> expected;
  for (const std::string array : trace["arrays"]) {
    const std::string name = trace["name"].get<std::string>() + "." + array;
    expected.push_back(read_array_file("tests/reference/nest/traces.npz", name).data);
  }
  const std::size_t ports = neuron.arriving().size();
  Compared result;
  for (std::size_t k = 0; k < expected[0].size(); ++k) {
    const auto step = static_cast<std::int64_t>(k) + 1;
    const double ex = arriving(trace["excitatory"], step);
    const double in = arriving(trace["inhibitory"], step);
    neuron.arriving()[0][0] = ports == 1 ? ex + in : ex;
    if (ports > 1) neuron.arriving()[1][0] = in;
    neuron.step({p.at("I_e", 0)});
    for (const auto& e : neuron.events())
      result.spikes.push_back(e.step - start);
    const double V = neuron.observe(0)[0] * 1e3;
    result.voltage = std::fmax(result.voltage, std::fabs(V - expected[0][k]));
    for (std::size_t s = 1; s < expected.size(); ++s) {
      const double I = neuron.observe(s)[0] * 1e12;
      result.current = std::fmax(result.current, std::fabs(I - expected[s][k]));
    }
  }
  return result;
}

}  // namespace

TEST_CASE("current- and voltage-based neurons: NEST's traces") {
  std::size_t compared = 0;
  for (const json& trace : read("traces.json")) {
    const std::string model = trace["model"];
    if (model.rfind("iaf_psc_", 0) != 0) continue;
    if (trace["parameters"].contains("refractory_input")) continue;  // no option of ours
    CAPTURE(trace["name"].get<std::string>());
    for (const std::int64_t start : {0, 64}) {  // no step is special
      const Compared c = compare(trace, start);
      CHECK(c.voltage < 1e-9);
      CHECK(c.current < 1e-9);
      CHECK(c.spikes == trace["spike_steps"].get<std::vector<std::int64_t>>());
    }
    ++compared;
  }
  CHECK(compared == 7);
}
