#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "engine/math.h"
#include "tests/property/random_network.h"
#include "tests/property/random_parts.h"

namespace rheo {
namespace {

template <class Make>
std::vector<Declaration> among(const Registry<Make>& registry,
                               const std::vector<std::string>& names) {
  std::vector<Declaration> found;
  for (const std::string& name : names) {
    const auto* entry = registry.find(name);
    if (entry == nullptr) throw std::logic_error("the catalog has no " + name);
    found.push_back(entry->declaration);
  }
  return found;
}

const Declaration& number(std::size_t k, const std::vector<Declaration>& of) {
  return of[k % of.size()];
}

}  // namespace

const KnownModels& known(const Catalog& catalog) {
  static const KnownModels models = {
      among(catalog.neurons, {"lif", "lif_rate", "rectified_linear", "spiking_rectified_linear",
                              "adaptive_lif", "adaptive_lif_rate", "izhikevich", "sigmoid", "tanh",
                              "regular_spiking", "stochastic_spiking", "poisson_spiking"}),
      among(catalog.synapses, {"lowpass", "alpha", "linear_filter", "triangle"}),
      among(catalog.inputs, {"constant", "piecewise", "ramp", "sine", "array", "expression", "csv",
                             "white_signal", "white_noise", "filtered_noise", "brown_noise"})};
  return models;
}

Value random_per_neuron(Dice& dice, std::size_t neurons, double low, double high,
                        Features& features) {
  switch (dice.below(4)) {
    case 0:
      features.insert("parameter list");
      return Array::list(dice.list(neurons, low, high));
    case 1: {
      features.insert("parameter distribution");
      Distribution d;
      d.kind =
          dice.pick<Distribution::Kind>({Distribution::Kind::uniform, Distribution::Kind::normal});
      const bool uniform = d.kind == Distribution::Kind::uniform;
      d.a = uniform ? low : (low + high) / 2;
      d.b = uniform ? high : (high - low) / 2;
      d.min = low;
      d.max = high;
      d.redraw = dice.chance(0.7);
      return d;
    }
    default:
      features.insert("parameter scalar");
      return dice.between(low, high);
  }
}

namespace {

/// Scalars with probability 1 - share, else anything that varies between neurons.
Value sometimes(Dice& dice, std::size_t neurons, double low, double high, double share,
                Features& features) {
  if (dice.chance(share)) return random_per_neuron(dice, neurons, low, high, features);
  return dice.between(low, high);
}

bool is_one_of(const std::string& name, const std::vector<std::string>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void randomise_adaptation(Dice& dice, PopulationSpec& p, Features& features) {
  auto& of = p.model.parameters;
  of["tau_n"] = sometimes(dice, p.neurons, 0.01, 0.3, 0.3, features);
  of["inc_n"] = sometimes(dice, p.neurons, 0, 0.05, 0.3, features);
  if (dice.chance(0.3)) {
    p.initial["adaptation"] = random_per_neuron(dice, p.neurons, 0, 0.2, features);
    features.insert("initial adaptation");
  }
}

/// `model`: that of the population, or the base that it wraps.
void randomise_lif(Dice& dice, PopulationSpec& p, const std::string& model, double dt,
                   Features& features) {
  auto& of = p.model.parameters;
  const double varied = dice.chance(0.5) ? 0.6 : 0;  // half of all populations are homogeneous
  of["J_th"] = sometimes(dice, p.neurons, 0.3, 1.5, varied, features);
  of["tau_rc"] = sometimes(dice, p.neurons, 5e-3, 50e-3, varied, features);
  of["tau_ref"] = dice.pick<double>({0.0, 0.3 * dt, dt, 2e-3, 2.5 * dt, 3.4e-3});
  if (dice.chance(varied)) of["tau_ref"] = Array::list(dice.list(p.neurons, 0, 3.5e-3));
  if (const double* tau_ref = std::get_if<double>(&of["tau_ref"])) {
    if (*tau_ref < dt) features.insert("tau_ref < dt");
  }
  of["amplitude"] = sometimes(dice, p.neurons, 0.5, 2, varied, features);
  if (is_one_of(model, {"adaptive_lif", "adaptive_lif_rate"})) {
    randomise_adaptation(dice, p, features);
  }
  if (!is_one_of(model, {"lif", "adaptive_lif"})) return;
  of["min_voltage"] = dice.pick<double>({0.0, -1.0, -std::numeric_limits<double>::infinity()});
  const std::string within = dice.pick<std::string>({"exact", "exact", "nengo"});
  of["within_step"] = within;
  features.insert("lif " + within);
  if (dice.chance(0.3)) {
    p.initial["voltage"] = random_per_neuron(dice, p.neurons, 0, 0.29, features);
    features.insert("initial voltage");
  }
}

void randomise_izhikevich(Dice& dice, PopulationSpec& p, Features& features) {
  auto& of = p.model.parameters;
  of["tau_recovery"] = sometimes(dice, p.neurons, 0.02, 0.1, 0.3, features);
  of["coupling"] = sometimes(dice, p.neurons, 0.2, 0.25, 0.3, features);
  of["reset_voltage"] = sometimes(dice, p.neurons, -65, -50, 0.3, features);
  of["reset_recovery"] = sometimes(dice, p.neurons, 2, 8, 0.3, features);
  if (!dice.chance(0.5)) return;
  p.initial["voltage"] = random_per_neuron(dice, p.neurons, -70, -60, features);
  p.initial["recovery"] = random_per_neuron(dice, p.neurons, -15, -12, features);
  features.insert("initial recovery");
}

/// The parameters of the model, or of the base that it wraps.
void randomise(Dice& dice, PopulationSpec& p, const std::string& model, double dt,
               Features& features) {
  auto& of = p.model.parameters;
  if (model == "izhikevich") {
    randomise_izhikevich(dice, p, features);
  } else if (is_one_of(model, {"sigmoid", "tanh"})) {
    of["tau_ref"] = sometimes(dice, p.neurons, 2.5e-3, 4.5e-3, 0.3, features);
  } else if (is_one_of(model, {"rectified_linear", "spiking_rectified_linear"})) {
    of["amplitude"] = sometimes(dice, p.neurons, 0.4, 1, 0.3, features);  // loops stay stable
  } else {
    randomise_lif(dice, p, model, dt, features);
  }
}

/// The base of a wrapper; amplitudes of both.
void randomise_wrapper(Dice& dice, PopulationSpec& p, const Declaration& wrapper, double dt,
                       Features& features) {
  const std::string base = dice.pick(wrapper.parameter("base")->words);
  features.insert("base " + base);
  randomise(dice, p, base, dt, features);
  auto& of = p.model.parameters;
  of["base"] = base;
  of["amplitude"] = sometimes(dice, p.neurons, 0.4, 1, 0.3, features);
  if (is_one_of(base, {"sigmoid", "tanh"})) return;
  of["base_amplitude"] = sometimes(dice, p.neurons, 0.5, 1.5, 0.3, features);
}

/// Rates below the ceilings of all models, above half of those of sigmoid.
void tune(Dice& dice, PopulationSpec& p, bool in_hertz, Features& features) {
  if (dice.chance(0.35) && p.model.model != "izhikevich") {
    const bool smooth =
        p.model.parameters.count("tau_ref") != 0 && p.model.parameters.count("tau_rc") == 0;
    p.max_rates = smooth ? random_per_neuron(dice, p.neurons, 205, 220, features)
                         : random_per_neuron(dice, p.neurons, 90, 195, features);
    p.intercepts = random_per_neuron(dice, p.neurons, -1, 0.8, features);
    features.insert("max_rates");
    return;
  }
  if (p.model.model == "izhikevich") {
    p.gain = random_per_neuron(dice, p.neurons, 2, 10, features);
    p.bias = random_per_neuron(dice, p.neurons, 3, 30, features);
    return;
  }
  const double unit = in_hertz ? 60 : 1;
  const double drive = dice.chance(0.25) ? 30 : 1;  // several spikes a step where a model has them
  p.gain = random_per_neuron(dice, p.neurons, 0.4 * unit, 2 * unit, features);
  p.bias = random_per_neuron(dice, p.neurons, 0.2 * unit * drive, 3 * unit * drive, features);
}

void represent(Dice& dice, PopulationSpec& p, Features& features) {
  p.dimensions = 1 + dice.below(3);
  p.radius = dice.pick<double>({1.0, 1.5, 0.7});
  std::vector<double> rows;
  for (std::size_t i = 0; i < p.neurons; ++i) {
    const std::vector<double> row = dice.list(p.dimensions, -1, 1);
    rows.insert(rows.end(), row.begin(), row.end());
  }
  p.encoders.given = Array::matrix(std::move(rows), p.neurons, p.dimensions);
  features.insert("dimensions " + std::to_string(p.dimensions));
}

}  // namespace

PopulationSpec random_population(Dice& dice, const std::string& name, std::size_t kind,
                                 std::size_t neurons, double dt, const Catalog& catalog,
                                 Features& features) {
  const Declaration& declaration = number(kind, known(catalog).neurons);
  PopulationSpec p;
  p.name = name;
  p.neurons = neurons;
  p.model.model = declaration.name;
  features.insert("neurons " + declaration.name);
  const Declaration* all = &declaration;
  if (declaration.with_base.empty()) {
    randomise(dice, p, declaration.name, dt, features);
  } else {
    randomise_wrapper(dice, p, declaration, dt, features);
    all = declaration.resolved(p.model.word("base"));
  }
  p.model = with_defaults(p.model, *all);
  if (p.initial.count("voltage") == 0 && all->state("voltage") != nullptr &&
      declaration.name != "izhikevich" && dice.chance(0.2)) {
    p.initial["voltage"] = random_per_neuron(dice, p.neurons, 0, 0.29, features);
  }
  const std::string& rate_model =
      declaration.with_base.empty() ? declaration.name : p.model.word("base");
  tune(dice, p, rate_model.find("rectified_linear") != std::string::npos, features);
  if (dice.chance(0.6)) represent(dice, p, features);
  if (dice.chance(0.15)) {
    const Declaration& noise = catalog.inputs.find("white_noise")->declaration;
    const Distribution distribution{Distribution::Kind::normal, 0, 0.003, {}, {}, true};
    p.noise = with_defaults({"white_noise", {{"distribution", distribution}}}, noise);
    features.insert("noise");
  }
  return p;
}

namespace {

Value number_or_list(Dice& dice, std::size_t size, double low, double high) {
  if (size == 1) return dice.between(low, high);
  return Array::list(dice.list(size, low, high));
}

TimeTable random_table(Dice& dice, std::size_t size) {
  TimeTable table;
  double t = dice.chance(0.5) ? 0 : 0.01;
  const std::size_t rows = 1 + dice.below(6);
  for (std::size_t k = 0; k < rows; ++k) {
    table.times.push_back(t);
    t += dice.between(0.005, 0.04);
  }
  table.values = Array::matrix(dice.list(rows * size, -1, 1), rows, size);
  return table;
}

std::vector<Expression> random_expressions(Dice& dice, std::size_t size) {
  std::vector<Expression> all;
  for (std::size_t e = 0; e < size; ++e) {
    const double f = dice.between(5, 60);
    all.push_back({"cos(" + std::to_string(f) + " t) exp(-t)", [f](double t) {
                     return math::cos(f * t) * math::exp(-t);
                   }});
  }
  return all;
}

}  // namespace

VectorFunction random_function(Dice& dice, std::size_t size) {
  VectorFunction f;
  const std::size_t n = 1 + dice.below(4);
  const double a = dice.between(-1, 1);
  f.texts.assign(n, "tanh(a x0 + x_i + t)");
  f.arguments = size;
  f.evaluate = [n, a, size](const double* x, double t, double* out) {
    for (std::size_t i = 0; i < n; ++i)
      out[i] = math::tanh(a * x[0] + x[i % size] + t);
  };
  return f;
}

InputSpec random_input(Dice& dice, const std::string& name, std::size_t kind, std::size_t size,
                       double dt, const Catalog& catalog, Features& features) {
  const Declaration& declaration = number(kind, known(catalog).inputs);
  const std::string& model = declaration.name;
  features.insert("input " + model);
  ModelSpec made{model, {}};
  auto& of = made.parameters;
  if (model == "constant") {
    of["value"] = number_or_list(dice, size, -1, 1);
  } else if (model == "piecewise") {
    TimeTable table = random_table(dice, size);
    const std::vector<std::string> ways = {"zero", "linear", "nearest", "cubic"};
    const std::string way = dice.pick(ways);
    if (way != "cubic" || table.times.size() >= 4) of["interpolation"] = way;
    of["values"] = std::move(table);
  } else if (model == "ramp") {
    of["from"] = number_or_list(dice, size, -1, 1);
    of["to"] = number_or_list(dice, size, -1, 1);
    of["over"] = dice.between(0.01, 0.3);
  } else if (model == "sine") {
    of["frequency"] = number_or_list(dice, size, 1, 80);
    of["phase"] = number_or_list(dice, size, -3, 3);
    of["amplitude"] = number_or_list(dice, size, 0.2, 1.5);
  } else if (model == "array") {
    const std::size_t rows = 1 + dice.below(7);
    of["values"] = Array::matrix(dice.list(rows * size, -1, 1), rows, size);
    of["hold"] = dt * static_cast<double>(1 + dice.below(30));
  } else if (model == "csv") {
    of["values"] = Array::matrix(dice.list(5 * size, -1, 1), 5, size);
    of["hold"] = dt * static_cast<double>(1 + dice.below(30));
  } else if (model == "white_signal") {
    of["period"] = dt * static_cast<double>(50 + dice.below(100));
    of["high"] = 0.2 / dt;
    of["size"] = static_cast<double>(size);
  } else if (model != "expression") {
    Distribution d;
    d.kind = Distribution::Kind::normal;
    d.a = 0;
    d.b = model == "white_noise" ? 0.5 : 0.05;
    of["distribution"] = d;
    of["scale"] = std::string(model == "white_noise" ? "false" : "true");
    of["size"] = static_cast<double>(size);
  } else {
    of["function"] = random_expressions(dice, size);
  }
  return {name, with_defaults(made, declaration)};
}

namespace {

/// Lowpasses in a row, at times with a direct term, by any method.
std::map<std::string, Value> random_filter(Dice& dice, double dt, Features& features) {
  std::vector<double> den = {1};
  const std::size_t order = 1 + dice.below(4);
  for (std::size_t k = 0; k < order; ++k) {
    const double tau = dice.between(2 * dt, 20 * dt);
    std::vector<double> product(den.size() + 1, 0.0);  // den (tau s + 1)
    for (std::size_t i = 0; i < den.size(); ++i) {
      product[i] += tau * den[i];
      product[i + 1] += den[i];
    }
    den = product;
  }
  std::vector<double> num = {1};
  if (dice.chance(0.4)) num.insert(num.begin(), 0.3 * den[order - 1]);
  const std::vector<std::string> methods = {"zoh", "zoh", "gbt", "bilinear", "backward_diff"};
  const std::string method = dice.pick(methods);
  features.insert("linear_filter " + method);
  std::map<std::string, Value> of = {
      {"num", Array::list(num)}, {"den", Array::list(den)}, {"method", method}};
  if (method == "gbt") of["alpha"] = dice.between(0.5, 1);
  return of;
}

}  // namespace

ModelSpec random_synapse(Dice& dice, std::size_t kind, double dt, const Catalog& catalog,
                         Features& features) {
  const Declaration& declaration = number(kind, known(catalog).synapses);
  features.insert("synapse " + declaration.name);
  if (declaration.name == "linear_filter") {
    return with_defaults({declaration.name, random_filter(dice, dt, features)}, declaration);
  }
  const double tau = dice.pick<double>({0.0, 0.5 * dt, 2e-3, 5e-3, 5e-3, 10e-3, 50e-3});
  if (tau == 0) features.insert("synapse tau 0");
  const std::string parameter = declaration.name == "triangle" ? "t" : "tau";
  return with_defaults({declaration.name, {{parameter, tau}}}, declaration);
}

}  // namespace rheo
