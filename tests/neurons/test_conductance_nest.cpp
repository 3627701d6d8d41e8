// Models with synaptic conductances against NEST's traces (tests/reference/nest), dt = 0.1 ms.
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

constexpr double kDt = 1e-4;  // s

json trace_of(const std::string& name) {
  std::ifstream file("tests/reference/nest/traces.json");
  REQUIRE(file.good());
  for (const json& trace : json::parse(file)) {
    if (trace["name"] == name) return trace;
  }
  FAIL("no trace " << name);
  return {};
}

/// NEST's names and units -> ours, in SI. What the model does not have is left out.
ParameterSet parameters_of(const json& nest, const Declaration& declaration) {
  ParameterSet p = default_parameters(declaration, 1);
  for (const auto& [name, value] : nest.items()) {
    const std::string ours = name == "t_ref" ? "tau_ref" : name;
    const ParameterDeclaration* d = declaration.parameter(ours);
    if (d == nullptr) continue;
    const double unit = d->dimension == Dimension::capacitance || d->dimension == Dimension::current
                            ? 1e-12
                        : d->dimension == Dimension::conductance ? 1e-9
                                                                 : 1e-3;
    p.set(ours, {value.get<double>() * unit});
  }
  return p;
}

/// step -> summed weight of what arrives at its end.
std::map<std::int64_t, double> arrivals_of(const json& train) {
  std::map<std::int64_t, double> at;
  for (const std::int64_t step : train["steps"])
    at[step + train["delay_steps"].get<std::int64_t>()] += train["weight"].get<double>();
  return at;
}

/// The largest deviations from NEST.
struct Deviation {
  double V = 0;  // mV
  double w = 0;  // pA
};

/// Of the model from the arrays of the trace `expected`; its spikes must come in the same steps.
/// Conductances are exact with us, to 1.4e-6 nS with NEST's default tolerance.
Deviation deviation(const std::string& model_name, const std::string& name,
                    const std::string& expected, double substeps) {
  const auto model = model_of(model_name);
  const json trace = trace_of(name);
  ParameterSet p = parameters_of(trace["parameters"], model->declaration());
  if (model_name == "adex") p.set("substeps", {substeps});
  PopulationDriver<double>::Options options;
  options.given["voltage"] = {trace["initial_V_m"].get<double>() * 1e-3};
  PopulationDriver<double> neuron(model, p, kDt, options);
  const auto ex = arrivals_of(trace["excitatory"]);
  const auto in = arrivals_of(trace["inhibitory"]);
  const auto array = [&](const char* state) {
    return read_array_file("tests/reference/nest/traces.npz", expected + "." + state).data;
  };
  const std::vector<double> V = array("V_m");
  const std::vector<double> g_ex = array("g_ex");
  const std::vector<double> g_in = array("g_in");
  const std::vector<double> w = model_name == "adex" ? array("w") : std::vector<double>();
  std::vector<std::int64_t> spikes;
  Deviation furthest;
  double furthest_g = 0;
  for (std::size_t k = 0; k < V.size(); ++k) {
    const auto n = static_cast<std::int64_t>(k) + 1;
    neuron.arriving()[0][0] = ex.count(n) != 0 ? ex.at(n) : 0.0;
    neuron.arriving()[1][0] = in.count(n) != 0 ? in.at(n) : 0.0;
    neuron.step({p.at("I_e", 0)});
    for (const auto& e : neuron.events())
      spikes.push_back(e.step);
    furthest.V = std::fmax(furthest.V, std::fabs(neuron.observe(0)[0] * 1e3 - V[k]));
    if (!w.empty())
      furthest.w = std::fmax(furthest.w, std::fabs(neuron.observe(3)[0] * 1e12 - w[k]));
    furthest_g = std::fmax(furthest_g, std::fabs(neuron.observe(1)[0] * 1e9 - g_ex[k]));
    furthest_g = std::fmax(furthest_g, std::fabs(neuron.observe(2)[0] * 1e9 - g_in[k]));
  }
  CHECK(furthest_g < 2e-6);
  std::vector<std::int64_t> theirs = trace["spike_steps"];
  while (!theirs.empty() && theirs.back() > static_cast<std::int64_t>(V.size()))
    theirs.pop_back();
  CHECK(spikes == theirs);
  return furthest;
}

}  // namespace

TEST_CASE("iaf_cond_exp: NEST's spikes, voltages within NEST's own error") {
  for (const std::string name : {"cond_brette", "cond_fast"}) {
    CAPTURE(name);
    const double theirs = name == "cond_fast" ? 1.4e-7 : 1e-10;
    CHECK(deviation("iaf_cond_exp", name, name + "_tight", 0).V < theirs);
    CHECK(deviation("iaf_cond_exp", name, name, 0).V < 2 * theirs);
  }
}

TEST_CASE("adex: NEST's spikes, nearer to its tight tolerance than its own default") {
  // NEST's own: mV of V and pA of w (tests/reference/nest/README.md). In the upstroke mV are
  // microseconds.
  struct Own {
    const char* name;
    double V;
    double w;
  };
  for (const Own& own :
       {Own{"aeif_adapting", 5.7e-5, 1.5e-6}, Own{"aeif_bursting", 2.0e-4, 2.7e-6}}) {
    CAPTURE(own.name);
    const std::string tight = own.name + std::string("_tight");
    for (const double substeps : {1.0, 2.0, 4.0}) {
      const Deviation ours = deviation("adex", own.name, tight, substeps);
      CAPTURE(substeps);
      CHECK(ours.V < own.V / (substeps * substeps));
      CHECK(ours.w < 1.1 * own.w);
    }
  }
}
