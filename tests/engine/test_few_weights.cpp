// Matrices of few entries in a network: the same bits as the matrix in full.
#include <doctest/doctest.h>

#include "apps/catalog.h"
#include "engine/error.h"
#include "engine/simulation.h"
#include "tests/property/dice.h"
#include "tests/reference/interpreter.h"
#include "tests/support/spec.h"

namespace rheo {
namespace {

struct Hashes {
  std::uint64_t spikes = 0;
  std::uint64_t states = 0;
  bool operator==(const Hashes&) const = default;
};

Hashes run(const NetworkSpec& spec, int threads = 1) {
  const Catalog catalog = make_catalog();
  Simulation simulation(std::make_shared<const Network>(build(spec, catalog)), catalog,
                        {.threads = threads});
  simulation.run(spec.simulation.steps);
  return {simulation.spike_hash(), simulation.state_hash()};
}

std::uint64_t interpreted(const NetworkSpec& spec) {
  const Network network = build(spec, make_catalog());
  Interpreter<double> interpreter(network);
  while (interpreter.steps() < spec.simulation.steps)
    interpreter.step();
  return interpreter.spike_hash();
}

CoordinateWeights random_entries(Dice& dice, std::size_t rows, std::size_t columns, double share) {
  CoordinateWeights w;
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) {
      if (!dice.chance(share)) continue;
      w.rows.push_back(static_cast<std::uint32_t>(r));
      w.columns.push_back(static_cast<std::uint32_t>(c));
      w.values.push_back(dice.between(-1, 2));
    }
  }
  return w;
}

/// An input into `a` (1500), from there into `b` (1100) and `y` (40), from there back into `a`.
NetworkSpec network(std::uint64_t seed) {
  Dice dice(seed);
  NetworkSpec spec = small_network();
  spec.simulation.steps = 150;
  spec.nodes[0].size = 40;
  PopulationSpec& a = spec.populations[0];
  a.neurons = 1500;
  a.gain = Value(1.0);
  a.bias = Value(Distribution{Distribution::Kind::uniform, 0.5, 2.0, {}, {}, true});
  spec.populations.push_back(a);
  spec.populations[1].name = "b";
  spec.populations[1].neurons = 1100;
  const auto connect = [&](const char* name, EndpointSpec from, EndpointSpec to,
                           const CoordinateWeights& w, bool filtered) {
    ConnectionSpec c;
    c.name = name;
    c.from = std::move(from);
    c.to = std::move(to);
    c.few_weights = w;
    if (filtered) c.synapse = ModelSpec{"lowpass", {{"tau", 0.005}}};
    spec.connections.push_back(c);
  };
  spec.connections.clear();
  const SliceRange backwards{std::nullopt, std::nullopt, -1};
  connect("in", {"drive", false, {}}, {"a", true, {}}, random_entries(dice, 1500, 1, 0.5), false);
  connect("ab", {"a", true, {}}, {"b", true, {}}, random_entries(dice, 1100, 1500, 0.02), true);
  connect("ba", {"b", true, backwards}, {"a", true, {}}, random_entries(dice, 1500, 1100, 0.01),
          true);
  connect("ay", {"a", true, {}}, {"y", false, {}}, random_entries(dice, 40, 1500, 0.1), false);
  connect("yb", {"y", false, {}}, {"b", true, {}}, random_entries(dice, 1100, 40, 0.1), true);
  return spec;
}

/// The same with all matrices in full.
NetworkSpec in_full(NetworkSpec spec) {
  const Catalog catalog = make_catalog();
  for (ConnectionSpec& c : spec.connections) {
    const auto size = [&](const EndpointSpec& end) -> std::size_t {
      return end.object == "drive" ? 1 : end.object == "y" ? 40 : end.object == "a" ? 1500 : 1100;
    };
    c.weights = as_matrix(std::get<CoordinateWeights>(c.few_weights), size(c.to), size(c.from));
    c.few_weights = std::monostate{};
  }
  return spec;
}

std::string problem(const NetworkSpec& spec) {
  const std::vector<Problem> problems = validate(spec, make_catalog());
  REQUIRE(problems.size() == 1);
  return problems[0].text();
}

}  // namespace

