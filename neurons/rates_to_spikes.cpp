#include "neurons/rates_to_spikes.h"

#include <utility>

namespace rheo {

namespace {

ParameterDeclaration base_parameter(std::vector<std::string> names) {
  ParameterDeclaration d;
  d.name = "base";
  d.forms = kWord;
  d.words = std::move(names);
  d.sentence = "The rate model whose rates become spikes; its parameters stand beside.";
  return d;
}

ParameterDeclaration base_amplitude(ParameterDeclaration amplitude) {
  amplitude.name = "base_amplitude";
  amplitude.sentence = "The amplitude of the base: a factor on its rates.";
  return amplitude;
}

/// The part of a population's held states that belongs to the base.
class BaseView : public StateView {
 public:
  BaseView(const StateView& all, std::size_t own) : all_(all), own_(own) {}
  double at(std::size_t held, std::size_t neuron) const noexcept override {
    return all_.at(held + own_, neuron);
  }

 private:
  const StateView& all_;
  std::size_t own_;
};

}  // namespace

BaseModels base_models(const Registry<Catalog::MakeNeuron>& neurons) {
  BaseModels bases;
  for (const auto& entry : neurons.entries()) {
    if (!entry.declaration.with_base.empty()) continue;
    const auto model = entry.make(with_defaults({entry.declaration.name, {}}, entry.declaration));
    if (model != nullptr && !model->spiking()) bases.push_back(entry);
  }
  return bases;
}

Declaration wrapper_declaration(Declaration own, const BaseModels& bases) {
  own.kind = ModelKind::neuron;
  own.parameters.push_back(per_neuron("amplitude", Dimension::none, 1.0, Range::positive(),
                                      "What a spike is worth: amplitude / dt for one step."));
  own.states.push_back({.name = "rate_out",
                        .dimension = Dimension::frequency,
                        .sentence = "The rate that the base puts out.",
                        .initialisable = false,
                        .initial_text = "0"});
  std::vector<std::string> names;
  for (const auto& base : bases) {
    Declaration both = own;
    both.parameters.insert(both.parameters.begin(), base_parameter({base.declaration.name}));
    for (const ParameterDeclaration& p : base.declaration.parameters) {
      both.parameters.push_back(p.name == "amplitude" ? base_amplitude(p) : p);
    }
    both.states.insert(both.states.end(), base.declaration.states.begin(),
                       base.declaration.states.end());
    both.equations.insert(both.equations.end(), base.declaration.equations.begin(),
                          base.declaration.equations.end());
    names.push_back(base.declaration.name);
    own.with_base.push_back(std::move(both));
  }
  own.parameters.insert(own.parameters.begin(), base_parameter(std::move(names)));
  return own;
}

WrappedBase wrapped_base(const ModelSpec& spec, const Declaration& wrapper,
                         const BaseModels& bases) {
  const auto given = spec.parameters.find("base");
  const std::string* name =
      given != spec.parameters.end() ? std::get_if<std::string>(&given->second) : nullptr;
  for (std::size_t k = 0; name != nullptr && k < bases.size(); ++k) {
    if (bases[k].declaration.name != *name) continue;
    ModelSpec base = spec;
    base.model = *name;
    return {wrapper.with_base[k], bases[k].make(base)};
  }
  throw ConfigError({Problem{.path = "base",
                             .what = name == nullptr ? "is missing" : "unknown rate model " + *name,
                             .rule = spec.model + " turns the rates of a rate model into spikes",
                             .remedy = "base: lif_rate",
                             .where = {}}});
}

RatesToSpikes::RatesToSpikes(Declaration declaration, std::shared_ptr<const NeuronModel> base,
                             bool voltage)
    : declaration_(std::move(declaration)), base_(std::move(base)), voltage_(voltage) {}

// What the base says of single neurons and of its states does not depend on an amplitude, so that
// it can have the population's numbers as they are.
double RatesToSpikes::rate(const ParameterSet& p, std::size_t i, double J) const {
  const double factor = p.has("base_amplitude") ? p.at("base_amplitude", i) : 1.0;
  return factor * base_->rate(p, i, J);
}

void RatesToSpikes::rates(const ParameterSet& p, std::size_t i, const double* J, std::size_t n,
                          double* out) const {
  const double factor = p.has("base_amplitude") ? p.at("base_amplitude", i) : 1.0;
  base_->rates(p, i, J, n, out);
  for (std::size_t k = 0; k < n; ++k)
    out[k] *= factor;
}

std::string RatesToSpikes::rate_caveat() const {
  return voltage_ ? base_->rate_caveat() : "its spikes are drawn at random";
}

double RatesToSpikes::threshold(const ParameterSet& p, std::size_t i) const {
  return base_->threshold(p, i);
}

double RatesToSpikes::rate_ceiling(const ParameterSet& p, std::size_t i) const {
  const double factor = p.has("base_amplitude") ? p.at("base_amplitude", i) : 1.0;
  return factor * base_->rate_ceiling(p, i);
}

GainBias RatesToSpikes::gain_bias(const ParameterSet& p, std::size_t i, double max_rate,
                                  double intercept) const {
  return base_->gain_bias(p, i, max_rate, intercept);
}

Problem RatesToSpikes::check_tuning(const ParameterSet& p, std::size_t i, double max_rate,
                                    double intercept) const {
  return base_->check_tuning(p, i, max_rate, intercept);
}

ParameterSet RatesToSpikes::of_base(const ParameterSet& p) const {
  ParameterSet base = p;
  if (p.has("base_amplitude")) base.set("amplitude", p.values("base_amplitude"));
  return base;
}

std::vector<std::vector<double>> RatesToSpikes::coefficients(const ParameterSet& p,
                                                             double dt) const {
  std::vector<std::vector<double>> all = {{dt}};
  for (std::vector<double>& c : base_->coefficients(of_base(p), dt))
    all.push_back(std::move(c));
  return all;
}

std::vector<HeldState> RatesToSpikes::held_states() const {
  std::vector<HeldState> all;
  if (voltage_) all.push_back({"voltage", HeldState::Type::real});
  all.push_back({"rate_out", HeldState::Type::real});
  for (const HeldState& held : base_->held_states())
    all.push_back(held);
  return all;
}

std::vector<double> RatesToSpikes::initial(std::size_t held, const ParameterSet& p,
                                           const std::map<std::string, std::vector<double>>& given,
                                           const UniformDraw& draw) const {
  if (held >= own()) return base_->initial(held - own(), of_base(p), given, draw);
  std::vector<double> values(p.neurons(), 0.0);
  if (!voltage_ || held > 0) return values;
  const auto found = given.find("voltage");
  if (found != given.end()) return found->second;
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = draw(i);
  return values;
}

std::vector<Problem> RatesToSpikes::check(const ParameterSet& p,
                                          const std::map<std::string, std::vector<double>>& given,
                                          double dt) const {
  std::vector<Problem> problems = base_->check(of_base(p), given, dt);
  if (!voltage_) return problems;
  for (Problem& problem : check_fraction(given))
    problems.push_back(std::move(problem));
  return problems;
}

std::vector<std::string> RatesToSpikes::warnings(const ParameterSet& p, double dt) const {
  return base_->warnings(of_base(p), dt);
}

void RatesToSpikes::observe(std::size_t state, const StateView& held, const ParameterSet& p,
                            std::size_t first, std::size_t n, std::int64_t step, double dt,
                            double* out) const {
  if (state >= own()) {
    base_->observe(state - own(), BaseView(held, own()), p, first, n, step, dt, out);
    return;
  }
  for (std::size_t k = 0; k < n; ++k)
    out[k] = held.at(state, first + k);
}

}  // namespace rheo
