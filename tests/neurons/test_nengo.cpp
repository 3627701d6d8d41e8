// Against numbers that Nengo 4.1 computed (tests/reference/nengo).
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/support/models.h"
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

void check_close(const std::vector<double>& values, const json& expected) {
  REQUIRE(values.size() == expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double wanted = expected[i];
    CHECK(std::fabs(values[i] - wanted) <= 1e-9 * std::fmax(1.0, std::fabs(wanted)));
  }
}

/// Runs a case of neurons.json or models.json; returns how many spikes there were.
std::size_t run_case(const json& expected, const std::shared_ptr<const NeuronModel>& model,
                     Isa isa) {
  const double dt = expected["dt"];
  const std::size_t n = expected["J"][0].size();
  ParameterSet p = default_parameters(model->declaration(), n);
  for (const auto& [name, value] : expected["params"].items())
    p.set(name, {number(value)});
  PopulationDriver<double>::Options options{.isa = isa};
  for (const auto& [state, values] : expected["initial"].items())
    options.given[state] = values.get<std::vector<double>>();
  PopulationDriver<double> population(model, p, dt, options);

  json events = json::array();
  const double worth = (p.has("amplitude") ? p.at("amplitude", 0) : 1.0) / dt;
  std::size_t next = 0;
  for (std::size_t s = 0; s < expected["J"].size(); ++s) {
    population.step(expected["J"][s].get<std::vector<double>>());
    for (const auto& e : population.events()) {
      events.push_back({s, e.neuron, worth * e.count});
    }
    if (next == expected["states"].size() || expected["states"][next]["step"] != s) continue;
    if (!model->spiking()) check_close(population.output(), expected["outputs"][next]["values"]);
    const json& row = expected["states"][next++];
    for (std::size_t k = 0; k < model->declaration().states.size(); ++k) {
      const std::string& state = model->declaration().states[k].name;
      if (row.contains(state)) check_close(population.observe(k), row[state]);
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

/// "LIFRate(tau_rc=0.05)" -> its model.
std::shared_ptr<const NeuronModel> model_of_type(const std::string& type) {
  const std::map<std::string, std::string> names = {{"LIF", "lif"},
                                                    {"LIFRate", "lif_rate"},
                                                    {"AdaptiveLIF", "adaptive_lif"},
                                                    {"Izhikevich", "izhikevich"},
                                                    {"RectifiedLinear", "rectified_linear"},
                                                    {"Sigmoid", "sigmoid"},
                                                    {"Tanh", "tanh"}};
  return model_of(names.at(type.substr(0, type.find('('))));
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
  std::map<std::string, std::size_t> spikes;
  for (const json& expected : read("neurons.json")) {
    const std::string type = expected["type"];
    CAPTURE(type);
    for (Isa isa : available_isas()) {
      if (type == "SpikingRectifiedLinear") {
        spikes[type] += run_case(expected, model_of("spiking_rectified_linear"), isa);
      } else if (type == "Izhikevich") {
        spikes[type] += run_case(expected, model_of("izhikevich"), isa);
      } else {
        const std::string name = type == "LIF" ? "lif" : "adaptive_lif";
        spikes[type] += run_case(expected, model_of(name, "", "nengo"), isa);
        const bool alike = expected["params"]["tau_ref"] >= expected["dt"];
        if (alike) spikes[type] += run_case(expected, model_of(name), isa);
      }
    }
  }
  CHECK(spikes["LIF"] >= 1259);
  CHECK(spikes["AdaptiveLIF"] >= 213);
  CHECK(spikes["Izhikevich"] >= 74);
  CHECK(spikes["SpikingRectifiedLinear"] >= 1624);
}

TEST_CASE("outputs and spikes of rate models and of regular_spiking equal Nengo's") {
  const json models = read("models.json");
  std::size_t spikes = 0;
  for (const json& expected : models["cases"]) {
    const std::string base = expected.contains("base") ? expected["base"].get<std::string>() : "";
    CAPTURE(expected["model"]);
    for (Isa isa : available_isas())
      spikes += run_case(expected, model_of(expected["model"], base), isa);
  }
  CHECK(spikes >= 402);
}

TEST_CASE("izhikevich: measured rates, gain and bias equal Nengo's") {
  const json models = read("models.json");
  const json& expected = models["izhikevich"];
  const auto model = model_of("izhikevich");
  const auto J = expected["J"].get<std::vector<double>>();
  const ParameterSet p = default_parameters(model->declaration(), 3);
  std::vector<double> rates(J.size());
  model->rates(p, 1, J.data(), J.size(), rates.data());
  for (std::size_t k = 0; k < J.size(); ++k) {
    CHECK(std::fabs(rates[k] - expected["rates"][k].get<double>()) < 1e-9);
    if (k % 10 == 0) CHECK(model->rate(p, 0, J[k]) == rates[k]);
  }
  for (const json& row : expected["tuning"]) {
    const GainBias result = model->gain_bias(p, 2, row[0], row[1]);
    CHECK(relative(result.gain, row[2]) < 1e-9);
    CHECK(relative(result.bias, row[3]) < 1e-9);
  }
}

TEST_CASE("closed-form rates and rate models equal Nengo's to 1e-9") {
  for (const json& expected : read("rates.json")) {
    const std::string type = expected["type"];
    const auto model = model_of_type(type);
    const auto J = expected["J"].get<std::vector<double>>();
    const ParameterSet p = parameters_of(type, *model, J.size());
    PopulationDriver<double> population(model, p, 1e-3);
    population.step(J);
    for (std::size_t i = 0; i < J.size(); ++i) {
      const double wanted = expected["rate"][i];
      const double amplitude = p.has("amplitude") ? p.at("amplitude", i) : 1.0;
      CHECK(relative(amplitude * model->rate(p, i, J[i]), wanted) < 1e-9);
      CHECK(relative(population.output()[i], wanted) < 1e-9);
    }
  }
}

TEST_CASE("gain and bias equal Nengo's to 1e-9, and lead back") {
  for (const json& expected : read("gain_bias.json")) {
    const std::string type = expected["type"];
    const auto model = model_of_type(type);
    const std::size_t n = expected["gain"].size();
    const ParameterSet p = parameters_of(type, *model, n);
    for (std::size_t i = 0; i < n; ++i) {
      const double max_rate = expected["max_rates"][i];
      const double intercept = expected["intercepts"][i];
      const bool possible = expected["gain"][i] > 0;  // else Nengo's ensembles refuse it too
      CHECK(model->check_tuning(p, i, max_rate, intercept).what.empty() == possible);
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