TEST_CASE("a matrix by its entries gives the bits of the matrix in full") {
  for (const Precision precision : {Precision::double_, Precision::single}) {
    NetworkSpec spec = network(3);
    spec.simulation.precision = precision;
    const Hashes full = run(in_full(spec));
    CHECK(run(spec) == full);
    CHECK(run(spec, 3) == full);
  }
  const NetworkSpec spec = network(3);
  CHECK(run(spec).spikes == interpreted(spec));
}

TEST_CASE("a convolution in a network is its matrix") {
  NetworkSpec spec = small_network();
  spec.simulation.steps = 200;
  spec.nodes.clear();
  spec.populations[0].neurons = 6 * 6 * 2;
  spec.populations[0].gain = Value(1.0);
  spec.populations[0].bias =
      Value(Distribution{Distribution::Kind::uniform, 0.5, 4.0, {}, {}, true});
  spec.populations.push_back(spec.populations[0]);
  spec.populations[1].name = "b";
  spec.populations[1].neurons = 3 * 3 * 4;
  ConvolutionWeights c;
  c.kernel.shape = {3, 3, 2, 4};
  Dice dice(1);
  for (int k = 0; k < 72; ++k)
    c.kernel.data.push_back(dice.between(-0.5, 1));
  c.input_shape = {6, 6, 2};
  c.strides = {2, 2};
  c.same = true;
  ConnectionSpec ab;
  ab.name = "ab";
  ab.from = {"a", true, {}};
  ab.to = {"b", true, {}};
  ab.few_weights = c;
  ab.synapse = ModelSpec{"alpha", {{"tau", 0.005}}};
  spec.connections = {ab};
  const Hashes few = run(spec);
  spec.connections[0].few_weights = std::monostate{};
  spec.connections[0].weights = as_matrix(as_coordinates(c), 36, 72);
  CHECK(run(spec) == few);

  spec.connections[0].few_weights = c;
  spec.populations[1].neurons = 64;
  CHECK(problem(spec).find("(3, 3, 4) = 36 for 72 sources and 64 targets") != std::string::npos);
}

TEST_CASE("of a decoded value the entries are a transform") {
  NetworkSpec spec = small_network();
  spec.connections.clear();
  PopulationSpec& a = spec.populations[0];
  a.gain.reset();
  a.bias.reset();
  a.neurons = 30;
  a.dimensions = 3;
  a.encoders.sampler = "random";
  ConnectionSpec c;
  c.name = "c";
  c.from.object = "a";
  c.to.object = "y";
  c.few_weights = CoordinateWeights{{1, 0}, {2, 0}, {0.5, 2}};
  spec.connections = {c};
  const Hashes few = run(spec);
  spec.connections[0].few_weights = std::monostate{};
  spec.connections[0].weights = Array::matrix({2, 0, 0, 0, 0, 0.5}, 2, 3);
  CHECK(run(spec) == few);
}

TEST_CASE("entries stand beside no rule and no learning, and must fit into memory") {
  NetworkSpec spec = small_network();
  ConnectionSpec& c = spec.connections[2];
  c.few_weights = CoordinateWeights{{1}, {5}, {0.5}};
  CHECK(problem(spec).find("weights.sparse.columns: entry 0 is 5") != std::string::npos);
  c.few_weights = CoordinateWeights{{1}, {4}, {0.5}};
  c.learning.push_back({ModelSpec{"pes", {}}, 0, 100});
  CHECK(problem(spec).find("learning") != std::string::npos);
  c.learning.clear();
  c.rule = ModelSpec{"one_to_one", {}};
  CHECK(problem(spec).find("a rule says itself") != std::string::npos);
  c.rule.reset();
  ConvolutionWeights large;
  large.kernel.shape = {500, 500, 1, 100};
  large.kernel.data.assign(25'000'000, 1.0);
  large.input_shape = {20000, 20000, 1};
  large.strides = {1, 1};
  c.few_weights = large;
  CHECK(problem(spec).find("connections.a_to_y: the network needs at least") != std::string::npos);
}

}  // namespace rheo
