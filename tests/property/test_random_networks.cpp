// The engine against the reference interpreter on random networks, and what must not change a bit:
// threads, slices, instruction set, reset, running in parts.

#include <doctest/doctest.h>

#include "apps/catalog.h"
#include "engine/error.h"
#include "tests/property/random_network.h"
#include "tests/reference/recording.h"

namespace rheo {
namespace {

constexpr std::uint64_t kNetworks = 100;

std::shared_ptr<const Network> plan(std::uint64_t seed, const Catalog& catalog) {
  return std::make_shared<const Network>(build(random_network(seed, catalog).spec, catalog));
}

RunOptions options_of(int threads, std::int64_t slice_steps = 0) {
  RunOptions options;
  options.threads = threads;
  options.slice_steps = slice_steps;
  return options;
}

bool any_negative_count(const Recording& recording) {
  bool found = false;
  for (const auto& [probe, track] : recording.tracks) {
    for (std::int32_t count : track.spikes.count)
      found = found || count < 0;
  }
  return found;
}

std::int64_t events_with_several_spikes(const Recording& recording) {
  std::int64_t events = 0;
  for (const auto& [probe, track] : recording.tracks) {
    for (std::int32_t count : track.spikes.count)
      events += count > 1 ? 1 : 0;
  }
  return events;
}

/// Everything of the catalog that may stand in a network.
std::vector<std::string> everything(const Catalog& catalog) {
  std::vector<std::string> all;
  for (const auto& e : catalog.neurons.entries())
    all.push_back("neurons " + e.declaration.name);
  for (const auto& e : catalog.inputs.entries())
    all.push_back("input " + e.declaration.name);
  for (const auto& e : catalog.synapses.entries())
    all.push_back("synapse " + e.declaration.name);
  for (const auto& e : catalog.learning_rules.entries())
    all.push_back("rule " + e.declaration.name);
  return all;
}

/// Models that networks are made of.
const std::vector<std::string> kModels = {"neurons lif",
                                          "neurons lif_rate",
                                          "neurons rectified_linear",
                                          "neurons spiking_rectified_linear",
                                          "neurons adaptive_lif",
                                          "neurons adaptive_lif_rate",
                                          "neurons izhikevich",
                                          "neurons sigmoid",
                                          "neurons tanh",
                                          "neurons regular_spiking",
                                          "neurons stochastic_spiking",
                                          "neurons poisson_spiking",
                                          "input constant",
                                          "input piecewise",
                                          "input ramp",
                                          "input sine",
                                          "input array",
                                          "input expression",
                                          "input csv",
                                          "input white_signal",
                                          "input white_noise",
                                          "input filtered_noise",
                                          "input brown_noise",
                                          "node function",
                                          "node delay",
                                          "noise",
                                          "decoded",
                                          "decoded function",
                                          "full weights",
                                          "synapse lowpass",
                                          "synapse alpha",
                                          "synapse linear_filter",
                                          "synapse triangle",
                                          "linear_filter zoh",
                                          "linear_filter gbt",
                                          "linear_filter bilinear",
                                          "linear_filter backward_diff",
                                          "rule pes",
                                          "rule rls",
                                          "rule bcm",
                                          "rule oja",
                                          "rule voja"};

/// What networks contain: all must have been tried.
std::set<std::string> wanted() {
  std::set<std::string> all = {"base lif_rate",
                               "base rectified_linear",
                               "base adaptive_lif_rate",
                               "base sigmoid",
                               "base tanh",
                               "negative counts",
                               "initial adaptation",
                               "initial recovery",
                               "double",
                               "rule without a filter",
                               "rule that starts and ends",
                               "two rules on a connection",
                               "error through encoders",
                               "single",
                               "lif exact",
                               "lif nengo",
                               "tau_ref < dt",
                               "initial voltage",
                               "max_rates",
                               "parameter scalar",
                               "parameter list",
                               "parameter distribution",
                               "slice range",
                               "slice list",
                               "slice repeated",
                               "weights scalar",
                               "weights diagonal",
                               "weights matrix",
                               "synapse tau 0",
                               "recurrent",
                               "dimensions 1",
                               "dimensions 2",
                               "dimensions 3",
                               "size 1",
                               "size 7",
                               "size 1023",
                               "size 1024",
                               "size 1025",
                               "size 3000",
                               "connection over a block border",
                               "entries of a matrix",
                               "three layers without synapse",
                               "part of spikes",
                               "part of rate, filtered",
                               "part of voltage, filtered",
                               "part of output",
                               "part of output, filtered",
                               "part of current, filtered"};
  all.insert(kModels.begin(), kModels.end());
  for (const char* from : {"input", "node", "neurons"}) {
    for (const char* to : {"node", "neurons", "represented value"}) {
      for (const char* how : {" with synapse", " without synapse"}) {
        all.insert(std::string(from) + " -> " + to + how);
      }
    }
  }
  return all;
}

}  // namespace

TEST_CASE("the engine equals the reference interpreter in every bit on random networks") {
  const Catalog catalog = make_catalog();
  std::set<std::string> features;
  std::int64_t spikes = 0;
  std::int64_t several = 0;
  const std::vector<std::int64_t> slices = {0, 1, 7, 50, 1000};
  for (std::uint64_t seed = 0; seed < kNetworks; ++seed) {
    CAPTURE(seed);
    const RandomNetwork made = random_network(seed, catalog);
    features.insert(made.features.begin(), made.features.end());
    const auto network = std::make_shared<const Network>(build(made.spec, catalog));
    const Recording reference = record_reference(*network);
    spikes += reference.spikes;
    several += events_with_several_spikes(reference);
    if (any_negative_count(reference)) features.insert("negative counts");
    std::uint64_t state_hash = 0;
    for (int threads : {1, 2, 3, 7}) {
      CAPTURE(threads);
      const std::int64_t slice = slices[(seed + static_cast<std::uint64_t>(threads)) % 5];
      const Recording engine = record_engine(network, catalog, options_of(threads, slice));
      CHECK(first_difference(engine, reference) == "");
      if (threads == 1) state_hash = engine.state_hash;
      CHECK(engine.state_hash == state_hash);
    }
  }
  CHECK(spikes >= 100000);
  CHECK(several >= 1000);
  for (const std::string& feature : wanted()) {
    CAPTURE(feature);
    CHECK(features.count(feature) == 1);
  }
  for (const std::string& model : everything(catalog)) {
    WARN_MESSAGE(features.count(model) == 1, "random networks do not cover " << model);
  }
}

TEST_CASE("each mistake planted in the interpreter is reported") {
  const Catalog catalog = make_catalog();
  for (Fault fault : {Fault::synapse_lag, Fault::weight_index, Fault::source_order,
                      Fault::input_step, Fault::projection_order, Fault::learning_lag}) {
    int reported = 0;
    for (std::uint64_t seed = 0; seed < 16; ++seed) {
      const auto network = plan(seed, catalog);
      const Recording engine = record_engine(network, catalog, options_of(1));
      if (!first_difference(engine, record_reference(*network, fault)).empty()) reported += 1;
    }
    CAPTURE(static_cast<int>(fault));
    CHECK(reported >= 4);
  }
}

TEST_CASE("every instruction set gives the same bits") {
  const Catalog catalog = make_catalog();
  for (std::uint64_t seed = 0; seed < 16; ++seed) {
    CAPTURE(seed);
    const auto network = plan(seed, catalog);
    RunOptions baseline = options_of(1);
    baseline.isa = Isa::baseline;
    const Recording expected = record_engine(network, catalog, baseline);
    for (Isa isa : {Isa::avx2, Isa::avx512}) {
      if (!isa_available(isa)) continue;
      RunOptions options = options_of(2);
      options.isa = isa;
      CAPTURE(isa_name(isa));
      CHECK(first_difference(record_engine(network, catalog, options), expected) == "");
    }
  }
}

TEST_CASE("a run in parts equals a run in one piece") {
  const Catalog catalog = make_catalog();
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    CAPTURE(seed);
    NetworkSpec spec = random_network(seed, catalog).spec;
    spec.simulation.steps = 200;
    const auto network = std::make_shared<const Network>(build(spec, catalog));
    const Recording whole = record_engine(network, catalog, options_of(2));
    const std::vector<std::int64_t> parts = {80, 120};
    CHECK(first_difference(record_engine(network, catalog, options_of(2), parts), whole) == "");
    const std::vector<std::int64_t> crumbs = {1, 0, 2, 3, 5, 189};
    CHECK(first_difference(record_engine(network, catalog, options_of(3), crumbs), whole) == "");
  }
}

