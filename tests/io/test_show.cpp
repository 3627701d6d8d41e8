#include <doctest/doctest.h>

#include <fstream>

#include "apps/catalog.h"
#include "engine/network.h"
#include "io/network_file.h"
#include "io/show.h"
#include "tests/support/temporary.h"

namespace rheo {
namespace {

struct SameValue {
  template <class T>
  bool operator()(const T& a, const T& b) const {
    return a == b;
  }
  bool operator()(const TimeTable& a, const TimeTable& b) const {
    return a.times == b.times && a.values == b.values;
  }
  bool operator()(const std::vector<Expression>& a, const std::vector<Expression>& b) const {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (a[i].evaluate(0.123) != b[i].evaluate(0.123)) return false;
    }
    return true;
  }
  template <class A, class B>
  bool operator()(const A&, const B&) const {
    return false;
  }
};

bool same(const Value& a, const Value& b) {
  return std::visit(SameValue{}, a, b);
}

bool same(const std::map<std::string, Value>& a, const std::map<std::string, Value>& b) {
  if (a.size() != b.size()) return false;
  for (const auto& [name, value] : a) {
    if (b.count(name) == 0 || !same(value, b.at(name))) return false;
  }
  return true;
}

bool same(const ModelSpec& a, const ModelSpec& b) {
  return a.model == b.model && same(a.parameters, b.parameters);
}

template <class T>
bool same(const std::optional<T>& a, const std::optional<T>& b) {
  return a.has_value() == b.has_value() && (!a || same(*a, *b));
}

bool same(const SliceRange& a, const SliceRange& b) {
  return a.start == b.start && a.stop == b.stop && a.step == b.step;
}

bool same(const EndpointSpec& a, const EndpointSpec& b) {
  if (a.object != b.object || a.neurons != b.neurons || a.slice.index() != b.slice.index()) {
    return false;
  }
  if (const auto* range = std::get_if<SliceRange>(&a.slice)) {
    return same(*range, std::get<SliceRange>(b.slice));
  }
  return a.slice.index() == 0 || std::get<2>(a.slice) == std::get<2>(b.slice);
}

void check_same_populations(const NetworkSpec& a, const NetworkSpec& b) {
  REQUIRE(a.populations.size() == b.populations.size());
  for (std::size_t i = 0; i < a.populations.size(); ++i) {
    const PopulationSpec& p = a.populations[i];
    const PopulationSpec& q = b.populations[i];
    CHECK(p.name == q.name);
    CHECK(p.neurons == q.neurons);
    CHECK(same(p.model, q.model));
    CHECK(same(p.gain.value_or(1.0), q.gain.value_or(1.0)));
    CHECK(same(p.bias.value_or(0.0), q.bias.value_or(0.0)));
    CHECK(same(p.max_rates, q.max_rates));
    CHECK(same(p.intercepts, q.intercepts));
    CHECK(p.dimensions == q.dimensions);
    CHECK(p.radius == q.radius);
    CHECK(p.encoders.given == q.encoders.given);
    CHECK(same(p.initial, q.initial));
  }
}

void check_same(const NetworkSpec& a, const NetworkSpec& b) {
  CHECK(a.simulation.dt == b.simulation.dt);
  CHECK(a.simulation.steps == b.simulation.steps);
  CHECK(a.simulation.seed == b.simulation.seed);
  CHECK(a.simulation.precision == b.simulation.precision);
  CHECK(a.simulation.threads == b.simulation.threads);
  REQUIRE(a.inputs.size() == b.inputs.size());
  for (std::size_t i = 0; i < a.inputs.size(); ++i) {
    CHECK(a.inputs[i].name == b.inputs[i].name);
    CHECK(same(a.inputs[i].model, b.inputs[i].model));
  }
  check_same_populations(a, b);
  REQUIRE(a.connections.size() == b.connections.size());
  for (std::size_t i = 0; i < a.connections.size(); ++i) {
    CHECK(same(a.connections[i].from, b.connections[i].from));
    CHECK(same(a.connections[i].to, b.connections[i].to));
    CHECK(same(a.connections[i].weights, b.connections[i].weights));
    CHECK(same(a.connections[i].synapse, b.connections[i].synapse));
    CHECK((a.connections[i].few_weights == b.connections[i].few_weights));
  }
  REQUIRE(a.probes.size() == b.probes.size());
  for (std::size_t i = 0; i < a.probes.size(); ++i) {
    CHECK(a.probes[i].name == b.probes[i].name);
    CHECK(same(a.probes[i].of, b.probes[i].of));
    CHECK(a.probes[i].record == b.probes[i].record);
    CHECK(same(a.probes[i].filter, b.probes[i].filter));
    CHECK(a.probes[i].every == b.probes[i].every);
  }
  REQUIRE(a.scores.size() == b.scores.size());
  for (std::size_t i = 0; i < a.scores.size(); ++i)
    CHECK(a.scores[i].labels == b.scores[i].labels);
}

const char* const kEverything = R"yaml(
simulation: {dt: 0.1 ms, duration: 0.3 s, seed: 18446744073709551615, precision: single, threads: 2}
define: {tau: 20 ms, f: 3 Hz, half: =1/2}
inputs:
  constant: {constant: [1, -2.5e-7, 0.1]}
  pieces: {piecewise: {0: 0, 100 ms: =half, 0.25 s: 1}}
  ramp: {ramp: {from: [0, 1], to: 2, over: 0.333333 s}}
  wave: {sine: {frequency: =f, amplitude: 0.3}}
  text: {expression: ["sin(2*pi*f*t)", "exp(-t/tau)"]}
  rows: {array: {values: [[1, 2], [3, 4]], hold: 10 ms, past_end: repeat}}
  "no": {constant: 1}
nodes:
  "1": {size: 3}
populations:
  a:
    neurons: 5
    model: lif
    J_th: {normal: {mean: 1, std: 0.1}, redraw: {min: 0.5, max: 1.5}}
    tau_rc: {uniform: [10 ms, =tau]}
    min_voltage: -.inf
    max_rates: {uniform: [100, 200]}
    intercepts: [0, 0.1, 0.2, 0.3, 0.4]
    dimensions: 2
    radius: 1.5
    encoders: [[1, 0], [0, 1], [-1, 0], [0, -1], [0.6, 0.8]]
    initial: {voltage: {uniform: [0, 0.4]}}
  b: {neurons: 2, model: lif, amplitude: {lognormal: [0, 0.5]}, bias: {exponential: 2}}
connections:
  c: {from: ramp, to: a, synapse: none}
  d: {from: {of: a.neurons, slice: "::2"}, to: "1", weights: [1, 2, 3], synapse: {alpha: 7 ms}}
  e: {from: {of: "1", slice: [-1]}, to: {of: b.neurons, slice: "1"}, weights: 0.1, synapse: none}
  f: {from: "1", to: b.neurons, weights: [[1, 2, 3], [4, 5, 6]], synapse: {lowpass: {tau: 5 ms}}}
  g: {from: "1", to: b.neurons, weights: {sparse: {rows: [0, 1], columns: [2, 0], values: [0.1, -2]}}, synapse: none}
  h: {from: "1", to: b.neurons, weights: {convolution: {kernel: [[[1, 0.3]], [[2, 3]]], input_shape: [3, 1], strides: [3]}}, synapse: none}
  i: {from: "1", to: "1", weights: {convolution: {kernel: [[[[1]]]], input_shape: [1, 3, 1], padding: same, channels: first}}, synapse: {lowpass: 1 ms}}
probes:
  a.spikes: {of: a, record: spikes, neurons: "1:3"}
  rate: {of: b, record: rate, filter: isi, every: 0.3 ms}
  value: {of: "no"}
scores:
  accuracy: {of: value, labels: [0, 0, 0], hold: 100 ms}
)yaml";

