#include "tests/property/random_physical.h"

#include <algorithm>
#include <utility>

#include "tests/property/random_network.h"
#include "tests/property/random_parts.h"

namespace rheo {
namespace {

const std::vector<std::string> kPhysical = {"iaf_psc_exp", "iaf_psc_alpha", "iaf_psc_delta"};

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class PhysicalMaker {
 public:
  PhysicalMaker(std::uint64_t seed, const Catalog& catalog)
      : seed_(seed), dice_(seed + 104729), catalog_(catalog) {}

  PhysicalNetwork make() {
    SimulationSpec& simulation = spec_.simulation;
    simulation.dt = dice_.pick<double>({1e-4, 1e-4, 2.5e-4, 1e-3});
    simulation.steps = 200 + static_cast<std::int64_t>(dice_.below(150));
    simulation.seed = seed_;
    simulation.precision = seed_ % 2 == 0 ? Precision::double_ : Precision::single;
    apart_ = dice_.chance(0.4);
    if (apart_) shortest_ = 2 + dice_.below(12);
    const std::vector<std::string> sources = {"poisson", "spike_trains"};
    add_population(sources[seed_ / 2 % 2]);
    add_population(kPhysical[seed_ % 3]);
    for (std::size_t more = dice_.below(3); more > 0; --more)
      add_population(dice_.pick(kPhysical));
    if (!apart_ && dice_.chance(0.4)) add_population("lif");
    for (std::size_t n = 4 + dice_.below(5); n > 0; --n)
      connect();
    for (std::size_t p = 0; p < spec_.populations.size(); ++p) {
      if (physical(p)) drive(p);
    }
    probe_everything(spec_, catalog_);
    return {std::move(spec_), std::move(features_)};
  }

 private:
  const PopulationSpec& population(std::size_t p) const { return spec_.populations[p]; }
  bool physical(std::size_t p) const { return contains(kPhysical, population(p).model.model); }
  double in_steps(std::size_t most, std::size_t least = 1) {
    return static_cast<double>(least + dice_.below(most)) * spec_.simulation.dt;
  }
  /// One number, or for some one a neuron.
  Value vary(std::size_t neurons, double low, double high) {
    if (dice_.chance(0.6)) return dice_.between(low, high);
    return random_per_neuron(dice_, neurons, low, high, features_);
  }

  void add_population(const std::string& model) {
    PopulationSpec p;
    p.name = "p" + std::to_string(spec_.populations.size());
    p.neurons = dice_.pick<std::size_t>({1, 3, 40, 130, 1024, 1025, 2300});
    p.model.model = model;
    features_.insert("neurons " + model);
    if (contains(kPhysical, model)) {
      membrane(p);
    } else if (model == "poisson") {
      p.model.parameters["rate"] = vary(p.neurons, 0, dice_.pick<double>({60, 5000}));
    } else if (model == "spike_trains") {
      trains(p);
    } else {
      p.bias = vary(p.neurons, 0.8, 3);
    }
    p.model = with_defaults(p.model, catalog_.neurons.find(model)->declaration);
    spec_.populations.push_back(std::move(p));
  }

  void membrane(PopulationSpec& p) {
    auto& of = p.model.parameters;
    const bool individual = dice_.chance(0.5);
    if (individual) {
      of["tau_m"] = vary(p.neurons, 5e-3, 20e-3);
      of["C_m"] = vary(p.neurons, 100e-12, 300e-12);
      of["V_reset"] = vary(p.neurons, -80e-3, -60e-3);
      of["tau_ref"] = vary(p.neurons, 0, 3e-3);
    }
    of["I_e"] = vary(p.neurons, 200e-12, 900e-12);
    if (p.model.model != "iaf_psc_delta") {
      of["tau_syn_ex"] = individual ? vary(p.neurons, 0.2e-3, 10e-3) : Value(0.01);  // tau_m
      of["tau_syn_in"] = vary(p.neurons, 0.2e-3, 10e-3);
      if (dice_.chance(0.3)) p.initial["I_syn_in"] = vary(p.neurons, -300e-12, 0);
    }
    if (dice_.chance(0.7)) p.initial["voltage"] = vary(p.neurons, -75e-3, -56e-3);
  }

  void trains(PopulationSpec& p) {
    std::vector<double> times;
    std::vector<double> neurons;
    for (std::size_t k = 0; k < 3 * p.neurons + 20; ++k) {
      times.push_back(in_steps(300));
      neurons.push_back(static_cast<double>(dice_.below(p.neurons)));
      if (!dice_.chance(0.1)) continue;
      times.push_back(times.back());  // twice
      neurons.push_back(neurons.back());
    }
    p.model.parameters["times"] = Array::list(std::move(times));
    p.model.parameters["indices"] = Array::list(std::move(neurons));
  }

  /// Numbers of `unit`, of one sign or, for `signs`, of both.
  Value weights(double unit, bool signs, std::size_t listed) {
    const double low = signs ? -unit : 0.1 * unit;
    if (listed > 0 && dice_.chance(0.7)) {
      features_.insert("weights list");
      return Array::list(dice_.list(listed, low, unit));
    }
    if (dice_.chance(0.5)) {
      features_.insert("weights number");
      return dice_.between(low, unit);
    }
    features_.insert("weights distribution");
    Distribution d;
    d.kind = signs ? Distribution::Kind::normal : Distribution::Kind::uniform;
    d.a = signs ? 0 : 0.1 * unit;
    d.b = unit;
    return d;
  }

  Value delay(std::size_t listed) {
    if (listed > 0 && dice_.chance(0.7)) {
      std::vector<double> all;
      for (std::size_t k = 0; k < listed; ++k)
        all.push_back(in_steps(40, shortest_));
      features_.insert("delay list");
      return Array::list(std::move(all));
    }
    if (dice_.chance(0.5)) {
      features_.insert("delay number");
      return in_steps(60, shortest_);
    }
    const double least = static_cast<double>(shortest_) * spec_.simulation.dt;
    Distribution d;
    if (dice_.chance(0.3)) {
      features_.insert("delay uniform");
      d.a = least;
      d.b = least + 2e-3;
      return d;
    }
    features_.insert("delay distribution");
    d.kind = Distribution::Kind::normal;
    d.a = std::max(1.5e-3, least);
    d.b = 0.8e-3;
    d.min = least;
    d.redraw = dice_.chance(0.5);
    return d;
  }

  /// A rule between n_from and n_to neurons; how many synapses it lists, 0 if it draws them.
  std::pair<ModelSpec, std::size_t> rule(std::size_t n_from, std::size_t n_to) {
    const auto below = [&](std::size_t n) {
      return static_cast<double>(1 + dice_.below(n));
    };
    switch (dice_.below(n_from == n_to ? 7 : 6)) {
      case 0:
        return {{"fixed_indegree", {{"indegree", below(20)}}}, 0};
      case 1:
        return {{"fixed_outdegree", {{"outdegree", below(20)}}}, 0};
      case 2:
        return {{"fixed_total_number", {{"number", below(5 * n_to)}}}, 0};
      case 3:
        return {{"pairwise_bernoulli", {{"p", 20 / static_cast<double>(20 + n_from)}}}, 0};
      case 4:
        return edges(n_from, n_to);
      case 5:
        if (n_from * n_to > 20000) return edges(n_from, n_to);
        return {{"all_to_all", {}}, n_from * n_to};
      default:
        return {{"one_to_one", {}}, n_from};
    }
  }

  std::pair<ModelSpec, std::size_t> edges(std::size_t n_from, std::size_t n_to) {
    std::vector<double> from;
    std::vector<double> to;
    const std::size_t n = 1 + dice_.below(4 * n_to);
    for (std::size_t k = 0; k < n; ++k) {
      from.push_back(static_cast<double>(dice_.below(n_from)));
      to.push_back(static_cast<double>(dice_.below(n_to)));
    }
    return {{"edges",
             {{"sources", Array::list(std::move(from))}, {"targets", Array::list(std::move(to))}}},
            n};
  }

  void connect() {
    ConnectionSpec c;
    c.name = "c" + std::to_string(spec_.connections.size());
    const std::size_t from = dice_.below(spec_.populations.size());
    const std::size_t to = 1 + dice_.below(spec_.populations.size() - 1);  // no source
    const std::size_t n_from = end(c.from, from);
    const std::size_t n_to = end(c.to, to);
    const bool lif = !physical(to);
    const bool delta = population(to).model.model == "iaf_psc_delta";
    const double unit = lif ? 1e-3 : delta ? 4e-3 : 150e-12;  // V or A
    const bool named = !lif && !delta && dice_.chance(0.3);
    if (named) c.to.port = dice_.pick<std::string>({"excitatory", "inhibitory"});
    auto [which, listed] = rule(n_from, n_to);
    features_.insert("rule " + which.model);
    features_.insert(named ? "named port" : lif ? "rule without ports" : "port by sign");
    c.rule = std::move(which);
    c.weights = weights(unit, dice_.chance(0.5), listed);
    if (apart_ || dice_.chance(0.8)) c.delay = delay(listed);
    if (lif) c.synapse = random_synapse(dice_, 0, spec_.simulation.dt, catalog_, features_);
    if (from == to) features_.insert("recurrent");
    spec_.connections.push_back(std::move(c));
  }

  /// The neurons of a population or a part; how many.
  std::size_t end(EndpointSpec& at, std::size_t p) {
    at.object = population(p).name;
    at.neurons = true;
    const std::size_t all = population(p).neurons;
    if (all == 1 || !dice_.chance(0.3)) return all;
    const std::size_t count = 1 + dice_.below(all);
    at.slice = random_slice(dice_, all, count, false, features_);
    return count;
  }

  void drive(std::size_t p) {
    InputSpec input;
    input.name = "drive" + std::to_string(p);
    ModelSpec model{"poisson", {{"copies", dice_.pick<double>({1, 5})}}};
    const std::size_t n = population(p).neurons;
    switch (apart_ ? 2 * dice_.below(2) : dice_.below(3)) {
      case 0:
        features_.insert("drive with a rate each");
        model.parameters["rate"] = Array::list(dice_.list(n, 0, 2000));
        break;
      case 1:
        features_.insert("drive that changes");
        model.parameters["rate"] = std::vector<Expression>{{"1e5 t", [](double t) {
                                                              return 1e5 * t;
                                                            }}};
        break;
      default:
        features_.insert("drive");
        model.parameters["rate"] = dice_.between(0, 4000);
    }
    input.model = with_defaults(model, catalog_.inputs.find("poisson")->declaration);
    spec_.inputs.push_back(input);
    ConnectionSpec c;
    c.name = "drive_to_" + population(p).name;
    c.from.object = input.name;
    c.to.object = population(p).name;
    c.to.neurons = true;
    const double unit = population(p).model.model == "iaf_psc_delta" ? 2e-3 : 80e-12;
    c.weights = dice_.chance(0.5) ? Value(dice_.between(0, unit))
                                  : Value(Array::list(dice_.list(n, -unit, 0)));
    if (dice_.chance(0.5)) c.delay = in_steps(20);
    spec_.connections.push_back(std::move(c));
  }

  std::uint64_t seed_;
  Dice dice_;
  const Catalog& catalog_;
  bool apart_ = false;        // threads need one another's spikes only, and late
  std::size_t shortest_ = 1;  // steps of a delay
  NetworkSpec spec_;
  Features features_;
};

}  // namespace

PhysicalNetwork random_physical_network(std::uint64_t seed, const Catalog& catalog) {
  return PhysicalMaker(seed, catalog).make();
}

}  // namespace rheo