TEST_CASE("reset leads back to before the first step") {
  const Catalog catalog = make_catalog();
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    CAPTURE(seed);
    const auto network = plan(seed, catalog);
    const std::int64_t steps = network->simulation.steps;
    const Recording fresh = record_engine(network, catalog, options_of(1));
    Simulation simulation(network, catalog, options_of(2));
    Recording again;
    for (const ProbePlan& probe : network->probes) {
      simulation.connect(probe.spec.name, again.tracks[probe.spec.name]);
    }
    simulation.run(steps / 3);
    simulation.reset();
    CHECK(simulation.step() == 0);
    CHECK(simulation.spike_hash() == 0);
    for (auto& [name, sink] : again.tracks)
      sink = MemorySink();  // it keeps what it got
    simulation.run(steps);
    again.spike_hash = simulation.spike_hash();
    again.state_hash = simulation.state_hash();
    again.spikes = fresh.spikes;
    CHECK(first_difference(again, fresh) == "");
  }
}

/// One neuron that would fire about 1e10 times a step, or more.
NetworkSpec racing(const std::string& model, const Catalog& catalog) {
  NetworkSpec spec;
  spec.simulation.steps = 20;
  PopulationSpec p;
  p.name = "a";
  p.model = {model, {}};
  const Declaration& declaration = catalog.neurons.find(model)->declaration;
  const bool wraps = !declaration.with_base.empty();
  if (wraps) p.model.parameters["base"] = std::string("rectified_linear");
  if (declaration.parameter("tau_ref") != nullptr) p.model.parameters["tau_ref"] = 0.0;
  p.model = with_defaults(p.model, wraps ? *declaration.resolved("rectified_linear") : declaration);
  p.bias = 1e13;
  spec.populations.push_back(p);
  return spec;
}

TEST_CASE("more spikes in a step than can be counted are an error, not a count") {
  const Catalog catalog = make_catalog();
  for (Precision precision : {Precision::double_, Precision::single}) {
    for (const char* model : {"lif", "adaptive_lif", "spiking_rectified_linear", "regular_spiking",
                              "stochastic_spiking", "poisson_spiking"}) {
      CAPTURE(model);
      NetworkSpec spec = racing(model, catalog);
      spec.simulation.precision = precision;
      const auto network = std::make_shared<const Network>(build(spec, catalog));
      CHECK_THROWS_AS(record_engine(network, catalog, options_of(1)), NumericalError);
    }
  }
}

}  // namespace rheo
