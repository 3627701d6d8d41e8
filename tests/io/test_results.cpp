#include <doctest/doctest.h>
#include <sys/resource.h>
#include <yaml-cpp/yaml.h>

#include <csignal>
#include <functional>

#include "apps/catalog.h"
#include "engine/error.h"
#include "io/results.h"
#include "tests/support/temporary.h"

using namespace rheo;

namespace {

/// A network of which only the probes matter.
struct Plan {
  Catalog catalog = make_catalog();
  NetworkSpec spec;
  Network network;

  void probe(const std::string& name, const std::string& record,
             std::vector<std::uint32_t> elements, std::optional<ModelSpec> filter = std::nullopt) {
    ProbePlan plan;
    plan.spec.name = name;
    plan.spec.of.object = "a";
    plan.spec.record = record;
    plan.spec.filter = std::move(filter);
    plan.elements = std::move(elements);
    network.probes.push_back(plan);
  }
  std::unique_ptr<Results> open(const std::filesystem::path& path,
                                const ResultOptions& options = {}) {
    return std::make_unique<Results>(path, spec, network, catalog, options);
  }
};

RunSummary some_summary() {
  RunSummary s;
  s.steps = 2000;
  s.spike_hash = 0xabc;
  s.state_hash = ~std::uint64_t{0};
  s.run_seconds = 4;
  s.threads = 2;
  s.isa = "avx2";
  s.counts = {{"a", true, 2, {3, 1}}, {"no", false, 2, {}}};
  return s;
}

SampleChunk sample(std::int64_t step, std::vector<double> values) {
  const std::size_t width = values.size();
  return {width, {step}, std::move(values)};
}

std::string refusal(const std::function<void()>& act) {
  try {
    act();
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "no error";
}

/// Files of this process cannot grow beyond `bytes` while this lives: a disk that fills up.
class FileLimit {
 public:
  explicit FileLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now = {bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &now);
  }
  ~FileLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileLimit(const FileLimit&) = delete;
  FileLimit& operator=(const FileLimit&) = delete;

 private:
  rlimit before_ = {};
  void (*handler_)(int);
};

}  // namespace

TEST_CASE("the manifest says running first, then what the run came to") {
  const TemporaryDirectory place;
  Plan plan;
  plan.probe("spikes", "spikes", {0, 1});
  plan.probe("v", "voltage", {1});
  plan.network.warnings = {"a \"quoted\" \\ warning: with\nmore"};
  plan.spec.simulation.seed = 18446744073709551615ULL;
  ResultOptions options;
  options.network_text = "simulation: {dt: 1 ms}\n\ninputs:\n  x: {constant: 1}\n";
  const auto path = place / "deep/er/run";
  const auto results = plan.open(path, options);

  const YAML::Node first = YAML::LoadFile((path / "manifest.yaml").string());
  CHECK(first["status"].as<std::string>() == "running");
  CHECK(!first["spike_hash"]);
  CHECK(first["probes"].size() == 2);

  results->sink("spikes").put(SpikeChunk{{1, 2}, {0, 1}, {2, 1}});
  results->sink("v").put(sample(1, {0.5}));
  results->sink("spikes").finish(2000);
  results->sink("v").finish(2000);
  results->finish(some_summary(), RunStatus::complete);

  const YAML::Node m = YAML::LoadFile((path / "manifest.yaml").string());
  CHECK(m["status"].as<std::string>() == "complete");
  CHECK(m["spike_hash"].as<std::string>() == "0000000000000abc");
  CHECK(m["state_hash"].as<std::string>() == "ffffffffffffffff");
  CHECK(m["seed"].as<std::uint64_t>() == 18446744073709551615ULL);
  CHECK(m["steps"].as<int>() == 2000);
  CHECK(m["real_time_factor"].as<double>() == 2);
  CHECK(m["peak_memory_bytes"].as<std::int64_t>() > 1000000);
  CHECK(m["warnings"][0].as<std::string>() == plan.network.warnings[0]);
  CHECK(m["network"].as<std::string>() == options.network_text);
  CHECK(m["populations"]["a"]["spikes"].as<int>() == 4);
  CHECK(m["populations"]["a"]["mean_rate_hz"].as<double>() == 1);
  CHECK(!m["populations"]["no"]["spikes"]);
  CHECK(m["phases"].size() == kPhases);
  CHECK(m["probes"][0]["name"].as<std::string>() == "spikes");
  CHECK(m["probes"][0]["file"].as<std::string>() == "spikes.csv");
  CHECK(m["probes"][0]["kind"].as<std::string>() == "spikes");
  CHECK(m["probes"][0]["rows"].as<int>() == 3);
  CHECK(m["probes"][1]["rows"].as<int>() == 1);
  CHECK(m["probes"][1]["columns"].as<std::vector<std::string>>() ==
        std::vector<std::string>{"time_s", "1"});
  for (const char* key : {"neurons", "synapses", "synaptic_operations", "dt", "precision",
                          "build_seconds", "run_seconds", "version", "compiler", "flags", "cpu",
                          "threads", "isa", "scores", "started"}) {
    CAPTURE(key);
    CHECK(m[key].IsDefined());
  }
  CHECK(file_text(path / "spikes.csv") == "time_s,neuron\n0.001,0\n0.001,0\n0.002,1\n");
  CHECK(file_text(path / "v.csv") == "time_s,1\n0.001,0.5\n");
}

