#include "tests/property/random_network.h"

#include <algorithm>
#include <optional>

#include "tests/property/random_parts.h"

namespace rheo {
namespace {

/// An object that connections can name; objects stand in an order of evaluation: what passes
/// without a synapse goes from a lower to a higher place.
struct Place {
  enum class Kind { input, node, population };
  Kind kind = Kind::input;
  std::string name;
  std::size_t size = 1;
  std::size_t dimensions = 0;
  double typical = 1;     // size of a typical value
  std::size_t takes = 0;  // elements that a node sums
};

class Maker {
 public:
  Maker(std::uint64_t seed, const Catalog& catalog) : seed_(seed), dice_(seed), catalog_(catalog) {}

  RandomNetwork make() {
    NetworkSpec& spec = made_.spec;
    spec.simulation.dt = dice_.pick<double>({1e-3, 1e-3, 5e-4, 2e-3, 1e-4});
    spec.simulation.steps = 100 + static_cast<std::int64_t>(dice_.below(100));
    spec.simulation.seed = seed_;
    spec.simulation.precision = seed_ % 2 == 0 ? Precision::double_ : Precision::single;
    made_.features.insert(seed_ % 2 == 0 ? "double" : "single");
    add_inputs();
    add_bodies();
    add_connections();
    Dice learning(seed_ + 7919);  // of its own: the rest does not depend on it
    if (seed_ % 4 != 2) add_learning(learning, spec, catalog_, made_.features);
    probe_everything(spec, catalog_);
    add_special_probes();
    write_entries();
    return std::move(made_);
  }

 private:
  /// Every third matrix that does not learn is given by those of its entries that are not 0.
  void write_entries() {
    for (ConnectionSpec& c : made_.spec.connections) {
      const auto* matrix = std::get_if<Array>(&c.weights);
      if (matrix == nullptr || matrix->shape.size() != 2 || !c.learning.empty() || c.full) continue;
      if (matrix->data.size() % 3 != seed_ % 3) continue;
      CoordinateWeights entries;
      for (std::size_t k = 0; k < matrix->data.size(); ++k) {
        if (matrix->data[k] == 0) continue;
        entries.rows.push_back(static_cast<std::uint32_t>(k / matrix->columns()));
        entries.columns.push_back(static_cast<std::uint32_t>(k % matrix->columns()));
        entries.values.push_back(matrix->data[k]);
      }
      c.few_weights = std::move(entries);
      c.weights = 1.0;
      made_.features.insert("entries of a matrix");
    }
  }

  void add_inputs() {
    const std::size_t n = 1 + dice_.below(3);
    for (std::size_t k = 0; k < n; ++k) {
      const std::string name = "input" + std::to_string(k);
      const std::size_t size = 1 + dice_.below(4);
      made_.spec.inputs.push_back(random_input(dice_, name, seed_ + k, size,
                                               made_.spec.simulation.dt, catalog_, made_.features));
      places_.push_back({Place::Kind::input, name, size, 0});
    }
  }

  void add_bodies() {
    const std::size_t populations = chain() ? 3 : 1 + dice_.below(3);
    for (std::size_t k = 0; k < populations; ++k) {
      for (std::size_t nodes = dice_.below(3); nodes > 0; --nodes)
        add_node();
      add_population(k);
    }
    add_node();
  }

  void add_node() {
    NodeSpec node;
    node.name = "node" + std::to_string(made_.spec.nodes.size());
    node.size = 1 + dice_.below(5);
    if (dice_.chance(0.25)) node.function = random_function(dice_, node.size);
    if (!node.function && dice_.chance(0.25)) {
      node.delay = 1 + static_cast<std::int64_t>(dice_.below(20));
    }
    made_.features.insert(node.function ? "node function" : node.delay > 0 ? "node delay" : "node");
    const std::size_t size = node.function ? node.function->size() : node.size;
    places_.push_back({Place::Kind::node, node.name, size, 0, 1.0, node.size});
    made_.spec.nodes.push_back(node);
  }

  void add_population(std::size_t k) {
    const std::vector<std::size_t> at_borders = {1023, 1024, 1025, 3000};
    const std::vector<std::size_t> small = {1, 2, 7, 12, 33, 64, 100, 150};
    const bool large = k == 0 && seed_ % 4 == 1;
    const std::size_t neurons = large ? at_borders[seed_ / 4 % 4] : dice_.pick(small);
    const std::string name = "population" + std::to_string(k);
    made_.spec.populations.push_back(random_population(
        dice_, name, seed_ / 2 + k, neurons, made_.spec.simulation.dt, catalog_, made_.features));
    made_.features.insert("size " + std::to_string(neurons));
    const PopulationSpec& made = made_.spec.populations.back();
    const auto base = made.model.parameters.find("base");
    const std::string& rate_model =
        base == made.model.parameters.end() ? made.model.model : made.model.word("base");
    // What has no ceiling must have weaker loops.
    const bool unbounded = rate_model.find("rectified_linear") != std::string::npos;
    places_.push_back(
        {Place::Kind::population, name, neurons, made.dimensions, unbounded ? 1000.0 : 100.0});
  }

  /// Every fifth network is a chain of three populations without any synapse between them.
  bool chain() const { return seed_ % 5 == 3; }

