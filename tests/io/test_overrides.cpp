#include <doctest/doctest.h>

#include <fstream>

#include "apps/catalog.h"
#include "io/network_file.h"
#include "io/yaml_document.h"
#include "tests/support/temporary.h"

namespace rheo {
namespace {

NetworkSpec threshold(const std::vector<std::string>& overrides) {
  return read_network("configs/threshold.yaml", make_catalog(), overrides).spec;
}

std::vector<Problem> refused(const std::vector<std::string>& overrides) {
  try {
    threshold(overrides);
  } catch (const ConfigError& e) {
    return e.problems();
  }
  return {};
}

TEST_CASE("--set replaces and adds anything, later ones win") {
  CHECK(threshold({"populations.a.J_th=0.3"}).populations[0].model.number("J_th") == 0.3);
  CHECK(threshold({"define.top=2"}).inputs[0].model.number("to") == 2);
  CHECK(threshold({"simulation.duration=0.5 s"}).simulation.steps == 500);
  CHECK(threshold({"simulation.threads=3"}).simulation.threads == 3);
  CHECK(threshold({"populations.a.amplitude==top/4"}).populations[0].model.number("amplitude") ==
        0.25);
  CHECK(threshold({"connections.x_to_a.synapse={lowpass: 3 ms}"})
            .connections[0]
            .synapse->number("tau") == 0.003);
  CHECK(threshold({"probes.frequency.filter.gaussian.sigma=5 ms"})
            .probes[1]
            .filter->number("sigma") == 0.005);
  CHECK(threshold({"probes.more={of: a, record: output}"}).probes[3].name == "more");
  CHECK(threshold({"populations.a.encoders[0][0]=-1"}).populations[0].encoders.given->data[0] ==
        -1);
  const NetworkSpec twice = threshold({"populations.a.bias=1", "populations.a.bias=2"});
  CHECK(std::get<double>(*twice.populations[0].bias) == 2);
}

TEST_CASE("--set goes through the same checks, and is named as the place of the mistake") {
  const auto one = [](const std::string& text) {
    const std::vector<Problem> problems = refused({text});
    CAPTURE(text);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].where == "--set " + text);
    return problems[0].text();
  };
  CHECK(one("populations.a.J_th=-1").find("must be > 0") != std::string::npos);
  CHECK(one("populations.a.tau_rf=2 ms").find("did you mean tau_ref") != std::string::npos);
  CHECK(one("simulation.dt=0").find("must be > 0") != std::string::npos);
  CHECK(one("populations.b={neurons: 2}").find("model") != std::string::npos);
  CHECK(one("populations.a.J_th.x=1").find("not a map") != std::string::npos);
  CHECK(one("populations.a.encoders[3]=1").find("has 1 items") != std::string::npos);
  CHECK(one("populations.a[0]=1").find("is not a list") != std::string::npos);
  CHECK(one("populations.a.J_th").find("PATH=VALUE") != std::string::npos);
  CHECK(one("populations.a.J_th=").find("PATH=VALUE") != std::string::npos);
  CHECK(one("populations..J_th=1").find("empty part") != std::string::npos);
  CHECK(one("populations.a.J_th=[1").find("not valid YAML") != std::string::npos);
  CHECK(one("connections.x_to_a.to=y").find("no input, node or population") != std::string::npos);
}

TEST_CASE("all mistakes of a file are listed together, in the order of their places") {
  const TemporaryDirectory folder;
  std::string text = file_text("configs/threshold.yaml");
  const auto change = [&](const std::string& from, const std::string& to) {
    REQUIRE(text.find(from) != std::string::npos);
    text.replace(text.find(from), from.size(), to);
  };
  change("tau_ref: 2 ms", "tau_rf: 2 ms");
  change("seed: 1", "seed: -1");
  change("J_th: 1\n", "J_th: 1 mV\n");
  change("every: 5 ms", "every: 5.5 ms");
  change("record: voltage", "record: voltag");
  std::ofstream(folder / "network.yaml") << text;
  std::vector<std::string> paths;
  try {
    read_network(folder / "network.yaml", make_catalog());
  } catch (const ConfigError& e) {
    for (const Problem& p : e.problems())
      paths.push_back(p.path);
  }
  CHECK(paths == std::vector<std::string>{"simulation.seed", "populations.a.J_th",
                                          "populations.a.tau_rf", "probes.frequency.every"});
  // The probe of `a` waits until `a` can be read: what it records depends on a's model.
}

// Text that people did not write: whatever happens must be a network or a list of mistakes.
TEST_CASE("changed, cut and doubled bytes end in a network or in mistakes") {
  const TemporaryDirectory folder;
  const Catalog catalog = make_catalog();
  const std::string base = file_text("configs/threshold.yaml");
  const std::string letters = ":{}[],&*!|>'\"%@`#- \n=.0a~?<";
  std::uint64_t bits = 88172645463325252U;
  const auto random = [&](std::size_t n) {
    bits ^= bits << 13U;  // xorshift (Marsaglia 2003)
    bits ^= bits >> 7U;
    bits ^= bits << 17U;
    return static_cast<std::size_t>(bits % n);
  };
  int refusals = 0;
  for (int i = 0; i < 2000; ++i) {
    std::string text = base;
    for (std::size_t k = random(4) + 1; k > 0; --k) {
      const std::size_t at = random(text.size() - 20);
      switch (random(4)) {
        case 0:
          text[at] = letters[random(letters.size())];
          break;
        case 1:
          text.erase(at, random(20));
          break;
        case 2:
          text.insert(at, text.substr(random(text.size() - 20), random(20)));
          break;
        default:
          text.insert(at, 1, letters[random(letters.size())]);
          break;
      }
    }
    std::ofstream(folder / "network.yaml") << text;
    try {
      read_network(folder / "network.yaml", catalog);
    } catch (const ConfigError& e) {
      ++refusals;
      CHECK(!e.problems().empty());
    }
  }
  CHECK(refusals > 500);
  CHECK(refusals < 2000);
}

}  // namespace
}  // namespace rheo
