#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "apps/catalog.h"
#include "engine/network.h"
#include "io/network_file.h"
#include "io/show.h"
#include "tests/support/temporary.h"

namespace rheo {
namespace {

TEST_CASE("configs/threshold.yaml says what it shows") {
  const NetworkFile file = read_network("configs/threshold.yaml", make_catalog());
  const NetworkSpec& s = file.spec;
  CHECK(s.simulation.dt == 1e-3);
  CHECK(s.simulation.steps == 4000);
  CHECK(s.simulation.seed == 1);
  REQUIRE(s.inputs.size() == 1);
  CHECK(s.inputs[0].model.model == "ramp");
  CHECK(s.inputs[0].model.number("to") == 1);
  REQUIRE(s.populations.size() == 1);
  const PopulationSpec& a = s.populations[0];
  CHECK(a.model.number("tau_rc") == 0.02);
  CHECK(a.model.number("J_th") == 1);
  CHECK(std::get<double>(*a.bias) == 0.6);
  CHECK(a.encoders.given->shape == std::vector<std::size_t>{1, 1});
  REQUIRE(s.connections.size() == 1);
  CHECK(!s.connections[0].synapse);
  REQUIRE(s.probes.size() == 3);
  CHECK(s.probes[1].every == 5);
  CHECK(s.probes[1].filter->number("sigma") == 0.04);
  CHECK(std::get<std::vector<std::int64_t>>(s.probes[2].of.slice) == std::vector<std::int64_t>{0});
}

TEST_CASE("configs/trained_digits.yaml reads its arrays") {
  const NetworkFile file = read_network("configs/trained_digits.yaml", make_catalog());
  const NetworkSpec& s = file.spec;
  CHECK(s.simulation.steps == 10000);
  CHECK(std::get<Array>(s.inputs[0].model.parameters.at("values")).shape ==
        std::vector<std::size_t>{360, 64});
  CHECK(std::get<Array>(s.connections[0].weights).shape == std::vector<std::size_t>{128, 64});
  CHECK(std::get<Array>(s.populations[0].initial.at("voltage")).data.size() == 128);
  REQUIRE(s.scores.size() == 1);
  CHECK(s.scores[0].labels.size() == 360);
  CHECK(s.scores[0].hold == 100);
  CHECK(build(s, make_catalog()).synapses() > 0);
}

/// The text of the code block of docs/network-format.md that begins with `start`.
std::string documented(const std::string& start) {
  const std::string page = file_text("docs/network-format.md");
  const std::size_t at = page.find("```yaml\n" + start);
  REQUIRE(at != std::string::npos);
  return page.substr(at + 8, page.find("```", at + 8) - at - 8);
}

TEST_CASE("the networks in docs/network-format.md can be read") {
  const TemporaryDirectory folder;
  const Catalog catalog = make_catalog();
  std::ofstream(folder / "network.yaml") << documented("# configs/threshold.yaml");
  CHECK(show_network(read_network(folder / "network.yaml", catalog), catalog) ==
        show_network(read_network("configs/threshold.yaml", catalog), catalog));

  std::filesystem::copy("configs/trained_digits/images.npz", folder / "images.npz");
  std::ofstream(folder / "stimulus.csv") << "time_s,x\n0,1\n0.5,2\n";
  const std::string inputs = documented("inputs:");
  std::ofstream(folder / "network.yaml") << "simulation: {duration: 1 s}\n" << inputs;
  CHECK(read_network(folder / "network.yaml", catalog).spec.inputs.size() == 13);
}

}  // namespace
}  // namespace rheo