  /// Everything that can receive receives from something before it, most without a synapse; then
  /// some connections from anywhere to anywhere with one.
  void add_connections() {
    for (std::size_t to = 0; to < places_.size(); ++to) {
      if (places_[to].kind == Place::Kind::input) continue;
      const bool synapse = dice_.chance(0.3);  // one draw a statement: arguments have no order
      connect(dice_.below(to), to, synapse);
      if (dice_.chance(0.4)) connect(dice_.below(to), to, false);
      if (places_[to].kind != Place::Kind::population) continue;
      if (chain() && last_population_) connect(*last_population_, to, false);
      last_population_ = to;
    }
    const std::size_t more = 1 + dice_.below(4);
    for (std::size_t k = 0; k < more; ++k) {
      const std::size_t to =
          made_.spec.inputs.size() + dice_.below(places_.size() - made_.spec.inputs.size());
      connect(dice_.below(places_.size()), to, true);
    }
  }

  void connect(std::size_t from, std::size_t to, bool synapse) {
    End source = end_of(places_[from]);
    if (places_[from].kind == Place::Kind::population) {
      source.at.neurons = true;
      source.typical = places_[from].typical;
    }
    End target = end_of(places_[to]);
    if (places_[to].kind == Place::Kind::population) {
      target.at.neurons = places_[to].dimensions == 0 || dice_.chance(0.4);
      if (!target.at.neurons) target.size = places_[to].dimensions;
    }
    if (places_[to].kind == Place::Kind::node) target.size = places_[to].takes;
    if (synapse) source.typical *= 6;  // loops stay well below the gain at which they explode
    const std::string name = "c" + std::to_string(made_.spec.connections.size());
    const bool decoded =
        places_[from].dimensions > 0 && places_[from].size <= 200 && dice_.chance(0.4);
    ConnectionSpec c = decoded ? decode(name, from, to, target, synapse)
                               : random_connection(dice_, name, source, target, made_.features);
    if (synapse) {
      c.synapse =
          random_synapse(dice_, dice_.below(4), made_.spec.simulation.dt, catalog_, made_.features);
    }
    note(places_[from], places_[to], synapse, target.at.neurons);
    made_.spec.connections.push_back(std::move(c));
  }

  ConnectionSpec decode(const std::string& name, std::size_t from, std::size_t to,
                        const End& target, bool synapse) {
    End value = end_of(places_[from]);
    value.size = places_[from].dimensions;
    value.typical = synapse ? 6 : 1;
    const bool to_value = places_[to].kind == Place::Kind::population && !target.at.neurons;
    return random_decoded(dice_, name, value, target, to_value, made_.features);
  }

  /// Parts of populations, some through a synapse of the probe's own.
  void add_special_probes() {
    for (const PopulationSpec& p : made_.spec.populations) {
      const auto model = catalog_.neurons.find(p.model.model)->make(p.model);
      std::vector<std::string> records = {"output", "current"};
      if (model->spiking()) records = {"spikes", "rate", "output"};
      for (const StateDeclaration& state : model->declaration().states)
        records.push_back(state.name);
      ProbeSpec probe;
      probe.name = p.name + ".part";
      probe.of.object = p.name;
      probe.of.slice =
          random_slice(dice_, p.neurons, 1 + dice_.below(p.neurons), false, made_.features);
      probe.record = dice_.pick(records);
      if (probe.record == "rate" || (probe.record != "spikes" && dice_.chance(0.5))) {
        probe.filter = random_synapse(dice_, dice_.below(4), made_.spec.simulation.dt, catalog_,
                                      made_.features);
      }
      if (probe.record != "spikes") {
        probe.every = 1 + static_cast<std::int64_t>(dice_.below(20));
      }
      made_.features.insert("part of " + probe.record + (probe.filter ? ", filtered" : ""));
      made_.spec.probes.push_back(probe);
    }
  }

  void note(const Place& from, const Place& to, bool synapse, bool neurons) {
    const std::vector<std::string> kinds = {"input", "node", "neurons"};
    std::string text = kinds[static_cast<std::size_t>(from.kind)] + " -> ";
    const bool population = to.kind == Place::Kind::population;
    text += !population ? "node" : (neurons ? "neurons" : "represented value");
    made_.features.insert(text + (synapse ? " with synapse" : " without synapse"));
    if (synapse && from.name == to.name && population) made_.features.insert("recurrent");
    if (chain()) made_.features.insert("three layers without synapse");
  }

  static End end_of(const Place& place) {
    End end;
    end.at.object = place.name;
    end.size = place.size;
    return end;
  }

  std::uint64_t seed_;
  Dice dice_;
  const Catalog& catalog_;
  RandomNetwork made_;
  std::vector<Place> places_;
  std::optional<std::size_t> last_population_;
};

void add_probe(NetworkSpec& spec, const std::string& object, const std::string& record,
               std::int64_t every) {
  ProbeSpec probe;
  probe.name = object + "." + record;
  probe.of.object = object;
  probe.record = record;
  probe.every = every;
  spec.probes.push_back(probe);
}

}  // namespace

RandomNetwork random_network(std::uint64_t seed, const Catalog& catalog) {
  return Maker(seed, catalog).make();
}

void probe_everything(NetworkSpec& spec, const Catalog& catalog) {
  for (const InputSpec& input : spec.inputs) {
    if (input.model.model != "poisson") add_probe(spec, input.name, "value", 1);
  }
  for (const NodeSpec& node : spec.nodes)
    add_probe(spec, node.name, "value", 1);
  for (const PopulationSpec& p : spec.populations) {
    const auto model = catalog.neurons.find(p.model.model)->make(p.model);
    const Declaration& declaration = model->declaration();
    const std::int64_t every = p.neurons > 1000 ? 5 : 1;
    if (model->spiking()) add_probe(spec, p.name, "spikes", 1);
    add_probe(spec, p.name, "output", every);
    add_probe(spec, p.name, "current", every);
    for (const StateDeclaration& state : declaration.states) {
      add_probe(spec, p.name, state.name, every);
    }
    if (p.dimensions > 0) add_probe(spec, p.name, "value", 1);
  }
}

}  // namespace rheo