TEST_CASE("what is shown reads back to the same network, every form of every value") {
  const Catalog catalog = make_catalog();
  const TemporaryDirectory folder;
  std::ofstream(folder / "network.yaml") << kEverything;
  const NetworkFile first = read_network(folder / "network.yaml", catalog);
  const std::string shown = show_network(first, catalog);
  CAPTURE(shown);
  std::ofstream(folder / "shown.yaml") << shown;
  const NetworkFile second = read_network(folder / "shown.yaml", catalog);
  check_same(first.spec, second.spec);
  CHECK(show_network(second, catalog) == shown);
  CHECK(shown.find("tau_ref: 2 ms") != std::string::npos);
  CHECK(shown.find("tau_rc: {uniform: [10 ms, 20 ms]}") != std::string::npos);
}

TEST_CASE("what is shown of the networks in configs/ reads back, wherever it is put") {
  const Catalog catalog = make_catalog();
  const TemporaryDirectory folder;
  for (const auto& file : std::filesystem::directory_iterator("configs")) {
    if (file.path().extension() != ".yaml") continue;
    CAPTURE(file.path().string());
    const NetworkFile first = read_network(file.path(), catalog);
    std::ofstream(folder / "shown.yaml") << show_network(first, catalog);
    check_same(first.spec, read_network(folder / "shown.yaml", catalog).spec);
  }
}

}  // namespace
}  // namespace rheo
