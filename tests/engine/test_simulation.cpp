// The run: step order, threads, slices, resets, stops. What a step computes is compared with the
// reference interpreter in tests/property.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "apps/catalog.h"
#include "engine/hash.h"
#include "engine/simulation.h"
#include "tests/support/memory_sink.h"
#include "tests/support/spec.h"

namespace rheo {
namespace {

struct Run {
  explicit Run(const NetworkSpec& spec, const RunOptions& options = {})
      : catalog(make_catalog()),
        network(std::make_shared<const Network>(build(spec, catalog))),
        simulation(network, catalog, options) {
    for (const ProbePlan& p : network->probes)
      simulation.connect(p.spec.name, sinks[p.spec.name]);
  }
  Catalog catalog;
  std::shared_ptr<const Network> network;
  Simulation simulation;
  std::map<std::string, MemorySink> sinks;
};

/// Neurons, each of which gets its own spikes back after `delay`.
NetworkSpec echoes(const Value& delay, std::size_t neurons,
                   const std::string& model = "iaf_psc_exp") {
  const Catalog catalog = make_catalog();
  NetworkSpec spec;
  PopulationSpec a;
  a.name = "a";
  a.neurons = neurons;
  a.model = with_defaults({model, {}}, catalog.neurons.find(model)->declaration);
  spec.populations.push_back(a);
  ConnectionSpec c;
  c.name = "c";
  c.from = {"a", true, {}};
  c.to = {"a", true, {}};
  c.rule = ModelSpec{"one_to_one", {}};
  c.weights = 1e-12;
  c.delay = delay;
  spec.connections.push_back(c);
  return spec;
}

/// The same of neurons that fire, at rates of their own.
NetworkSpec firing_echoes(const Value& delay, std::size_t neurons) {
  NetworkSpec spec = echoes(delay, neurons);
  spec.populations[0].model.parameters["I_e"] =
      Distribution{Distribution::Kind::uniform, 4e-10, 9e-10, {}, {}, true};
  spec.connections[0].weights = 3e-11;
  return spec;
}

/// A recurrent population over several blocks.
NetworkSpec recurrent(std::size_t neurons) {
  NetworkSpec spec = small_network();
  spec.simulation.seed = 7;
  PopulationSpec& a = spec.populations[0];
  a.neurons = neurons;
  a.gain = Value(1.0);
  a.bias = Value(Distribution{Distribution::Kind::uniform, 0.5, 2.0, {}, {}, true});
  spec.connections[0].weights = Array::matrix(std::vector<double>(neurons, 0.3), neurons, 1);
  spec.connections[2].weights = Array::matrix(std::vector<double>(2 * neurons, 1e-3), 2, neurons);
  ConnectionSpec back;
  back.name = "back";
  back.from.object = "y";
  back.to = {"a", true, {}};
  back.weights = Array::matrix(std::vector<double>(2 * neurons, -0.02), neurons, 2);
  spec.connections.push_back(back);
  return spec;
}

}  // namespace

TEST_CASE("values pass without lag, or a step later through a synapse") {
  NetworkSpec spec = small_network();
  spec.populations[0].bias = Value(1e6);  // every neuron fires as often as it can
  spec.probes.push_back({"y", {"y", false, {}}, "value", {}, 1, {}});
  spec.probes.push_back({"J", {"a", false, {}}, "current", {}, 1, {}});
  Run run(spec);
  run.simulation.run(3);
  const MemorySink& y = run.sinks["y"];
  REQUIRE(y.rows() == 3);
  CHECK(y.at(0, 0) == 3.0);  // 2 x drive in the same step, nothing through the filter yet
  CHECK(y.at(0, 1) == 0.0);
  const double a = std::exp(-0.001 / 0.005);
  CHECK(y.at(1, 1) == doctest::Approx((1 - a) * 15 * 1000).epsilon(1e-12));  // one spike each
  CHECK(run.sinks["J"].at(0, 4) == 1e6 + 5 * 1.5);
}

TEST_CASE("spikes are counted, hashed and recorded alike") {
  NetworkSpec spec = recurrent(1500);
  Run run(spec);
  run.simulation.run(100);
  const MemorySink& sink = run.sinks["p"];
  std::int64_t total = 0;
  const std::vector<PopulationCount> counts = run.simulation.counts();
  for (std::int64_t n : counts[0].spikes)
    total += n;
  CHECK(total > 1000);
  CHECK(static_cast<std::int64_t>(sink.spikes.step.size()) == total);
  std::uint64_t hash = 0;
  for (std::size_t k = 0; k < sink.spikes.step.size(); ++k) {
    hash += spike_term(spike_place(hash_text("a"), sink.spikes.step[k]), sink.spikes.neuron[k],
                       sink.spikes.count[k]);
  }
  CHECK(hash == run.simulation.spike_hash());
  CHECK(run.simulation.synaptic_operations() > static_cast<std::uint64_t>(2 * total));
}

TEST_CASE("a neuron of a population beyond the caches fires as in a small one") {
  // 200 blocks, the last one not full; memory is then asked for ahead of its use.
  const std::size_t n = 200 * kBlock - 300;
  // Few neurons fire in a step and block, or many at a time.
  std::vector<double> sparse(211, 0.5);
  for (std::size_t i = 7; i < sparse.size(); i += 40)
    sparse[i] = 1.2 + 0.05 * static_cast<double>(i);
  const std::vector<double> dense = {0.5, 1.5, 0.2, 2.5, 0.9, 0.7, 40.0, 0.1, 0.6, 0.3, 0.4};
  const auto counts_of = [](const std::vector<double>& J, std::size_t neurons, Precision precision,
                            int threads) {
    NetworkSpec spec;
    spec.simulation.precision = precision;
    spec.populations.resize(1);
    spec.populations[0].name = "a";
    spec.populations[0].neurons = neurons;
    spec.populations[0].model = {"lif", {{"within_step", std::string("exact")}}};
    spec.populations[0].initial["voltage"] = 0.0;
    std::vector<double> bias(neurons);
    for (std::size_t i = 0; i < neurons; ++i)
      bias[i] = J[i % J.size()];
    spec.populations[0].bias = Array::list(bias);
    Run run(spec, {.threads = threads});
    run.simulation.run(60);
    return run.simulation.counts()[0].spikes;
  };
  for (const auto& J : {sparse, dense}) {
    for (const Precision precision : {Precision::double_, Precision::single}) {
      const auto few = counts_of(J, J.size(), precision, 1);
      CHECK(*std::max_element(few.begin(), few.end()) > 10);
      const auto many = counts_of(J, n, precision, 2);
      CHECK(many == counts_of(J, n, precision, 1));
      std::size_t different = 0;
      for (std::size_t i = 0; i < n; ++i)
        different += many[i] != few[i % J.size()] ? 1 : 0;
      CHECK(different == 0);
    }
  }
}

TEST_CASE("threads, slices, instruction sets and resets change no bit") {
  const NetworkSpec spec = recurrent(4000);
  Run reference(spec, {.threads = 1});
  reference.simulation.run(200);
  const std::uint64_t spikes = reference.simulation.spike_hash();
  const std::uint64_t states = reference.simulation.state_hash();
  for (int threads : {2, 3, 7}) {
    for (std::int64_t slice : {1, 13}) {
      CAPTURE(threads);
      Run run(
          spec,
          {.threads = threads, .isa = Isa::baseline, .slice_steps = slice, .vary_team = slice > 1});
      run.simulation.run(80);
      run.simulation.run(120);
      CHECK(run.simulation.threads() == threads);
      CHECK(run.simulation.spike_hash() == spikes);
      CHECK(run.simulation.state_hash() == states);
      CHECK(run.sinks["p"].spikes.neuron == reference.sinks["p"].spikes.neuron);
    }
  }
  reference.simulation.reset();
  CHECK(reference.simulation.step() == 0);
  CHECK(reference.simulation.spike_hash() == 0);
  reference.simulation.run(200);
  CHECK(reference.simulation.spike_hash() == spikes);
  CHECK(reference.simulation.state_hash() == states);
}

TEST_CASE("single precision gives other bits, the same on any number of threads") {
  NetworkSpec spec = recurrent(2100);
  Run in_double(spec);
  in_double.simulation.run(150);
  spec.simulation.precision = Precision::single;
  Run one(spec, {.threads = 1});
  Run three(spec, {.threads = 3});
  one.simulation.run(150);
  three.simulation.run(150);
  CHECK(one.simulation.state_hash() == three.simulation.state_hash());
  CHECK(one.simulation.spike_hash() == three.simulation.spike_hash());
  CHECK(one.simulation.state_hash() != in_double.simulation.state_hash());
}

TEST_CASE("a run whose threads come and go has the same bits and ends") {
  // Where threads exchange filters in each step, and spikes of three steps behind the next one.
  for (const NetworkSpec& spec : {recurrent(4000), firing_echoes(0.003, 4000)}) {
    Run whole(spec, {.threads = 1});
    whole.simulation.run(200);
    for (int threads : {2, 3, 7}) {
      CAPTURE(threads);
      Run run(spec, {.threads = threads, .slice_steps = 3, .vary_team = true});
      run.simulation.run(100);
      CHECK(run.simulation.run(100, [](std::int64_t step) { return step < 150; }) == 151);
      CHECK_THROWS_AS(run.simulation.run(49,
                                         [](std::int64_t step) {
                                           if (step >= 160) throw OutputError("full");
                                           return true;
                                         }),
                      OutputError);
      CHECK(run.simulation.step() == 160);
      run.simulation.run(40);
      CHECK(run.simulation.spike_hash() == whole.simulation.spike_hash());
      CHECK(run.simulation.state_hash() == whole.simulation.state_hash());
    }
  }
}

TEST_CASE("who looks at all states between slices sees what one thread has then") {
  const NetworkSpec spec = firing_echoes(0.003, 2500);
  const auto hashes = [&](int threads) {
    std::vector<std::uint64_t> all;
    Run run(spec, {.threads = threads, .slice_steps = 7});  // which cuts exchanges short
    run.simulation.run(210, [&](std::int64_t) {
      all.push_back(run.simulation.state_hash());
      return true;
    });
    return all;
  };
  const auto one = hashes(1);
  CHECK(one.size() == 30);
  CHECK(hashes(3) == one);
}

TEST_CASE("the observer stops a run between slices") {
  Run run(small_network(), {.slice_steps = 10});
  const std::int64_t reached = run.simulation.run(100, [](std::int64_t step) { return step < 30; });
  CHECK(reached == 30);
  CHECK(run.simulation.run(5) == 35);
  run.simulation.finish();
  CHECK(run.sinks["p"].finished_at == 35);
}

TEST_CASE("an exception from the observer reaches the caller on any number of threads") {
  Run run(recurrent(3000), {.threads = 2});
  CHECK_THROWS_AS(run.simulation.run(50, [](std::int64_t) -> bool { throw OutputError("full"); }),
                  OutputError);
}

TEST_CASE("currents that leave the finite numbers stop the run and are named") {
  NetworkSpec spec = small_network();
  spec.inputs[0].model.parameters["value"] = 1e300;
  spec.populations[0].gain = Value(Array::list({1, 1, 1, 1e300, 1}));
  Run run(spec);
  try {
    run.simulation.run(20);
    FAIL("no error");
  } catch (const NumericalError& e) {
    const std::string text = e.what();
    CAPTURE(text);
    CHECK(text.find("population a, neuron 3, step 1") != std::string::npos);
  }
}

TEST_CASE("a stimulus or a node that leaves the finite numbers stops the run too") {
  NetworkSpec spec = small_network();
  const auto pole = [](double t) {
    return t > 0.0095 ? 1 / (t - t) : 1.0;
  };
  spec.inputs[0].model = {"expression", {{"function", std::vector<Expression>{{"1/0", pole}}}}};
  Run run(spec);
  CHECK_THROWS_WITH_AS(run.simulation.run(20), doctest::Contains("input drive, element 0, step 10"),
                       NumericalError);

  spec = small_network();
  ConnectionSpec grow = spec.connections[1];
  grow.name = "grow";
  grow.from.object = "y";
  grow.from.slice = SliceRange{0, 1, 1};
  grow.weights = 1e30;
  grow.synapse = ModelSpec{"lowpass", {{"tau", 1e-4}}};
  spec.connections.push_back(grow);
  Run growing(spec);
  CHECK_THROWS_WITH_AS(growing.simulation.run(50), doctest::Contains("node y, element 0"),
                       NumericalError);
}

TEST_CASE("the schedule puts barriers only where blocks of others are read") {
  NetworkSpec spec = small_network();
  spec.connections.clear();
  spec.inputs.clear();
  spec.nodes.clear();
  Run alone(spec);
  CHECK(alone.simulation.schedule_text().find("barrier") == std::string::npos);
  Run run(small_network());
  const std::string text = run.simulation.schedule_text();
  CAPTURE(text);
  CHECK(text.find("propagate  [barrier]") != std::string::npos);
  CHECK(text.find("y lowpass") != std::string::npos);
}

TEST_CASE("threads exchange spikes once in as many steps as the shortest delay has") {
  const auto text_of = [](const Value& delay, std::size_t neurons) {
    return Run(echoes(delay, neurons)).simulation.schedule_text();
  };
  const auto every = [](int steps) {
    return "propagate  [barrier]  [every " + std::to_string(steps) + " steps]";
  };
  const auto normal = [](double min, bool redraw) {
    return Value(Distribution{Distribution::Kind::normal, 0.009, 0.002, min, {}, redraw});
  };
  CHECK(text_of(0.005, 3000).find(every(5)) != std::string::npos);
  CHECK(text_of(normal(0.004, true), 3000).find(every(4)) != std::string::npos);
  CHECK(text_of(normal(0.004, false), 3000).find(every(4)) != std::string::npos);
  CHECK(text_of(Distribution{Distribution::Kind::uniform, 0.003, 0.02, {}, {}, true}, 3000)
            .find(every(3)) != std::string::npos);
  CHECK(text_of(Distribution{Distribution::Kind::uniform, 0.010, 0.012, {}, 0.005, false}, 3000)
            .find(every(5)) != std::string::npos);
  CHECK(text_of(0.001, 3000).find("[every") == std::string::npos);
  // Logs of spikes are kept for twice as many steps, of 4 million neurons in all.
  CHECK(text_of(0.2, 100 * 1024).find(every(20)) != std::string::npos);
}

TEST_CASE("spikes are exchanged behind the next deliver_past where nothing needs them before") {
  const auto late = [](const NetworkSpec& spec, int steps) {
    const std::string text = Run(spec).simulation.schedule_text();
    const std::string every = steps > 1 ? "  [every " + std::to_string(steps) + " steps]" : "";
    const std::string barrier = "propagate  [barrier]" + every;
    REQUIRE(text.find(barrier) != std::string::npos);
    return text.find(barrier + "  [behind the next deliver_past]") != std::string::npos;
  };
  // What arrives at the end of a step is added to a state in the next one, but stands in a port
  // before.
  CHECK(late(echoes(0.001, 3000), 1));
  CHECK(late(echoes(0.005, 3000), 5));
  CHECK(!late(echoes(0.001, 3000, "iaf_psc_alpha"), 1));
  CHECK(!late(echoes(0.002, 3000, "iaf_psc_alpha"), 2));
  CHECK(late(echoes(0.003, 3000, "iaf_psc_alpha"), 2));
  CHECK(late(echoes(0.005, 3000, "iaf_psc_alpha"), 4));
  // A filter is no exchange of spikes.
  CHECK(!late(small_network(), 1));
}

TEST_CASE("who looks at a state that a port feeds changes nothing, and sees what has arrived") {
  constexpr std::size_t kNeurons = 2500;
  NetworkSpec spec = firing_echoes(0.003, kNeurons);
  Run unseen(spec, {.threads = 1});
  unseen.simulation.run(400);
  Run parted(spec, {.threads = 3});
  parted.simulation.run(300);
  parted.simulation.reset();
  parted.simulation.run(400);
  CHECK(parted.simulation.synaptic_operations() == unseen.simulation.synaptic_operations());
  CHECK(parted.simulation.spike_hash() == unseen.simulation.spike_hash());
  CHECK(parted.simulation.state_hash() == unseen.simulation.state_hash());
  ProbeSpec probe;
  probe.name = "current";
  probe.of.object = "a";
  probe.record = "I_syn_ex";
  probe.every = 1;
  spec.probes.push_back(probe);
  probe.name = "spikes";
  probe.record = "spikes";
  spec.probes.push_back(probe);
  for (int threads : {1, 3}) {
    CAPTURE(threads);
    Run seen(spec, {.threads = threads});
    CHECK(seen.simulation.schedule_text().find("[every 3 steps]") != std::string::npos);
    seen.simulation.run(200);
    seen.simulation.state_hash();  // between the steps: it looks, too
    seen.simulation.run(200);
    CHECK(seen.simulation.spike_hash() == unseen.simulation.spike_hash());
    CHECK(seen.simulation.state_hash() == unseen.simulation.state_hash());
    const MemorySink& current = seen.sinks["current"];
    const SpikeChunk& spikes = seen.sinks["spikes"].spikes;
    REQUIRE(spikes.step.size() > 1000);
    // 3 steps after the spike the current jumps by its weight, in the row of that step.
    for (std::size_t k = 0; k < spikes.step.size(); ++k) {
      const auto arrival = static_cast<std::size_t>(spikes.step[k]) + 3;
      if (arrival > 400) break;
      const double before = current.at(arrival - 2, spikes.neuron[k]);
      const double jump = current.at(arrival - 1, spikes.neuron[k]) - before * std::exp(-0.5);
      REQUIRE(std::fabs(jump - 3e-11) < 1e-22);
    }
  }
}

TEST_CASE("small networks run on one thread") {
  Run run(small_network());
  run.simulation.run(1);
  CHECK(run.simulation.threads() == 1);
  CHECK(run.simulation.thread_choice().find("work model") == 0);
}

}  // namespace rheo
