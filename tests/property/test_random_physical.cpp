// The engine against the reference interpreter on random networks of neurons in physical units.
#include <doctest/doctest.h>

#include "apps/catalog.h"
#include "tests/property/random_physical.h"
#include "tests/reference/recording.h"

namespace rheo {
namespace {

constexpr std::uint64_t kNetworks = 40;

RunOptions options_of(int threads, Isa isa) {
  RunOptions options;
  options.threads = threads;
  options.isa = isa;
  return options;
}

const std::vector<std::string> kWanted = {"neurons iaf_psc_exp",
                                          "neurons iaf_psc_alpha",
                                          "neurons iaf_psc_delta",
                                          "neurons poisson",
                                          "neurons spike_trains",
                                          "neurons lif",
                                          "rule fixed_indegree",
                                          "rule fixed_outdegree",
                                          "rule fixed_total_number",
                                          "rule pairwise_bernoulli",
                                          "rule edges",
                                          "rule all_to_all",
                                          "rule one_to_one",
                                          "rule without ports",
                                          "named port",
                                          "port by sign",
                                          "weights number",
                                          "weights list",
                                          "weights distribution",
                                          "delay number",
                                          "delay list",
                                          "delay distribution",
                                          "delay uniform",
                                          "exchange of several steps",
                                          "late exchange of one step",
                                          "late exchange of several steps",
                                          "drive",
                                          "drive with a rate each",
                                          "drive that changes",
                                          "slice range",
                                          "slice list",
                                          "recurrent",
                                          "parameter list",
                                          "parameter distribution"};

}  // namespace

TEST_CASE("networks in physical units equal the reference interpreter in every bit") {
  const Catalog catalog = make_catalog();
  std::set<std::string> features;
  std::int64_t spikes = 0;
  int exchanging = 0;  // networks whose threads meet once in several steps
  for (std::uint64_t seed = 0; seed < kNetworks; ++seed) {
    CAPTURE(seed);
    const PhysicalNetwork made = random_physical_network(seed, catalog);
    features.insert(made.features.begin(), made.features.end());
    const auto network = std::make_shared<const Network>(build(made.spec, catalog));
    const Recording reference = record_reference(*network);
    spikes += reference.spikes;
    Recording first;
    for (const int threads : {1, 2, 5}) {
      CAPTURE(threads);
      const Isa isa = threads == 2 || !isa_available(Isa::avx2) ? Isa::baseline
                      : threads == 1                            ? Isa::avx2
                                                                : select_isa();
      const Recording engine = record_engine(network, catalog, options_of(threads, isa));
      CHECK(first_difference(engine, reference) == "");
      if (threads == 1) first = engine;
      CHECK(engine.state_hash == first.state_hash);
    }
    const bool several = first.schedule.find("[every ") != std::string::npos;
    const bool late = first.schedule.find("[behind the next") != std::string::npos;
    if (several) {
      features.insert("exchange of several steps");
      ++exchanging;
    }
    if (late)
      features.insert(several ? "late exchange of several steps" : "late exchange of one step");
    const std::vector<std::int64_t> parts = {1, 70, network->simulation.steps - 71};
    RunOptions options = options_of(3, select_isa());
    options.slice_steps = 7;  // which cuts steps between exchanges short
    options.vary_team = true;
    CHECK(first_difference(record_engine(network, catalog, options, parts), first) == "");
  }
  CHECK(spikes > 300000);
  CHECK(exchanging > 10);
  for (const std::string& feature : kWanted) {
    CAPTURE(feature);
    CHECK(features.count(feature) == 1);
  }
}

}  // namespace rheo