TEST_CASE("a rate with an estimator becomes samples on its way to the file") {
  const TemporaryDirectory place;
  Plan plan;
  plan.probe("r", "rate", {1, 0}, ModelSpec{"window", {{"width", 0.002}}});
  const auto results = plan.open(place / "run");
  results->sink("r").put(SpikeChunk{{2, 2}, {0, 1}, {1, 2}});
  results->sink("r").finish(4);
  results->finish(some_summary(), RunStatus::complete);
  CHECK(file_text(place / "run/r.csv") ==
        "time_s,1,0\n0.001,0,0\n0.002,1000,500\n0.003,1000,500\n0.004,0,0\n");
}

TEST_CASE("accuracy looks at the end of each presentation; the first of equals wins") {
  const TemporaryDirectory place;
  Plan plan;
  plan.probe("out", "value", {0, 1, 2});
  plan.spec.scores = {{"accuracy", "out", {2, 0, 1, 1, 0}, 2}};
  const auto results = plan.open(place / "run");
  results->sink("out").put(sample(1, {9, 0, 0}));
  results->sink("out").put(sample(2, {0, 1, 2}));                                    // 2, right
  results->sink("out").put(SampleChunk{3, {3, 4, 5}, {9, 9, 9, 5, 5, 1, 0, 9, 0}});  // 0, right
  results->sink("out").put(sample(6, {3, -1, 2}));                                   // 0, wrong
  results->sink("out").put(sample(7, {0, 1, 0}));  // a presentation that did not end
  results->sink("out").finish(7);
  results->finish(some_summary(), RunStatus::interrupted);
  REQUIRE(results->scores().size() == 1);
  CHECK(results->scores()[0].predictions == std::vector<std::int64_t>{2, 0, 0});
  const YAML::Node m = YAML::LoadFile((place / "run/manifest.yaml").string());
  CHECK(m["status"].as<std::string>() == "interrupted");
  CHECK(m["scores"]["accuracy"]["count"].as<int>() == 3);
  CHECK(m["scores"]["accuracy"]["value"].as<double>() == doctest::Approx(2.0 / 3));
  CHECK(m["scores"]["accuracy"]["predictions"].as<std::vector<int>>() == std::vector<int>{2, 0, 0});
  CHECK(file_lines(place / "run/out.csv").size() == 8);
}

TEST_CASE("an existing directory is refused; overwrite replaces results of ours only") {
  const TemporaryDirectory place;
  Plan plan;
  plan.probe("old", "spikes", {0});
  plan.open(place / "run")->finish(some_summary(), RunStatus::complete);

  std::string said = refusal([&] { plan.open(place / "run"); });
  CHECK(said.find("exists already") != std::string::npos);
  CHECK(said.find("--overwrite") != std::string::npos);
  CHECK(said.find("--out") != std::string::npos);
  CHECK(refusal([&] { plan.open((place / "run").string() + "/"); }) == said);

  ResultOptions over;
  over.overwrite = true;
  over.format = ResultFormat::npy;
  std::ofstream(place / "run/notes.txt") << "mine";
  Plan next;
  next.probe("new", "spikes", {0});
  next.open(place / "run", over)->finish(some_summary(), RunStatus::complete);
  CHECK(!std::filesystem::exists(place / "run/old.csv"));
  CHECK(std::filesystem::exists(place / "run/new.npy"));
  CHECK(file_text(place / "run/notes.txt") == "mine");

  std::filesystem::create_directory(place / "foreign");
  std::ofstream(place / "foreign/manifest.yaml") << "status: complete\n";
  said = refusal([&] { next.open(place / "foreign", over); });
  CHECK(said.find("holds no manifest.yaml of Rheobase") != std::string::npos);
  CHECK(file_text(place / "foreign/manifest.yaml") == "status: complete\n");

  std::ofstream(place / "foreign/manifest.yaml") << "# Rheobase results\nprobes: [{";
  CHECK(refusal([&] { next.open(place / "foreign", over); }).find("cannot be read") !=
        std::string::npos);

  std::ofstream(place / "file") << "x";
  CHECK(refusal([&] { next.open(place / "file", over); }).find("is not a directory") !=
        std::string::npos);
  CHECK(refusal([&] { next.open(place / "file"); }).find("exists already") != std::string::npos);
}

