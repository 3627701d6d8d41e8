#include <algorithm>

#include "tests/property/random_parts.h"

namespace rheo {
namespace {

constexpr std::size_t kMostSources = 150;  // of rls, whose reference takes their square a step

class LearningMaker {
 public:
  LearningMaker(Dice& dice, NetworkSpec& spec, const Catalog& catalog, Features& features)
      : dice_(dice), spec_(spec), catalog_(catalog), features_(features) {}

  void make() {
    const std::size_t n = spec_.connections.size();  // those for errors come behind
    for (std::size_t c = 0; c < n; ++c)
      learn(c);
  }

 private:
  const PopulationSpec* population(const std::string& name) const {
    for (const PopulationSpec& p : spec_.populations) {
      if (p.name == name) return &p;
    }
    return nullptr;
  }

  /// Where rates have no ceiling, weights that grow with them grow without bound.
  bool bounded(const EndpointSpec& end) const {
    const PopulationSpec* p = population(end.object);
    if (p == nullptr) return true;
    const bool wraps = p->model.parameters.count("base") != 0;
    const std::string& rates = wraps ? p->model.word("base") : p->model.model;
    return rates.find("rectified") == std::string::npos;
  }

  void learn(std::size_t c) {
    const ConnectionSpec& connection = spec_.connections[c];
    const auto* weights = std::get_if<Array>(&connection.weights);
    const PopulationSpec* to = population(connection.to.object);
    std::vector<std::string> rules;
    const bool matrix = weights != nullptr && weights->shape.size() == 2;
    if (connection.from.neurons && matrix && bounded(connection.from) && bounded(connection.to)) {
      rules = {"pes"};
      if (weights->columns() <= kMostSources) rules.emplace_back("rls");
      if (connection.to.neurons) rules.insert(rules.end(), {"bcm", "oja"});
    }
    if (to != nullptr && !connection.to.neurons && bounded(connection.to)) {
      rules.emplace_back("voja");
    }
    if (rules.empty() || dice_.chance(0.2)) return;
    const std::size_t several = dice_.chance(0.3) ? 2 : 1;
    for (std::size_t k = 0; k < several; ++k)
      spec_.connections[c].learning.push_back(rule(dice_.pick(rules)));
    if (several == 2) features_.insert("two rules on a connection");
    for (std::size_t k = 0; k < several; ++k) {
      if (spec_.connections[c].learning[k].rule.model == "voja") {
        if (dice_.chance(0.5)) drive(c, k, 1);
      } else if (takes_error(c, k)) {
        drive(c, k, error_size(c));
      }
    }
    probe(c);
  }

  bool takes_error(std::size_t c, std::size_t k) const {
    const std::string& model = spec_.connections[c].learning[k].rule.model;
    return model == "pes" || model == "rls";
  }

  std::size_t error_size(std::size_t c) {
    const ConnectionSpec& connection = spec_.connections[c];
    const PopulationSpec* to = population(connection.to.object);
    if (to != nullptr && connection.to.neurons && to->dimensions > 0) {
      features_.insert("error through encoders");
      return to->dimensions;
    }
    return std::get<Array>(connection.weights).rows();
  }

  Value filter() {
    if (dice_.chance(0.15)) {
      features_.insert("rule without a filter");
      return Nested{};
    }
    return std::make_shared<const ModelSpec>(
        random_synapse(dice_, dice_.below(2), spec_.simulation.dt, catalog_, features_));
  }

  LearningSpec rule(const std::string& name) {
    features_.insert("rule " + name);
    const Declaration& declaration = catalog_.learning_rules.find(name)->declaration;
    LearningSpec learning;
    auto& of = learning.rule.parameters;
    learning.rule.model = name;
    const double size = dice_.between(0.2, 2);
    const std::map<std::string, double> rates = {
        {"pes", 1e-4}, {"rls", 1e-3}, {"bcm", 1e-11}, {"oja", 1e-9}, {"voja", 1e-3}};
    of["learning_rate"] = size * rates.at(name);
    if (name == "oja") of["beta"] = dice_.between(0, 2);
    for (const ParameterDeclaration& p : declaration.parameters) {
      if (p.accepts(kSynapse) && dice_.chance(0.6)) of[p.name] = filter();
    }
    learning.rule = with_defaults(learning.rule, declaration);
    if (dice_.chance(0.3)) {
      features_.insert("rule that starts and ends");
      learning.start_at = static_cast<std::int64_t>(dice_.below(30));
      learning.freeze_after = learning.start_at + 1 + static_cast<std::int64_t>(dice_.below(60));
    }
    return learning;
  }

  /// Something that arrives at a rule: an input, with or without a synapse.
  void drive(std::size_t c, std::size_t k, std::size_t size) {
    const InputSpec& input = dice_.pick(spec_.inputs);
    const std::size_t from = catalog_.inputs.find(input.model.model)
                                 ->make(input.model, {spec_.simulation.dt, spec_.simulation.seed,
                                                      input.name, 0, catalog_})
                                 ->size();
    ConnectionSpec drive;
    drive.name = spec_.connections[c].name + "_rule" + std::to_string(k);
    drive.from.object = input.name;
    drive.to.object = spec_.connections[c].name;
    drive.to.learning = k;
    drive.weights = Array::matrix(dice_.list(size * from, -1, 1), size, from);
    if (dice_.chance(0.5)) {
      drive.synapse =
          random_synapse(dice_, dice_.below(2), spec_.simulation.dt, catalog_, features_);
    }
    spec_.connections.push_back(std::move(drive));
  }

  void add_probe(const std::string& name, EndpointSpec of, const std::string& record,
                 std::int64_t every) {
    ProbeSpec probe;
    probe.name = name;
    probe.of = std::move(of);
    probe.record = record;
    probe.every = every;
    spec_.probes.push_back(std::move(probe));
  }

  void probe(std::size_t c) {
    const ConnectionSpec& connection = spec_.connections[c];
    const auto* weights = std::get_if<Array>(&connection.weights);
    const bool large = weights != nullptr && weights->data.size() > 1000;
    const std::int64_t every = large ? 25 : 1;
    const std::string& name = connection.name;
    add_probe(name + ".weights", {name, false, {}}, "weights", every);
    for (std::size_t k = 0; k < connection.learning.size(); ++k) {
      EndpointSpec of{name, false, {}};
      of.learning = k;
      const std::string rule = connection.learning[k].rule.model;
      add_probe(name + "." + std::to_string(k) + ".delta", of, "delta", every);
      if (takes_error(c, k) || rule == "voja") {
        add_probe(name + "." + std::to_string(k) + ".error", of, "error", 1);
      }
      if (rule != "voja") continue;
      add_probe(name + "." + std::to_string(k) + ".encoders", {connection.to.object, false, {}},
                "scaled_encoders", every);
    }
  }

  Dice& dice_;
  NetworkSpec& spec_;
  const Catalog& catalog_;
  Features& features_;
};

}  // namespace

void add_learning(Dice& dice, NetworkSpec& spec, const Catalog& catalog, Features& features) {
  LearningMaker(dice, spec, catalog, features).make();
}

}  // namespace rheo
