// Names and their order carry meaning for random draws only through an object's own name.

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "apps/catalog.h"
#include "tests/property/random_network.h"
#include "tests/reference/recording.h"

namespace rheo {
namespace {

constexpr std::uint64_t kSeeds = 12;

Recording run(const NetworkSpec& spec, const Catalog& catalog) {
  RunOptions options;
  options.threads = 1;
  return record_engine(std::make_shared<const Network>(build(spec, catalog)), catalog, options);
}

/// Whether every probe of `before` shows the same bits in `after`, which may have more.
std::string first_change(const Recording& before, Recording after) {
  std::erase_if(after.tracks, [&](const auto& t) { return before.tracks.count(t.first) == 0; });
  after.spike_hash = before.spike_hash;
  after.state_hash = 0;
  after.spikes = before.spikes;
  return first_difference(before, after);
}

Distribution uniform(double low, double high) {
  Distribution d;
  d.a = low;
  d.b = high;
  return d;
}

/// Two unconnected populations whose every parameter is drawn.
NetworkSpec two_populations(const Catalog& catalog) {
  NetworkSpec spec;
  spec.simulation.steps = 200;
  spec.simulation.seed = 5;
  for (const char* name : {"first", "second"}) {
    PopulationSpec p;
    p.name = name;
    p.neurons = 50;
    p.model = {"lif", {{"J_th", uniform(0.5, 1.5)}, {"tau_rc", uniform(10e-3, 30e-3)}}};
    p.model = with_defaults(p.model, catalog.neurons.find("lif")->declaration);
    p.gain = uniform(0.5, 2);
    p.bias = uniform(1, 3);
    spec.populations.push_back(p);
  }
  probe_everything(spec, catalog);
  return spec;
}

}  // namespace

TEST_CASE("a further probe changes no bit") {
  const Catalog catalog = make_catalog();
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    CAPTURE(seed);
    NetworkSpec spec = random_network(seed, catalog).spec;
    const Recording all = run(spec, catalog);
    NetworkSpec bare = spec;
    std::rotate(bare.probes.begin(), bare.probes.begin() + 1, bare.probes.end());
    bare.probes.resize(1);
    const Recording one = run(bare, catalog);
    CHECK(first_change(one, all) == "");
    CHECK(one.spike_hash == all.spike_hash);
    CHECK(one.spikes == all.spikes);
    CHECK(one.state_hash == all.state_hash);
  }
}

TEST_CASE("a connection elsewhere changes no bit") {
  const Catalog catalog = make_catalog();
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    CAPTURE(seed);
    NetworkSpec spec = random_network(seed, catalog).spec;
    const Recording before = run(spec, catalog);
    ConnectionSpec c;
    c.name = "a_first_one";
    c.from = {spec.populations[0].name, true, std::vector<std::int64_t>{0}};
    c.to = {"elsewhere", false, {}};
    c.synapse =
        with_defaults({"lowpass", {{"tau", 5e-3}}}, catalog.synapses.find("lowpass")->declaration);
    spec.nodes.insert(spec.nodes.begin(), {"elsewhere", 1});
    spec.connections.insert(spec.connections.begin(), c);
    const Recording after = run(spec, catalog);
    CHECK(first_change(before, after) == "");
    CHECK(after.spike_hash == before.spike_hash);
  }
}

TEST_CASE("the order of inputs, nodes, populations and probes carries no meaning") {
  const Catalog catalog = make_catalog();
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    CAPTURE(seed);
    NetworkSpec spec = random_network(seed, catalog).spec;
    const Recording before = run(spec, catalog);
    std::reverse(spec.inputs.begin(), spec.inputs.end());
    std::reverse(spec.nodes.begin(), spec.nodes.end());
    std::reverse(spec.populations.begin(), spec.populations.end());
    std::reverse(spec.probes.begin(), spec.probes.end());
    const Recording after = run(spec, catalog);
    CHECK(first_difference(before, after) == "");
  }
}

TEST_CASE("the names of inputs with a seed of their own, nodes and connections carry no meaning") {
  const Catalog catalog = make_catalog();
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    CAPTURE(seed);
    NetworkSpec spec = random_network(seed, catalog).spec;
    for (InputSpec& i : spec.inputs) {
      const auto own = i.model.parameters.find("seed");
      if (own != i.model.parameters.end()) own->second = 7.0;
    }
    const Recording before = run(spec, catalog);
    std::set<std::string> populations;
    for (const PopulationSpec& p : spec.populations)
      populations.insert(p.name);
    const auto rename = [&](std::string& name) {
      if (populations.count(name) == 0) name = "z_" + name;
    };
    for (InputSpec& i : spec.inputs)
      rename(i.name);
    for (NodeSpec& n : spec.nodes)
      rename(n.name);
    for (ProbeSpec& p : spec.probes)
      rename(p.of.object);
    for (ConnectionSpec& c : spec.connections) {
      rename(c.name);
      rename(c.from.object);
      rename(c.to.object);
    }
    const Recording after = run(spec, catalog);
    CHECK(first_change(before, after) == "");
    CHECK(after.spike_hash == before.spike_hash);
  }
}

TEST_CASE("renaming a population changes its own draws and no others") {
  const Catalog catalog = make_catalog();
  NetworkSpec spec = two_populations(catalog);
  const Recording before = run(spec, catalog);
  spec.populations[0].name = "renamed";
  for (ProbeSpec& p : spec.probes) {
    if (p.of.object == "first") p.of.object = "renamed";
  }
  const Recording after = run(spec, catalog);
  for (const auto& entry : before.tracks) {
    const std::string& probe = entry.first;
    CAPTURE(probe);
    Recording old;
    old.tracks[probe] = entry.second;
    const bool changed = !first_change(old, after).empty();
    CHECK(changed == (probe.rfind("first.", 0) == 0));
  }
}

TEST_CASE("draws depend on the seed and differ between parameters, neurons and populations") {
  const Catalog catalog = make_catalog();
  NetworkSpec spec = two_populations(catalog);
  const Network network = build(spec, catalog);
  const auto& first = network.populations[0].parameters;
  const auto& second = network.populations[1].parameters;
  CHECK(first.values("J_th") != second.values("J_th"));
  CHECK(first.at("J_th", 0) != first.at("J_th", 1));
  for (std::size_t i = 0; i < 50; ++i) {
    CHECK((first.at("J_th", i) - 0.5) != doctest::Approx((first.at("gain", i) - 0.5) / 1.5));
  }
  spec.simulation.seed += 1;
  const Network other = build(spec, catalog);
  CHECK(other.populations[0].parameters.values("J_th") != first.values("J_th"));
}

}  // namespace rheo