TEST_CASE("overwrite removes only files of the directory itself") {
  const TemporaryDirectory place;
  std::ofstream(place / "precious") << "x";
  std::filesystem::create_directory(place / "run");
  std::ofstream(place / "run/manifest.yaml")
      << "# Rheobase results\nprobes: [{file: ../precious}, {file: ..}]\n";
  Plan plan;
  ResultOptions over;
  over.overwrite = true;
  plan.open(place / "run", over)->finish(some_summary(), RunStatus::complete);
  CHECK(std::filesystem::exists(place / "precious"));
}

TEST_CASE("of two runs into one directory the second is refused") {
  const TemporaryDirectory place;
  Plan plan;
  const auto first = plan.open(place / "run");
  ResultOptions over;
  over.overwrite = true;
  CHECK(refusal([&] { plan.open(place / "run", over); }).find("another run is writing") !=
        std::string::npos);
  CHECK(refusal([&] { plan.open(place / "run"); }).find("exists already") != std::string::npos);
  first->finish(some_summary(), RunStatus::complete);
}

TEST_CASE("a directory that cannot be made is an output error and leaves nothing") {
  const TemporaryDirectory place;
  Plan plan;
  std::ofstream(place / "file") << "x";
  CHECK_THROWS_AS(plan.open(place / "file/run"), OutputError);
  const FileLimit none(0);
  CHECK_THROWS_WITH_AS(plan.open(place / "run"), doctest::Contains("manifest.yaml"), OutputError);
  CHECK(!std::filesystem::exists(place / "run"));
}

TEST_CASE("a file that cannot be created marks the results as failed") {
  const TemporaryDirectory place;
  Plan plan;
  plan.probe("first", "spikes", {0});
  plan.probe(std::string(300, 'x'), "spikes", {0});
  CHECK_THROWS_AS(plan.open(place / "run"), OutputError);
  CHECK(YAML::LoadFile((place / "run/manifest.yaml").string())["status"].as<std::string>() ==
        "failed");
}

TEST_CASE("a disk that fills up: an error, and files that end with a whole row") {
  for (const ResultFormat format : {ResultFormat::csv, ResultFormat::npy}) {
    const TemporaryDirectory place;
    Plan plan;
    plan.probe("v", "voltage", {0, 1});
    plan.probe("s", "spikes", {0});
    ResultOptions options;
    options.format = format;
    {
      const FileLimit full(100'001);
      const auto results = plan.open(place / "run", options);
      results->sink("s").put(SpikeChunk{{1}, {0}, {1}});
      const auto write_much = [&] {
        for (std::int64_t step = 1; step <= 200'000; ++step) {
          results->sink("v").put(sample(step, {1.0 / static_cast<double>(step), 2}));
        }
        results->finish(some_summary(), RunStatus::complete);
      };
      CHECK_THROWS_WITH_AS(write_much(), doctest::Contains("ulimit -f"), OutputError);
    }
    const YAML::Node m = YAML::LoadFile((place / "run/manifest.yaml").string());
    CHECK(m["status"].as<std::string>() == "failed");
    const auto rows = m["probes"][0]["rows"].as<std::size_t>();
    CHECK(m["probes"][1]["rows"].as<int>() == 1);
    const std::string text = file_text(place / ("run/v." + format_name(format)));
    if (format == ResultFormat::csv) {
      CHECK(text.size() > 99'900);
      CHECK(text.back() == '\n');
      CHECK(file_lines(place / "run/v.csv").size() == rows + 1);
      CHECK(file_text(place / "run/s.csv") == "time_s,neuron\n0.001,0\n");
    } else {
      CHECK(rows == (100'001 - 128) / 24);
      CHECK(text.size() == 128 + 24 * rows);
      CHECK(text.find("'shape': (" + std::to_string(rows) + ", 3)") != std::string::npos);
    }
  }
}

TEST_CASE("a directory that is removed during the run is an output error") {
  const TemporaryDirectory place;
  Plan plan;
  plan.probe("v", "voltage", {0});
  const auto results = plan.open(place / "run");
  std::filesystem::remove_all(place / "run");
  results->sink("v").put(sample(1, {1}));
  CHECK_THROWS_WITH_AS(results->finish(some_summary(), RunStatus::complete),
                       doctest::Contains("removed during the run"), OutputError);
  CHECK(!std::filesystem::exists(place / "run"));
}

TEST_CASE("results that nobody finished say failed") {
  const TemporaryDirectory place;
  Plan plan;
  plan.probe("v", "voltage", {0});
  plan.open(place / "run")->sink("v").put(sample(1, {1}));
  const YAML::Node m = YAML::LoadFile((place / "run/manifest.yaml").string());
  CHECK(m["status"].as<std::string>() == "failed");
  CHECK(!m["spike_hash"]);
  CHECK(file_lines(place / "run/v.csv").size() == 2);
}
