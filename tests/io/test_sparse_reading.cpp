// Connections by rules, with delays and ports, between lists of ends.
#include <doctest/doctest.h>

#include <algorithm>

#include "engine/simulation.h"
#include "engine/text.h"
#include "io/array_file.h"
#include "io/show.h"
#include "tests/io/sparse_network.h"
#include "tests/support/memory_sink.h"

namespace rheo {
namespace {

bool contains(const std::string& text, const std::string& piece) {
  const bool found = text.find(piece) != std::string::npos;
  CAPTURE(text);
  CAPTURE(piece);
  CHECK(found);
  return found;
}

double number(const Value& value) {
  REQUIRE(std::holds_alternative<double>(value));
  return std::get<double>(value);
}

const ConnectionSpec& connection(const NetworkSpec& spec, const std::string& name) {
  const auto at = std::find_if(spec.connections.begin(), spec.connections.end(),
                               [&](const ConnectionSpec& c) { return c.name == name; });
  REQUIRE_MESSAGE(at != spec.connections.end(), name);
  return *at;
}

TEST_CASE("sparse reading: a rule by its number, by its parameters, by its name") {
  const SparseNetwork network;
  const NetworkSpec spec = network.read(
      "  a: {from: E, to: I, rule: {fixed_indegree: 3}, weights: =2*w, delay: 1.5 ms}\n"
      "  b: {from: E, to: E, rule: {fixed_indegree: {indegree: 2, autapses: false}}, weights: =w}\n"
      "  c: {from: D, to: D, rule: all_to_all, weights: {uniform: [0, 1]}, synapse: {lowpass: 5 "
      "ms}}\n");
  CHECK(spec.connections[0].rule->model == "fixed_indegree");
  CHECK(spec.connections[0].rule->number("indegree") == 3);
  CHECK(spec.connections[0].rule->word("autapses") == "true");
  CHECK(number(spec.connections[0].weights) == doctest::Approx(175.6e-12).epsilon(1e-15));
  CHECK(number(*spec.connections[0].delay) == 0.0015);
  CHECK(spec.connections[1].rule->word("autapses") == "false");
  CHECK_FALSE(spec.connections[1].delay);
  CHECK(spec.connections[2].rule->model == "all_to_all");
  CHECK(std::get<Distribution>(spec.connections[2].weights).b == 1);
  for (const ConnectionSpec& c : spec.connections) {
    CHECK(c.from.neurons);
    CHECK(c.to.neurons);
    CHECK(c.synapse.has_value() == (c.name == "c"));
  }
}

TEST_CASE("sparse reading: weights are in the unit of the ports, or pure numbers") {
  const SparseNetwork network;
  contains(network.mistakes("  a: {from: E, to: I, rule: all_to_all, weights: 87.8}\n"),
           "87.8 has no unit; a current (A) needs its unit");
  contains(network.mistakes("  a: {from: E, to: I, rule: all_to_all, weights: 0.1 mV}\n"),
           "connections.a.weights");
  contains(network.mistakes("  a: {from: E, to: I, rule: all_to_all}\n"),
           "connections.a.weights: is missing");
  contains(network.mistakes("  a: {from: p, to: I}\n"), "connections.a.weights: is missing");
  contains(network.mistakes("  a: {from: x, to: E, weights: 1 pA}\n"), "connections.a.weights");
  contains(network.mistakes("  a: {from: E, to: D.neurons, weights: 1 pA, synapse: none}\n"),
           "connections.a.weights");
  contains(network.mistakes("  a: {from: D.neurons, to: D.neurons, weights: {uniform: [0, 1]}, "
                            "synapse: none}\n"),
           "connections.a.weights");
  const NetworkSpec spec = network.read(
      "  a: {from: p, to: I, weights: [1 pA, 2 pA, 3 pA]}\n"
      "  b: {from: x, to: E, weights: 2}\n"
      "  c: {from: x, to: E}\n"
      "  d: {from: E, to: I, weights: [[1 nA, 0 A, 0 A, 0 A], [0 A, 1 nA, 0 A, 0 A], "
      "[0 A, 0 A, 1 nA, 0 A]]}\n");
  CHECK(std::get<Array>(spec.connections[0].weights).data ==
        std::vector<double>{1e-12, 2e-12, 3e-12});
  CHECK(number(spec.connections[1].weights) == 2);
  CHECK(number(spec.connections[2].weights) == 1);
  CHECK(std::get<Array>(spec.connections[3].weights).data[0] == 1e-9);
  CHECK_FALSE(spec.connections[1].synapse);
}

TEST_CASE("sparse reading: ports, and the synapses that go with them") {
  const SparseNetwork network;
  const NetworkSpec spec = network.read(
      "  a: {from: E.neurons, to: I.inhibitory, rule: all_to_all, weights: 1 pA}\n"
      "  b: {from: {of: E, slice: \"0:2\"}, to: {of: I.excitatory, slice: [0, 1]}, "
      "rule: one_to_one, weights: 1 pA}\n"
      "  c: {from: x, to: E, synapse: {lowpass: 5 ms}}\n");
  CHECK(spec.connections[0].to.port == "inhibitory");
  CHECK(spec.connections[0].to.neurons);
  CHECK(spec.connections[1].to.port == "excitatory");
  CHECK(spec.connections[1].from.neurons);
  CHECK(spec.connections[2].synapse->model == "lowpass");
  contains(network.mistakes("  a: {from: E, to: I.excitatry, rule: all_to_all, weights: 1 pA}\n"),
           "iaf_psc_exp has no port excitatry; its ports: excitatory, inhibitory; did you mean "
           "excitatory");
  contains(network.mistakes("  a: {from: E.excitatory, to: I, rule: all_to_all, weights: 1 pA}\n"),
           "connections.a.from: `E.excitatory` is no source");
  contains(network.mistakes("  a: {from: E, to: I, rule: all_to_all, weights: 1 pA, "
                            "synapse: none}\n"),
           "connections.a.synapse: stands at spikes into iaf_psc_exp");
  contains(network.mistakes("  a: {from: D, to: D, rule: all_to_all, weights: 1}\n"),
           "connections.a.synapse: is missing");
  contains(network.mistakes("  a: {from: E, to: I, rule: all_to_all, weights: 1 pA}\n"
                            "probes: {s: {of: E.excitatory, record: spikes}}\n"),
           "probes.s.of: names the port excitatory");
}

TEST_CASE("sparse reading: delays are multiples of dt where they are given, not where drawn") {
  const SparseNetwork network;
  const std::string start = "  a: {from: I, to: I, rule: one_to_one, weights: 1 pA, ";
  contains(network.mistakes(start + "delay: 0.15 ms}\n"),
           "connections.a.delay: is 0.15 ms; must be a multiple of dt = 0.1 ms; the nearest are "
           "0.1 ms and 0.2 ms");
  contains(network.mistakes(start + "delay: [1 ms, 2 ms, 0.25 ms]}\n"), "connections.a.delay[2]");
  contains(network.mistakes(start + "delay: -1 ms}\n"), "connections.a.delay");
  contains(network.mistakes(start + "delay: 0 ms}\n"), "connections.a.delay");
  contains(network.mistakes(start + "delay: 1000 s}\n"), "connections.a.delay");
  const NetworkSpec spec = network.read(
      "  a: {from: E, to: I, rule: {fixed_indegree: 1}, weights: 1 pA, delay: {normal: {mean: 1.5 "
      "ms, "
      "std: 0.75 ms}, redraw: {min: 0.1 ms}}}\n");
  const auto& drawn = std::get<Distribution>(*spec.connections[0].delay);
  CHECK(drawn.a == 0.0015);
  CHECK(drawn.min == 0.0001);
  CHECK(drawn.redraw);
}

TEST_CASE("sparse reading: lists of ends make a connection for each pair, by matrices [to][from]") {
  const SparseNetwork network;
  const std::string text =
      "  r: {from: [E, I], to: [E, I], rule: {fixed_indegree: [[1, 2], [3, 0]]},\n"
      "      weights: [[=w, -2 pA], [{normal: {mean: 3 pA, std: 1 pA}, redraw: {min: 0 A}}, 4 "
      "pA]],\n"
      "      delay: [[1 ms, 2 ms], [3 ms, 4 ms]]}\n";
  const NetworkSpec spec = network.read(text);
  REQUIRE(spec.connections.size() == 3);  // none from I to I: 0 in its rule
  const ConnectionSpec& from_I = connection(spec, "r.I_to_E");
  CHECK(from_I.from.object == "I");
  CHECK(from_I.to.object == "E");
  CHECK(from_I.rule->number("indegree") == 2);
  CHECK(number(from_I.weights) == -2e-12);
  CHECK(number(*from_I.delay) == 0.002);
  const ConnectionSpec& to_I = connection(spec, "r.E_to_I");
  CHECK(to_I.rule->number("indegree") == 3);
  CHECK(std::get<Distribution>(to_I.weights).a == 3e-12);
  CHECK(number(*to_I.delay) == 0.003);
  CHECK(number(connection(spec, "r.E_to_E").weights) == 87.8e-12);

  const NetworkSpec changed = network.read(
      text, {"connections.r.weights[0][1]=-7 pA", "connections.r.rule.fixed_indegree[1][1]=2"});
  CHECK(number(connection(changed, "r.I_to_E").weights) == -7e-12);
  CHECK(connection(changed, "r.I_to_I").rule->number("indegree") == 2);

  const NetworkSpec one = network.read(
      "  r: {from: p, to: [E, I], weights: [[1 pA], [2 pA]], delay: 1 ms}\n"
      "  s: {from: [E, I], to: E, rule: {fixed_indegree: {indegree: [[1, 2]], autapses: false}}, "
      "weights: 1 pA}\n");
  CHECK(number(connection(one, "r.p_to_I").weights) == 2e-12);
  CHECK(number(*connection(one, "r.p_to_E").delay) == 0.001);
  CHECK(connection(one, "s.I_to_E").rule->number("indegree") == 2);
  CHECK(connection(one, "s.I_to_E").rule->word("autapses") == "false");
}

TEST_CASE("sparse reading: mistakes of a pair are those of the file, each once") {
  const SparseNetwork network;
  const std::string start = "  r: {from: [E, I], to: [E, I], rule: ";
  contains(network.mistakes(start + "all_to_all, weights: [[1 pA, 2], [1 pA, 1 pA]]}\n"),
           "connections.r.weights[0][1]: `2` 2 has no unit");
  const std::string shape =
      network.mistakes("  r: {from: [E, I], to: E, rule: all_to_all, weights: [[1 pA], [2 pA]]}\n");
  contains(shape,
           "connections.r.weights: has the shape (2, 1); one value for all, or a matrix [to][from] "
           "of the shape (1, 2) with the rows E and the columns E, I; transpose it");
  contains(network.mistakes(start + "{fixed_indegree: [1, 2]}, weights: 1 pA}\n"),
           "connections.r.rule.fixed_indegree: is a list, of the shape (2)");
  contains(network.mistakes(start + "{fixed_indegree: [[1, 2], [1]]}, weights: 1 pA}\n"),
           "has rows of 2 and of 1 entries");
  const std::string degree =
      network.mistakes(start +
                       "{fixed_indegree: {indegree: [[1, 9], [1, 1]], multapses: false}}, "
                       "weights: 1 pA}\n");
  contains(degree, "connections.r.rule.fixed_indegree.indegree[0][1]");
  const std::string once = network.mistakes(start + "all_to_all, wieghts: 1 pA}\n");
  CHECK(once.find("wieghts") == once.rfind("wieghts"));
  contains(network.mistakes("  r: {from: [E, E], to: I, rule: all_to_all, weights: 1 pA}\n"),
           "connections.r.from[1]: names E twice");
  contains(network.mistakes("  r: {from: [], to: I, rule: all_to_all, weights: 1 pA}\n"),
           "connections.r.from: is an empty list");
  contains(network.mistakes("  r: {from: [E, Q], to: I, rule: all_to_all, weights: 1 pA}\n"),
           "connections.r.from[1]: there is no input");
}

TEST_CASE("sparse reading: show reads back to the same network") {
  const SparseNetwork network;
  const NetworkFile file = network.file(
      "  r: {from: [E, I], to: [E, I], rule: {fixed_indegree: [[1, 2], [3, 0]]}, "
      "weights: [[=w, -2 pA], [{normal: [3 pA, 1 pA]}, 4 pA]], delay: 1 ms}\n"
      "  p: {from: p, to: I.excitatory, weights: =w, delay: 0.2 ms}\n"
      "  x: {from: x, to: E, synapse: {lowpass: 5 ms}}\n"
      "  d: {from: E, to: D, rule: {pairwise_bernoulli: 0.5}, weights: 0.1, synapse: none}\n"
      "  e: {from: E, to: I, rule: {edges: {sources: [0, 3], targets: [2, 0]}}, "
      "weights: [1 pA, 2 pA], delay: [1 ms, 2 ms]}\n");
  const std::string shown = show_network(file, make_catalog());
  const NetworkFile again = network.whole(shown);
  CHECK(show_network(again, make_catalog()) == shown);
  CHECK(again.spec.connections.size() == file.spec.connections.size());
  CHECK(number(connection(again.spec, "r.E_to_E").weights) == 87.8e-12);
  CHECK(connection(again.spec, "p").to.port == "excitatory");
}

// NEST 3.10, 500 neurons, 25,000 edges: tests/reference/nest.
TEST_CASE("sparse reading: a network of NEST, described in a file, spikes as in NEST") {
  const SparseNetwork network;
  const auto data = std::filesystem::absolute("tests/reference/nest/network.npz").string();
  const auto array = [&](const std::string& name, const std::string& more) {
    return "{file: \"" + data + "\", array: " + name + more + "}";
  };
  const NetworkFile file = network.whole(
      "simulation: {dt: 0.1 ms, duration: 500 ms}\n"
      "populations:\n"
      "  a: {neurons: 500, model: iaf_psc_exp, tau_m: 10 ms, tau_syn_ex: 0.5 ms, "
      "tau_syn_in: 0.5 ms, tau_ref: 2 ms, C_m: 250 pF, E_L: -65 mV, V_th: -50 mV, "
      "V_reset: -65 mV, I_e: " +
      array("I_e", ", unit: pA") + ", initial: {voltage: " + array("initial_V_m", ", unit: mV") +
      "}}\n"
      "connections:\n"
      "  c: {from: a, to: a, rule: {edges: {file: \"" +
      data +
      "\", sources: pre, targets: post, weights: weight_pA, weight_unit: pA, "
      "delays: delay_steps, delay_unit: steps}}}\n"
      "probes: {s: {of: a, record: spikes}}\n");
  const Catalog catalog = make_catalog();
  MemorySink sink;
  Simulation simulation(std::make_shared<Network>(build(file.spec, catalog)), catalog);
  simulation.connect("s", sink);
  simulation.run(5000);
  const Array spikes = read_array_file(data, "spikes");
  REQUIRE(sink.spikes.step.size() == spikes.shape[0]);
  std::size_t wrong = 0;
  for (std::size_t k = 0; k < spikes.shape[0]; ++k) {
    const bool step = static_cast<double>(sink.spikes.step[k]) == spikes.data[2 * k];
    const bool neuron = static_cast<double>(sink.spikes.neuron[k]) == spikes.data[2 * k + 1];
    wrong += step && neuron ? 0 : 1;
  }
  CHECK(wrong == 0);
}

}  // namespace
}  // namespace rheo
