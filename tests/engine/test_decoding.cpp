// How decoded connections are built: what weights they become, and what they do not touch.
#include <doctest/doctest.h>

#include <cmath>
#include <memory>

#include "apps/catalog.h"
#include "engine/simulation.h"
#include "tests/support/memory_sink.h"
#include "tests/support/spec.h"

namespace rheo {
namespace {

PopulationSpec population(const std::string& name, std::size_t neurons, std::size_t dimensions) {
  PopulationSpec p;
  p.name = name;
  p.neurons = neurons;
  p.model = lif_model();
  p.dimensions = dimensions;
  return p;
}

ConnectionSpec connect(const std::string& name, const std::string& from, const std::string& to) {
  ConnectionSpec c;
  c.name = name;
  c.from.object = from;
  c.to.object = to;
  return c;
}

VectorFunction square() {
  return {{"x0^2"}, 1, [](const double* x, double, double* out) {
            out[0] = x[0] * x[0];
          }};
}

/// a (50, 2-d) and b (30, 1-d); node y (3); x0^2 of a's second element into y[2].
NetworkSpec network() {
  NetworkSpec spec;
  spec.simulation.steps = 200;
  spec.inputs.push_back({"x", {"constant", {{"value", Array::list({0.5, -0.6})}}}});
  spec.nodes.push_back({"y", 3});
  spec.populations = {population("a", 50, 2), population("b", 30, 1)};
  ConnectionSpec square_of = connect("square", "a", "y");
  square_of.from.slice = std::vector<std::int64_t>{1};
  square_of.to.slice = std::vector<std::int64_t>{2};
  square_of.decoding.function = square();
  spec.connections = {connect("in", "x", "a"), square_of};
  return spec;
}

const ProjectionPlan& projection(const Network& network, const std::string& name) {
  for (const ProjectionPlan& p : network.projections) {
    if (p.name == name) return p;
  }
  throw std::logic_error("no projection " + name);
}

std::string first_mistake(const NetworkSpec& spec) {
  const auto problems = validate(spec, make_catalog());
  return problems.empty() ? "" : problems[0].path + ": " + problems[0].what;
}

}  // namespace

TEST_CASE("a decoded connection becomes a matrix that gives the function at evaluation points") {
  const Network built = build(network(), make_catalog());
  const ProjectionPlan& p = projection(built, "square");
  REQUIRE(p.weights.size() == 50);
  CHECK(p.from.kind == SourceRef::Kind::neurons);
  CHECK(p.to_elements == std::vector<std::uint32_t>{2});
  REQUIRE(built.decodings.size() == 1);
  CHECK(built.decodings[0].path == "connections.square");
  CHECK(built.decodings[0].points == 1000);
  CHECK(built.decodings[0].rmse[0] < 0.1);
  const PopulationPlan& a = built.populations[0];
  for (const double x1 : {-0.6, 0.0, 0.5}) {
    double y = 0;
    for (std::size_t i = 0; i < a.neurons; ++i) {
      const double J = a.parameters.at("bias", i) + a.scaled_encoders.data[2 * i + 1] * x1;
      y += p.weights[i] * a.model->rate(a.parameters, i, J);
    }
    CHECK(std::fabs(y - x1 * x1) < 0.15);
  }
}

TEST_CASE("full weights are encoders times decoders, and arrive without a second gain") {
  NetworkSpec spec = network();
  spec.connections.push_back(connect("factored", "a", "b"));
  spec.connections[2].weights = Array::matrix({0.5, -0.25}, 1, 2);
  spec.connections.push_back(spec.connections[2]);
  spec.connections[3].name = "full";
  spec.connections[3].full = true;
  spec.populations[0].eval_points.points = 300;
  const Network built = build(spec, make_catalog());
  const ProjectionPlan& factored = projection(built, "factored");
  const ProjectionPlan& full = projection(built, "full");
  const PopulationPlan& b = built.populations[1];
  REQUIRE(full.weights.size() == 30 * 50);
  for (std::size_t i = 0; i < 30; ++i) {
    for (std::size_t k = 0; k < 50; ++k) {
      const double wanted = b.scaled_encoders.data[i] * factored.weights[k];
      CHECK(std::fabs(full.weights[i * 50 + k] - wanted) <= 1e-12 * std::fabs(wanted) + 1e-15);
    }
  }
  REQUIRE(b.currents.size() == 1);
  CHECK(built.nodes[b.currents[0].index].size == 30);
}

TEST_CASE("targets that are named twice get the sum of both rows") {
  NetworkSpec spec = network();
  ConnectionSpec twice = connect("twice", "a", "y");
  twice.to.slice = std::vector<std::int64_t>{1, 1};
  spec.connections.push_back(twice);
  ConnectionSpec once = connect("once", "a", "y");
  once.to.slice = std::vector<std::int64_t>{1};
  once.weights = Array::matrix({1, 1}, 1, 2);
  spec.connections.push_back(once);
  const Network built = build(spec, make_catalog());
  CHECK(projection(built, "twice").to_elements == std::vector<std::uint32_t>{1});
  const auto& a = projection(built, "twice").weights;
  const auto& b = projection(built, "once").weights;
  REQUIRE(a.size() == b.size());
  for (std::size_t k = 0; k < a.size(); ++k)
    CHECK(std::fabs(a[k] - b[k]) <= 1e-12 * std::fabs(b[k]));
}

TEST_CASE("adding connections, probes and populations changes no encoder, decoder or tuning") {
  const Catalog catalog = make_catalog();
  const Network before = build(network(), catalog);
  NetworkSpec spec = network();
  spec.populations.insert(spec.populations.begin(), population("z", 20, 1));
  spec.connections.insert(spec.connections.begin(), connect("more", "z", "b"));
  ProbeSpec probe;
  probe.name = "p";
  probe.of.object = "a";
  probe.record = "decoded";
  spec.probes.push_back(probe);
  const Network after = build(spec, catalog);
  CHECK(after.populations[1].scaled_encoders == before.populations[0].scaled_encoders);
  CHECK(after.populations[1].parameters.all() == before.populations[0].parameters.all());
  CHECK(projection(after, "square").weights == projection(before, "square").weights);
}

TEST_CASE("direct populations pass their value on and compute functions exactly") {
  NetworkSpec spec = network();
  spec.populations[0].model = {"direct", {}};
  for (const char* name : {"y", "a"}) {
    ProbeSpec probe;
    probe.name = name;
    probe.of.object = name;
    probe.record = std::string(name) == "a" ? "decoded" : "value";
    spec.probes.push_back(probe);
  }
  ProbeSpec computed = spec.probes.back();
  computed.name = "computed";
  computed.decoding.function = square();
  spec.probes.push_back(computed);
  const Catalog catalog = make_catalog();
  const auto built = std::make_shared<const Network>(build(spec, catalog));
  CHECK(built->populations.size() == 1);
  Simulation simulation(built, catalog);
  MemorySink y;
  MemorySink a;
  simulation.connect("y", y);
  simulation.connect("a", a);
  MemorySink of_a;
  simulation.connect("computed", of_a);
  simulation.run(2);
  CHECK(of_a.at(0, 0) == 0.25);
  CHECK(y.at(0, 2) == 0.36);
  CHECK(a.at(1, 1) == -0.6);
}

TEST_CASE("without solving everything but the decoders is checked") {
  NetworkSpec spec = network();
  CHECK(first_mistake(spec).empty());
  const Network plan = build(spec, make_catalog(), false);
  CHECK(projection(plan, "square").weights.empty());
  CHECK(plan.synapses() == build(spec, make_catalog()).synapses());
  spec.connections[1].decoding.function->evaluate = [](const double*, double, double* out) {
    out[0] = std::nan("");
  };
  CHECK(first_mistake(spec).find("connections.square.function: comes to") == 0);
}

}  // namespace rheo
