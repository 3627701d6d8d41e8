#include "io/manifest.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <numeric>
#include <sstream>

#include "io/build_info.h"
#include "io/results_directory.h"

namespace rheo {

namespace {

/// A double-quoted YAML scalar: any text survives.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string hex(std::uint64_t hash) {
  return fmt::format("\"{:016x}\"", hash);
}

/// A number in shortest round-trip form; YAML's names for what is not finite.
std::string number(double x) {
  if (x != x) return ".nan";
  if (x > 1.7976931348623157e308) return ".inf";
  return fmt::format("{}", x);
}

std::string flow(const std::vector<std::string>& words) {
  std::vector<std::string> all;
  all.reserve(words.size());
  for (const std::string& w : words)
    all.push_back(quoted(w));
  return fmt::format("[{}]", fmt::join(all, ", "));
}

std::string phases(const RunSummary& summary) {
  std::vector<std::string> parts;
  for (std::size_t p = 0; p < kPhases; ++p) {
    parts.push_back(
        fmt::format("{}: {:.6g}", phase_name(static_cast<Phase>(p)), summary.phases[p]));
  }
  return fmt::format("{{{}}}", fmt::join(parts, ", "));
}

std::string populations(const RunSummary& summary, double dt) {
  std::string text = summary.counts.empty() ? "populations: {}\n" : "populations:\n";
  const double seconds = static_cast<double>(summary.steps) * dt;
  for (const PopulationCount& c : summary.counts) {
    text += fmt::format("  {}: {{neurons: {}", quoted(c.name), c.neurons);
    if (c.spiking) {
      const std::int64_t n = std::accumulate(c.spikes.begin(), c.spikes.end(), std::int64_t{0});
      const double per_neuron = static_cast<double>(n) / static_cast<double>(c.spikes.size());
      text += fmt::format(", spikes: {}", n);
      if (summary.steps > 0) text += ", mean_rate_hz: " + number(per_neuron / seconds);
    }
    text += "}\n";
  }
  return text;
}

std::string scores(const std::vector<Score>& all) {
  std::string text = all.empty() ? "scores: {}\n" : "scores:\n";
  for (const Score& s : all) {
    text += fmt::format("  {}: {{value: {}, count: {}, predictions: [{}]}}\n", s.name,
                        number(s.value()), s.count, fmt::join(s.predictions, ", "));
  }
  return text;
}

std::string learned(const std::vector<LearnedArray>& all) {
  if (all.empty()) return "";
  std::string text = std::string("learned:\n  file: ") + quoted(kLearnedName) + "\n  arrays:\n";
  for (const LearnedArray& a : all) {
    text += fmt::format("    {}: [{}]\n", quoted(a.name), fmt::join(a.values.shape, ", "));
  }
  return text;
}

/// What only a run that ended can tell.
std::string outcome(const Manifest& m) {
  const RunSummary& s = *m.summary;
  const double seconds = static_cast<double>(s.steps) * m.dt;
  std::string text;
  text += "spike_hash: " + hex(s.spike_hash) + '\n';
  text += "state_hash: " + hex(s.state_hash) + '\n';
  text += fmt::format("synaptic_operations: {}\n", s.synaptic_operations);
  text += fmt::format("steps: {}\n", s.steps);
  text += fmt::format("build_seconds: {:.6g}\n", s.build_seconds);
  text += fmt::format("run_seconds: {:.6g}\n", s.run_seconds);
  if (seconds > 0) text += fmt::format("real_time_factor: {:.6g}\n", s.run_seconds / seconds);
  text += fmt::format("peak_memory_bytes: {}\n", peak_memory_bytes());
  text += "phases: " + phases(s) + '\n';
  text += fmt::format("threads: {}\n", s.threads);
  text += "threads_reason: " + quoted(s.thread_choice) + '\n';
  text += "isa: " + quoted(s.isa) + '\n';
  text += populations(s, m.dt);
  return text + scores(m.scores) + learned(s.learned);
}

std::string decodings(const std::vector<DecodingReport>& all) {
  std::string text = all.empty() ? "" : "decodings:\n";
  for (const DecodingReport& d : all) {
    std::vector<std::string> rmse;
    for (const double e : d.rmse)
      rmse.push_back(number(e));
    text += fmt::format("  - {{of: {}, solver: {}, neurons: {}, points: {}, rmse: [{}]",
                        quoted(d.path), d.solver, d.neurons, d.points, fmt::join(rmse, ", "));
    if (d.iterations > 0) {
      text += fmt::format(", iterations: {}, residual: {:.3g}", d.iterations, d.residual);
    }
    text += fmt::format(", seconds: {:.3g}}}\n", d.seconds);
  }
  return text;
}

std::string warnings(const std::vector<std::string>& all) {
  std::string text = all.empty() ? "warnings: []\n" : "warnings:\n";
  for (const std::string& w : all)
    text += "  - " + quoted(w) + '\n';
  return text;
}

std::string probes(const std::vector<ManifestProbe>& all) {
  std::string text = all.empty() ? "probes: []\n" : "probes:\n";
  for (const ManifestProbe& p : all) {
    text += fmt::format("  - name: {}\n    of: {}\n    record: {}\n", quoted(p.name), quoted(p.of),
                        quoted(p.record));
    text += fmt::format("    file: {}\n    kind: {}\n    rows: {}\n    columns: {}\n",
                        quoted(p.file), p.kind, p.rows, flow(p.columns));
  }
  return text;
}

/// The network's own text as a literal block: copied out, it runs again.
std::string network(const std::string& yaml) {
  if (yaml.empty()) return "";
  // The digit says how far the block is indented, so that it may begin with a space itself.
  std::string text = "network: |2\n";
  std::istringstream lines(yaml);
  for (std::string line; std::getline(lines, line);) {
    text += (line.empty() ? "" : "  " + line) + '\n';
  }
  return text;
}

}  // namespace

