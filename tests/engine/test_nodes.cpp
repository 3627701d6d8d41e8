// Nodes that compute and nodes that delay.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "apps/catalog.h"
#include "engine/simulation.h"
#include "tests/support/memory_sink.h"

namespace rheo {
namespace {

/// Networks of an input x = (t, 2 t) in steps of 1 ms, nodes and connections without synapses.
struct Nodes {
  Nodes() {
    spec.simulation.steps = 20;
    const std::vector<Expression> x = {{"t",
                                        [](double t) {
                                          return t;
                                        }},
                                       {"2*t", [](double t) {
                                          return 2 * t;
                                        }}};
    spec.inputs.push_back({"x", {"expression", {{"function", x}}}});
  }
  void connect(const std::string& from, const std::string& to, Value weights = 1.0) {
    ConnectionSpec& c = spec.connections.emplace_back();
    c.name = "c" + std::to_string(spec.connections.size());
    c.from.object = from;
    c.to.object = to;
    c.weights = std::move(weights);
  }
  /// What the node shows in steps 1, 2, ... (steps, size).
  SampleChunk run(const std::string& node) {
    ProbeSpec& probe = spec.probes.emplace_back();
    probe.name = "p";
    probe.of.object = node;
    probe.record = "value";
    const Catalog catalog = make_catalog();
    Simulation simulation(std::make_shared<const Network>(build(spec, catalog)), catalog);
    MemorySink sink;
    simulation.connect("p", sink);
    simulation.run(spec.simulation.steps);
    return sink.samples;
  }

  NetworkSpec spec;
};

}  // namespace

TEST_CASE("a node computes from its sum and t in the same step; its outputs may be more or fewer") {
  Nodes n;
  NodeSpec& f = n.spec.nodes.emplace_back();
  f.name = "f";
  f.size = 2;
  f.function = VectorFunction{{"x0*x1", "t", "x1"}, 2, [](const double* x, double t, double* out) {
                                out[0] = x[0] * x[1];
                                out[1] = t;
                                out[2] = x[1];
                              }};
  n.spec.nodes.push_back({"y", 3});
  n.connect("x", "f");
  n.connect("f", "y");
  const SampleChunk y = n.run("y");
  REQUIRE(y.values.size() == 60);
  for (std::size_t k = 0; k < 20; ++k) {
    const double t = static_cast<double>(k + 1) * 1e-3;
    CHECK(y.values[3 * k] == t * (2 * t));
    CHECK(y.values[3 * k + 1] == t);
    CHECK(y.values[3 * k + 2] == 2 * t);
  }
}

TEST_CASE("a delay of k steps shows the sum of k steps ago, 0 before") {
  for (const std::int64_t delay : {1, 2, 7, 19, 30}) {
    Nodes n;
    NodeSpec& late = n.spec.nodes.emplace_back();
    late.name = "late";
    late.size = 2;
    late.delay = delay;
    n.connect("x", "late");
    const SampleChunk y = n.run("late");
    for (std::int64_t step = 1; step <= 20; ++step) {
      const double t = step > delay ? static_cast<double>(step - delay) * 1e-3 : 0;
      CHECK(y.values[static_cast<std::size_t>(2 * step - 1)] == 2 * t);
    }
  }
}

TEST_CASE("a circle through a delay runs, without it is refused with the remedy") {
  Nodes n;
  n.spec.inputs[0] = {"x", {"constant", {{"value", 1.0}}}};
  NodeSpec& sum = n.spec.nodes.emplace_back();
  sum.name = "sum";
  sum.delay = 1;
  n.connect("x", "sum");
  n.connect("sum", "sum");
  const SampleChunk y = Nodes(n).run("sum");
  for (std::size_t k = 0; k < 20; ++k)
    CHECK(y.values[k] == static_cast<double>(k));
  n.spec.nodes[0].delay = 0;
  const auto problems = validate(n.spec, make_catalog());
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].text().find("a node a delay") != std::string::npos);
}

TEST_CASE("a function without a finite value stops the run and names the node and the step") {
  Nodes n;
  NodeSpec& f = n.spec.nodes.emplace_back();
  f.name = "f";
  f.size = 2;
  f.function =
      VectorFunction{{"if(t < 0.0055, t, 0/0)"}, 0, [](const double*, double t, double* out) {
                       out[0] = t < 0.0055 ? t : std::numeric_limits<double>::quiet_NaN();
                     }};
  n.connect("x", "f");
  try {
    n.run("f");
    FAIL("ran");
  } catch (const NumericalError& e) {
    const std::string text = e.what();
    CHECK(text.find("node f") != std::string::npos);
    CHECK(text.find('6') != std::string::npos);
  }
}

TEST_CASE("a function must not read beyond its sum, nor stand beside a delay") {
  Nodes n;
  NodeSpec& f = n.spec.nodes.emplace_back();
  f.name = "f";
  f.delay = 2;
  f.function = VectorFunction{{"x1"}, 2, [](const double* x, double, double* out) {
                                out[0] = x[1];
                              }};
  CHECK(validate(n.spec, make_catalog()).size() == 2);
}

}  // namespace rheo
