// The plan: what is refused, with which words, and the orders that sums depend on.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "apps/catalog.h"
#include "engine/network.h"
#include "tests/support/spec.h"

namespace rheo {
namespace {

std::vector<Problem> problems(const NetworkSpec& spec) {
  return validate(spec, make_catalog());
}

/// Whether exactly one problem is found, at `path`, with `word` in its text.
void check_refused(const NetworkSpec& spec, const std::string& path, const std::string& word) {
  const std::vector<Problem> found = problems(spec);
  std::string all;
  for (const Problem& p : found)
    all += p.text() + "\n";
  CAPTURE(all);
  REQUIRE(found.size() == 1);
  CHECK(found[0].path == path);
  CHECK(found[0].text().find(word) != std::string::npos);
  CHECK_THROWS_AS(build(spec, make_catalog()), ConfigError);
}

}  // namespace

TEST_CASE("a small network has no problems and builds") {
  const NetworkSpec spec = small_network();
  CHECK(problems(spec).empty());
  const Network network = build(spec, make_catalog());
  CHECK(network.neurons() == 5);
  CHECK(network.synapses() == 5 + 1 + 10);
  CHECK(network.order.size() == 2);
}

TEST_CASE("names are looked up across inputs, nodes and populations") {
  NetworkSpec spec = small_network();
  spec.connections[0].from.object = "drvie";
  check_refused(spec, "connections.drive_to_a.from", "did you mean drive?");

  spec = small_network();
  spec.nodes[0].name = "drive";
  spec.connections[2].to.object = "a";
  spec.connections[2].to.neurons = true;
  spec.connections[2].weights = 1.0;
  spec.connections[1].from.object = "drive";
  spec.probes.clear();
  const auto found = problems(spec);
  REQUIRE(!found.empty());
  CHECK(found[0].what == "the name drive is already taken in inputs");
}

TEST_CASE("ends of connections must fit") {
  NetworkSpec spec = small_network();
  spec.connections[2].from.neurons = false;
  check_refused(spec, "connections.a_to_y.from", "write a.neurons");

  spec = small_network();
  spec.connections[2].to.object = "drive";
  check_refused(spec, "connections.a_to_y.to", "is an input");

  spec = small_network();
  spec.connections[0].to.neurons = false;
  check_refused(spec, "connections.drive_to_a.to", "represents no value");

  spec = small_network();
  spec.connections[2].weights = Array::matrix(std::vector<double>(10, 1.0), 5, 2);
  check_refused(spec, "connections.a_to_y.weights", "transpose");

  spec = small_network();
  spec.connections[2].from.slice = SliceRange{0, 3, 1};
  check_refused(spec, "connections.a_to_y.weights", "(2, 3)");

  spec = small_network();
  spec.connections[2].from.slice = std::vector<std::int64_t>{0, 1, 2, 3, 5};
  check_refused(spec, "connections.a_to_y.from.slice", "index 5 lies outside");

  spec = small_network();
  spec.connections[2].to.slice = std::vector<std::int64_t>{1, 1};
  check_refused(spec, "connections.a_to_y.to.slice", "twice");

  spec = small_network();
  std::get<Array>(spec.connections[2].weights).data[3] = std::nan("");
  check_refused(spec, "connections.a_to_y.weights", "position 3");
}

TEST_CASE("a cycle without a synapse is refused and shown") {
  NetworkSpec spec = small_network();
  spec.connections[2].synapse.reset();
  ConnectionSpec back;
  back.name = "back";
  back.from.object = "y";
  back.to = {"a", true, SliceRange{0, 2, 1}};
  spec.connections.push_back(back);
  const auto found = problems(spec);
  REQUIRE(found.size() == 1);
  CHECK(found[0].what.find("cycle without a synapse") == 0);
  CHECK(found[0].what.find("a -> ") != std::string::npos);
  CHECK(found[0].what.find('y') != std::string::npos);
  spec.connections[3].synapse = ModelSpec{"lowpass", {{"tau", 0.005}}};
  CHECK(problems(spec).empty());

  spec = small_network();
  ConnectionSpec self = back;
  self.to = {"y", false, {}};
  spec.connections.push_back(self);
  check_refused(spec, "connections.back", "y -> y");
}

TEST_CASE("per-neuron values are checked in number and in range") {
  NetworkSpec spec = small_network();
  spec.populations[0].model.parameters["J_th"] = Array::list({1, 1, 1});
  check_refused(spec, "populations.a.J_th", "(3)");

  spec = small_network();
  spec.populations[0].model.parameters["tau_rc"] = Array::list({1, 1, 1, -1, 1});
  check_refused(spec, "populations.a.tau_rc[3]", "> 0");

  spec = small_network();
  spec.populations[0].model.parameters["J_th"] = Distribution{};
  CHECK(problems(spec).empty());  // [0, 1): zero has probability 2^-53
  std::get<Distribution>(spec.populations[0].model.parameters["J_th"]).a = -50;
  check_refused(spec, "populations.a.J_th[0]", "redraw");
}

TEST_CASE("numbers must fit the precision of the run") {
  NetworkSpec spec = small_network();
  spec.populations[0].model.parameters["J_th"] = 1e39;
  CHECK(problems(spec).empty());
  spec.simulation.precision = Precision::single;
  check_refused(spec, "populations.a.J_th", "precision of the run");

  spec = small_network();
  spec.populations[0].model.parameters["amplitude"] = 1e308;  // a spike is worth amplitude / dt
  check_refused(spec, "populations.a.amplitude", "precision of the run");
}

TEST_CASE("initial voltages lie between min_voltage and the threshold") {
  NetworkSpec spec = small_network();
  spec.populations[0].initial["voltage"] = -0.5;
  check_refused(spec, "populations.a.initial.voltage", "min_voltage");
  spec.populations[0].initial["voltage"] = 1.0;
  check_refused(spec, "populations.a.initial.voltage", "below J_th");
}

TEST_CASE("gain and bias, or max_rates and intercepts") {
  NetworkSpec spec = small_network();
  spec.populations[0].max_rates = 200.0;
  check_refused(spec, "populations.a", "either gain and bias");

  spec = small_network();
  spec.populations[0].gain.reset();
  spec.populations[0].bias.reset();
  spec.populations[0].max_rates = 200.0;
  check_refused(spec, "populations.a", "no intercepts");
  spec.populations[0].intercepts = 0.5;
  const Network network = build(spec, make_catalog());
  const ParameterSet& p = network.populations[0].parameters;
  const NeuronModel& model = *network.populations[0].model;
  CHECK(p.at("gain", 0) * 0.5 + p.at("bias", 0) == doctest::Approx(1.0));
  CHECK(model.rate(p, 0, p.at("gain", 0) + p.at("bias", 0)) == doctest::Approx(200.0));

  spec.populations[0].max_rates = 600.0;
  const auto found = problems(spec);
  REQUIRE(found.size() == 1);
  CHECK(found[0].path == "populations.a.max_rates");
}

TEST_CASE("probes must fit what they look at") {
  NetworkSpec spec = small_network();
  spec.probes[0].record = "volatge";
  check_refused(spec, "probes.p.record", "did you mean voltage?");
  spec.probes[0].record = "rate";
  check_refused(spec, "probes.p.filter", "is missing");
  spec.probes[0].of.object = "y";
  check_refused(spec, "probes.p.record", "record: value");
  spec.probes[0] = {"p", {"a", false, {}}, "value", {}, 1, {}};
  check_refused(spec, "probes.p.record", "represents no value");
}

TEST_CASE("scores need a label for every presentation") {
  NetworkSpec spec = small_network();
  spec.probes[0] = {"p", {"y", false, {}}, "value", {}, 5, {}};
  spec.scores.push_back({"accuracy", "p", {0, 1, 0}, 10});
  spec.simulation.steps = 30;
  CHECK(problems(spec).empty());
  spec.simulation.steps = 40;
  check_refused(spec, "scores.accuracy.labels", "3 labels for 4 presentations");
  spec.scores[0].hold = 12;
  check_refused(spec, "scores.accuracy.hold", "every 5");
  spec.scores[0].of = "q";
  check_refused(spec, "scores.accuracy.of", "no probe named q");
}

TEST_CASE("all mistakes are reported together, without follow-up") {
  NetworkSpec spec = small_network();
  spec.populations[0].model.model = "lief";  // connections to `a` are not blamed for it
  spec.connections[1].weights = Array::list({1, 2, 3});
  CHECK(problems(spec).size() == 2);
}

TEST_CASE("a network that cannot fit into memory is refused before anything is taken") {
  NetworkSpec spec = small_network();
  spec.populations[0].gain = Value(1.0);
  spec.populations[0].neurons = std::size_t{1} << 40;
  check_refused(spec, "populations.a", "of memory");
}

TEST_CASE("synapses of rules that cannot fit are refused before any neuron is made") {
  NetworkSpec spec = small_network();
  spec.populations[0].neurons = 1'000'000;
  ConnectionSpec c;
  c.name = "recurrent";
  c.from = {"a", true, {}};
  c.to = {"a", true, {}};
  c.rule = ModelSpec{"all_to_all", {}};
  spec.connections = {c};
  // Whoever looked at the neurons would see that this is no number.
  spec.populations[0].gain = Value(std::nan(""));
  check_refused(spec, "connections", "recurrent: 1e+12 synapses, 2000.0 GB");
  // What a slice leaves is known only then, and these 10 million fit.
  spec.connections[0].to.slice = SliceRange{0, 10, 1};
  for (const Problem& p : problems(spec))
    CHECK(p.text().find("of memory") == std::string::npos);
}

TEST_CASE("slices select as in Python") {
  std::string error;
  const auto pick = [&](std::optional<std::int64_t> a, std::optional<std::int64_t> b,
                        std::int64_t step) {
    return resolve_slice(SliceRange{a, b, step}, 5, error);
  };
  using Picked = std::vector<std::uint32_t>;
  CHECK(pick({}, {}, 1) == Picked{0, 1, 2, 3, 4});
  CHECK(pick(1, -1, 1) == Picked{1, 2, 3});
  CHECK(pick({}, {}, -2) == Picked{4, 2, 0});
  CHECK(pick(-2, 99, 1) == Picked{3, 4});
  CHECK(pick(3, 0, -1) == Picked{3, 2, 1});
  CHECK(error.empty());
  CHECK(pick(3, 3, 1).empty());
  CHECK(!error.empty());
  CHECK(resolve_slice(std::vector<std::int64_t>{-1, 0}, 5, error) == Picked{4, 0});
}

TEST_CASE("a matrix is summed over ascending sources, in whichever order a slice names them") {
  NetworkSpec spec = small_network();
  spec.connections[2].from.slice = std::vector<std::int64_t>{4, 0, 2};
  spec.connections[2].weights = Array::matrix({1, 2, 3, 4, 5, 6}, 2, 3);
  const Network network = build(spec, make_catalog());
  const ProjectionPlan& p = network.projections[2];
  CHECK(p.from_elements == std::vector<std::uint32_t>{0, 2, 4});
  CHECK(p.weights == std::vector<double>{2, 3, 1, 5, 6, 4});
}

TEST_CASE("equal synapses into one target share a filter") {
  NetworkSpec spec = small_network();
  ConnectionSpec again = spec.connections[2];
  again.name = "again";
  spec.connections.push_back(again);
  CHECK(build(spec, make_catalog()).filters.size() == 1);
  spec.connections.back().synapse->parameters["tau"] = 0.006;
  CHECK(build(spec, make_catalog()).filters.size() == 2);

  const ModelSpec filter = {"linear_filter",
                            {{"num", 1.0},
                             {"den", Array::list({0.01, 1})},
                             {"method", std::string("zoh")},
                             {"alpha", 0.5},
                             {"discrete", std::string("false")}}};
  spec.connections[2].synapse = filter;
  spec.connections.back().synapse = filter;
  CHECK(build(spec, make_catalog()).filters.size() == 1);
  spec.connections.back().synapse->parameters["den"] = Array::list({0.02, 1});
  CHECK(build(spec, make_catalog()).filters.size() == 2);
  spec.connections.back().synapse = filter;
  spec.connections.back().synapse->parameters["method"] = std::string("euler");
  CHECK(build(spec, make_catalog()).filters.size() == 2);
}

TEST_CASE("an unstable synapse is refused where it stands, in a connection and in a probe") {
  NetworkSpec spec = small_network();
  const ModelSpec filter = {"linear_filter",
                            {{"num", 1.0},
                             {"den", Array::list({-0.01, 1})},
                             {"method", std::string("zoh")},
                             {"alpha", 0.5},
                             {"discrete", std::string("false")}}};
  spec.connections[2].synapse = filter;
  check_refused(spec, "connections.a_to_y.synapse.linear_filter.den", "1.105");
  spec = small_network();
  spec.probes.push_back({"q", {"y", false, {}}, "value", filter, 1, {}});
  check_refused(spec, "probes.q.synapse.linear_filter.den", "unit circle");
}

}  // namespace rheo
