// Against numbers that Nengo 4.1 computed (tests/reference/nengo).
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "neurons/lif.h"
#include "neurons/lif_rate.h"
#include "neurons/rectified_linear.h"
#include "neurons/spiking_rectified_linear.h"
#include "tests/support/population_driver.h"

using namespace rheo;
using namespace rheo::testing;
using nlohmann::json;

namespace {

json read(const std::string& name) {
  std::ifstream file("tests/reference/nengo/" + name);
  REQUIRE(file.good());
  return json::parse(file);
}

double number(const json& value) {
  return value.is_string() ? -std::numeric_limits<double>::infinity() : value.get<double>();
}

std::shared_ptr<const NeuronModel> lif(const char* within_step) {
  return make_lif({"lif", {{"within_step", std::string(within_step)}}});
}

/// Runs a case of neurons.json; returns how many spikes there were.
std::size_t run_case(const json& expected, const std::shared_ptr<const NeuronModel>& model,
                     Isa isa) {
  const double dt = expected["dt"];
  const std::size_t n = expected["J"][0].size();
  ParameterSet p = default_parameters(model->declaration(), n);
  for (const auto& [name, value] : expected["params"].items())
    p.set(name, {number(value)});
  PopulationDriver<double>::Options options{.isa = isa};
  options.given["voltage"] = expected["initial"]["voltage"].get<std::vector<double>>();
  PopulationDriver<double> population(model, p, dt, options);

  json events = json::array();
  std::size_t next = 0;
  for (std::size_t s = 0; s < expected["J"].size(); ++s) {
    population.step(expected["J"][s].get<std::vector<double>>());
    for (const auto& e : population.events()) {
      events.push_back({s, e.neuron, p.at("amplitude", 0) * e.count / dt});
    }
    if (next == expected["states"].size() || expected["states"][next]["step"] != s) continue;
    const json& row = expected["states"][next++];
    for (std::size_t k = 0; k < model->declaration().states.size(); ++k) {
      const auto values = population.observe(k);
      for (std::size_t i = 0; i < n; ++i) {
        const double wanted = row[model->declaration().states[k].name][i];
        CHECK(std::fabs(values[i] - wanted) <= 1e-9);
      }
    }
  }
  CHECK(next == expected["states"].size());
  REQUIRE(events.size() == expected["events"].size());
  for (std::size_t k = 0; k < events.size(); ++k) {
    CHECK(events[k][0] == expected["events"][k][0]);
    CHECK(events[k][1] == expected["events"][k][1]);
    CHECK(std::fabs(events[k][2].get<double>() / expected["events"][k][2].get<double>() - 1) <
          1e-12);
  }
  return events.size();
}

std::shared_ptr<const NeuronModel> model_of(const std::string& type) {
  if (type.rfind("LIFRate", 0) == 0) return make_lif_rate({"lif_rate", {}});
  if (type.rfind("Rect", 0) == 0) return make_rectified_linear({"rectified_linear", {}});
  return lif("exact");
}

/// "LIF(tau_rc=0.05, tau_ref=0.001)" -> parameters.
ParameterSet parameters_of(const std::string& type, const NeuronModel& model, std::size_t n) {
  ParameterSet p = default_parameters(model.declaration(), n);
  std::size_t at = type.find('(') + 1;
  while (type[at] != ')') {
    const std::size_t equals = type.find('=', at);
    const std::size_t end = type.find_first_of(",)", equals);
    p.set(type.substr(at, equals - at), {std::stod(type.substr(equals + 1, end - equals - 1))});
    at = type[end] == ',' ? end + 2 : end;
  }
  return p;
}

double relative(double value, double wanted) {
  return value == wanted ? 0.0 : std::fabs(value - wanted) / std::fabs(wanted);
}

}  // namespace

TEST_CASE("spikes equal Nengo's, states to 1e-9") {
  std::size_t spikes = 0;
  for (const json& expected : read("neurons.json")) {
    const std::string type = expected["type"];
    for (Isa isa : available_isas()) {
      if (type == "SpikingRectifiedLinear") {
        spikes += run_case(expected, make_spiking_rectified_linear({"", {}}), isa);
        continue;
      }
      spikes += run_case(expected, lif("nengo"), isa);
      const bool alike = expected["params"]["tau_ref"] >= expected["dt"];
      if (alike) spikes += run_case(expected, lif("exact"), isa);
    }
  }
  CHECK(spikes > 3000);
}

TEST_CASE("closed-form rates and rate models equal Nengo's to 1e-9") {
  for (const json& expected : read("rates.json")) {
    const std::string type = expected["type"];
    const auto model = model_of(type);
    const auto J = expected["J"].get<std::vector<double>>();
    const ParameterSet p = parameters_of(type, *model, J.size());
    PopulationDriver<double> population(model, p, 1e-3);
    population.step(J);
    for (std::size_t i = 0; i < J.size(); ++i) {
      const double wanted = expected["rate"][i];
      CHECK(relative(p.at("amplitude", i) * model->rate(p, i, J[i]), wanted) < 1e-9);
      CHECK(relative(population.output()[i], wanted) < 1e-9);
    }
  }
}

TEST_CASE("gain and bias equal Nengo's to 1e-9, and lead back") {
  for (const json& expected : read("gain_bias.json")) {
    const std::string type = expected["type"];
    const auto model = model_of(type);
    const std::size_t n = expected["gain"].size();
    const ParameterSet p = parameters_of(type, *model, n);
    for (std::size_t i = 0; i < n; ++i) {
      const double max_rate = expected["max_rates"][i];
      const double intercept = expected["intercepts"][i];
      CHECK(model->check_tuning(p, i, max_rate, intercept).what.empty());
      const GainBias result = model->gain_bias(p, i, max_rate, intercept);
      CHECK(relative(result.gain, expected["gain"][i]) < 1e-9);
      CHECK(relative(result.bias, expected["bias"][i]) < 1e-9);
      CHECK(relative(model->rate(p, i, result.gain + result.bias), expected["back_max_rates"][i]) <
            1e-9);
      const double back = (model->threshold(p, i) - result.bias) / result.gain;
      CHECK(relative(back, expected["back_intercepts"][i]) < 1e-9);
    }
  }
}
