// A recurrent network with a product, built and run by Nengo (tests/reference/nengo/network.json):
// stim = [sin 6t, cos 4t] -> a (20 neurons, 2-d, radius 1.5) -x0 x1, 5 ms-> b (15 neurons, 1-d),
// b -x 0.5, 100 ms-> b, a.neurons[0:5] -x 1e-4, 2 ms-> b.neurons[3:8]. Functions of decoded values
// are plain matrices here: the decoders that Nengo solved for.

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "apps/catalog.h"
#include "engine/math.h"
#include "tests/property/random_network.h"
#include "tests/reference/recording.h"

namespace rheo {
namespace {

using Json = nlohmann::json;

Json read_reference() {
  std::ifstream file("tests/reference/nengo/network.json");
  REQUIRE(file.good());
  return Json::parse(file);
}

Array matrix_of(const Json& rows) {
  std::vector<double> all;
  for (const Json& row : rows) {
    const auto values = row.get<std::vector<double>>();
    all.insert(all.end(), values.begin(), values.end());
  }
  return Array::matrix(std::move(all), rows.size(), rows.at(0).size());
}

ModelSpec lowpass(double tau) {
  return {"lowpass", {{"tau", tau}}};
}

PopulationSpec population_of(const Json& from, const std::string& name, double radius,
                             const Catalog& catalog) {
  PopulationSpec p;
  p.name = name;
  p.neurons = from.at("gain").size();
  p.model = with_defaults({"lif", {}}, catalog.neurons.find("lif")->declaration);
  p.gain = Array::list(from.at("gain").get<std::vector<double>>());
  p.bias = Array::list(from.at("bias").get<std::vector<double>>());
  p.encoders.given = matrix_of(from.at("encoders"));
  p.dimensions = p.encoders.given->columns();
  p.radius = radius;
  p.initial["voltage"] = Array::list(from.at("voltage0").get<std::vector<double>>());
  return p;
}

ConnectionSpec connection(const std::string& name, EndpointSpec from, EndpointSpec to,
                          Value weights, std::optional<ModelSpec> synapse = {}) {
  ConnectionSpec c;
  c.name = name;
  c.from = std::move(from);
  c.to = std::move(to);
  c.weights = std::move(weights);
  c.synapse = std::move(synapse);
  return c;
}

ProbeSpec probe(const std::string& name, const std::string& object, const std::string& record,
                std::int64_t every = 1, std::optional<ModelSpec> filter = {}) {
  ProbeSpec p;
  p.name = name;
  p.of.object = object;
  p.record = record;
  p.every = every;
  p.filter = std::move(filter);
  return p;
}

/// The probes carry the reference's names. `ab_output` (a connection's probe shows y[n]) is the
/// node `ab`, read one step later; decoded values are nodes that the decoders feed: one filtered by
/// the probe, one by the connection, which must show the same.
NetworkSpec spec_of(const Json& reference, const Catalog& catalog) {
  NetworkSpec spec;
  spec.simulation.dt = reference.at("dt").get<double>();
  spec.simulation.steps = reference.at("steps").get<std::int64_t>() + 1;
  const std::vector<Expression> stimulus = {{"sin(6*t)",
                                             [](double t) {
                                               return math::sin(6 * t);
                                             }},
                                            {"cos(4*t)", [](double t) {
                                               return math::cos(4 * t);
                                             }}};
  spec.inputs.push_back({"stim", {"expression", {{"function", stimulus}}}});
  spec.nodes = {{"ab", 1}, {"decoded", 1}, {"smooth", 1}};
  spec.populations.push_back(population_of(reference.at("a"), "a", 1.5, catalog));
  spec.populations.push_back(population_of(reference.at("b"), "b", 1, catalog));
  const EndpointSpec a{"a", true, {}};
  const EndpointSpec b{"b", true, {}};
  const Array ab = matrix_of(reference.at("weights_ab"));
  const Array decoders_b = matrix_of(reference.at("weights_probe_b"));
  spec.connections = {
      connection("stim_a", {"stim", false, {}}, {"a", false, {}}, 1.0),
      connection("a_b", a, {"b", false, {}}, ab, lowpass(5e-3)),
      connection("b_b", b, {"b", false, {}}, matrix_of(reference.at("weights_bb")), lowpass(0.1)),
      connection("part", {"a", true, SliceRange{0, 5, 1}}, {"b", true, SliceRange{3, 8, 1}}, 1e-4,
                 lowpass(2e-3)),
      connection("a_ab", a, {"ab", false, {}}, ab, lowpass(5e-3)),
      connection("b_decoded", b, {"decoded", false, {}}, decoders_b),
      connection("b_smooth", b, {"smooth", false, {}}, decoders_b, lowpass(10e-3))};
  spec.probes = {probe("stim", "stim", "value"),
                 probe("stim_lowpass10ms", "stim", "value", 1, lowpass(10e-3)),
                 probe("spikes_a", "a", "output"),
                 probe("spikes_b", "b", "output"),
                 probe("voltage_b", "b", "voltage"),
                 probe("J_b", "b", "current"),
                 probe("input_b", "b", "value"),
                 probe("ab_output", "ab", "value"),
                 probe("decoded_b_lowpass10ms", "decoded", "value", 1, lowpass(10e-3)),
                 probe("decoded_b_every3ms", "smooth", "value", 3)};
  return spec;
}

/// Largest deviation of the track's rows, from row `skip` on, from the reference's rows.
double deviation(const SampleChunk& track, const Json& rows, std::size_t skip) {
  REQUIRE(track.step.size() >= rows.size() + skip);
  double worst = 0;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto expected = rows[r].get<std::vector<double>>();
    REQUIRE(track.width == expected.size());
    for (std::size_t k = 0; k < expected.size(); ++k) {
      worst = std::max(worst, std::abs(track.values[(r + skip) * track.width + k] - expected[k]));
    }
  }
  return worst;
}

}  // namespace

TEST_CASE("a recurrent network with decoders and encoders as matrices equals Nengo") {
  const Catalog catalog = make_catalog();
  const Json reference = read_reference();
  const auto network = std::make_shared<const Network>(build(spec_of(reference, catalog), catalog));
  const Recording engine = record_engine(network, catalog, {});
  for (const auto& probe : reference.at("probes").items()) {
    const std::string& name = probe.key();
    CAPTURE(name);
    const bool spikes = name == "spikes_a" || name == "spikes_b";
    const std::size_t skip = name == "ab_output" ? 1 : 0;
    const SampleChunk& samples = engine.tracks.at(name).samples;
    CHECK(deviation(samples, probe.value(), skip) <= (spikes ? 0 : 1e-9));
  }
  CHECK(engine.spikes > 1000);
}

TEST_CASE("the interpreter equals the engine on it, bit for bit, on 1, 2 and 3 threads") {
  const Catalog catalog = make_catalog();
  const auto network =
      std::make_shared<const Network>(build(spec_of(read_reference(), catalog), catalog));
  const Recording reference = record_reference(*network);
  for (int threads : {1, 2, 3}) {
    RunOptions options;
    options.threads = threads;
    CHECK(first_difference(record_engine(network, catalog, options), reference) == "");
  }
}

}  // namespace rheo