std::string status_name(RunStatus status) {
  switch (status) {
    case RunStatus::running:
      return "running";
    case RunStatus::complete:
      return "complete";
    case RunStatus::interrupted:
      return "interrupted";
    case RunStatus::failed:
      return "failed";
  }
  return "";
}

std::string utc_now() {
  const auto now =
      std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

RunSummary summarise(const Simulation& simulation, double build_seconds) {
  RunSummary s;
  s.steps = simulation.step();
  s.spike_hash = simulation.spike_hash();
  s.state_hash = simulation.state_hash();
  s.synaptic_operations = simulation.synaptic_operations();
  s.synapses = simulation.synapses();
  s.build_seconds = build_seconds;
  s.run_seconds = simulation.run_seconds();
  s.phases = simulation.phase_seconds();
  s.threads = simulation.threads();
  s.thread_choice = simulation.thread_choice();
  s.isa = std::string(isa_name(simulation.isa()));
  s.counts = simulation.counts();
  s.learned = simulation.learned();
  return s;
}

std::string manifest_text(const Manifest& m) {
  std::string text = std::string(kManifestTitle) + ": what ran, on what, and which files hold it\n";
  text += "status: " + status_name(m.status) + '\n';
  text += "started: " + quoted(m.started) + '\n';
  text += fmt::format("neurons: {}\nsynapses: {}\n", m.neurons, m.synapses);
  text += "dt: " + number(m.dt) + '\n';
  text += fmt::format("seed: {}\n", m.seed);
  text += fmt::format("precision: {}\n", m.precision == Precision::single ? "single" : "double");
  if (m.summary) text += outcome(m);
  text += "version: " + quoted(build_version()) + '\n';
  text += "compiler: " + quoted(build_compiler()) + '\n';
  text += "flags: " + quoted(build_flags()) + '\n';
  text += "cpu: " + quoted(cpu_name()) + '\n';
  return text + warnings(m.warnings) + decodings(m.decodings) + probes(m.probes) +
         network(m.network);
}

}  // namespace rheo
