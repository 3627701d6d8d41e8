// Populations that fire without input: what may not be connected to them.
#include <doctest/doctest.h>

#include "apps/catalog.h"
#include "engine/error.h"
#include "engine/network.h"

using namespace rheo;

namespace {

NetworkSpec with_source() {
  NetworkSpec spec;
  PopulationSpec source;
  source.name = std::string("source");
  source.neurons = 3;
  source.model = {"poisson", {{"rate", 5.0}}};
  PopulationSpec target = source;
  target.name = std::string("target");
  target.model = {"lif", {}};
  target.model = with_defaults(target.model, make_catalog().neurons.find("lif")->declaration);
  spec.populations = {source, target};
  return spec;
}

/// The first problem; "" if there is none.
std::string problem_of(const NetworkSpec& spec) {
  try {
    build(spec, make_catalog());
  } catch (const ConfigError& e) {
    const Problem& p = e.problems().front();
    return p.path + " " + p.what;
  }
  return "";
}

ConnectionSpec between(const char* from, const char* to) {
  ConnectionSpec c;
  c.name = std::string("c");
  c.from.object = from;
  c.to.object = to;
  c.from.neurons = c.to.neurons = true;
  return c;
}

}  // namespace

TEST_CASE("a source takes neither gain and bias nor connections") {
  NetworkSpec spec = with_source();
  spec.connections = {between("source", "target")};
  CHECK(problem_of(spec).empty());
  spec.connections = {between("target", "source")};
  CHECK(problem_of(spec) == "connections.c.to source takes no input");
  spec.connections.clear();
  spec.populations[0].bias = 1.0;
  CHECK(problem_of(spec) ==
        "populations.source has gain, bias, max_rates, intercepts, dimensions or noise");
}

TEST_CASE("spikes that are drawn for each target have no value to record") {
  NetworkSpec spec = with_source();
  spec.inputs = {{"noise", {"poisson", {{"rate", 5.0}, {"copies", 1.0}}}}};
  ProbeSpec probe;
  probe.name = std::string("p");
  probe.of.object = std::string("noise");
  probe.record = std::string("value");
  spec.probes = {probe};
  CHECK(problem_of(spec) == "probes.p.of noise is spikes that are drawn for each target");
}
