#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "apps/table.h"
#include "benchmarks/support/machine.h"
#include "benchmarks/support/network_bench.h"

namespace rheo {

namespace {

constexpr const char* kColumns =
    "case,precision,record,threads,isa,neurons,synapses,seconds,rtf_min,rtf_median,runs,"
    "advance_clock_s,deliver_past_s,evaluate_levels_s,propagate_s,record_s,events,ns_event,"
    "ns_neuron_step,rates_hz,read_s,build_s,held_mb,bytes_synapse,peak_mb,triad_gb_s,spike_hash,"
    "load\n";

double number_of(const nlohmann::json& line, const char* name) {
  const auto found = line.find(name);
  return found != line.end() && found->is_number() ? found->get<double>() : std::nan("");
}

std::string quoted(const std::string& word) {
  std::string text = "'";
  for (char c : word)
    text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

std::string rates_text(const NetworkMeasurement& m) {
  std::string text;
  for (const auto& [name, rate] : m.rates)
    text += fmt::format("{}{} {:.3f}", text.empty() ? "" : " ", name, rate);
  return text;
}

std::string fixed(double value, int digits) {
  return std::isfinite(value) ? fmt::format("{:.{}f}", value, digits) : "-";
}

/// ns a synaptic event, "-" without any.
std::string event_text(const NetworkMeasurement& m) {
  return m.events == 0 ? "-" : fixed(m.ns_per_event(), 3);
}

std::string case_text(const NetworkCase& c, const NetworkMeasurement& m) {
  return fmt::format("{} {}{}", c.label, m.precision, c.record ? " to disk" : "");
}

}  // namespace

PeerResult run_peer(const PeerCommand& peer, double seconds, int threads) {
  const char* python = std::getenv("RHEO_PEER_PYTHON");
  if (python == nullptr) {
    throw std::runtime_error("--peers needs RHEO_PEER_PYTHON; ./dev bench NAME --peers sets it");
  }
  const auto out = std::filesystem::temp_directory_path() / fmt::format("rheo_peer_{}", getpid());
  std::string command = quoted(python) + " " + quoted("benchmarks/peers/" + peer.script);
  for (const std::string& argument : peer.arguments)
    command += " " + quoted(argument);
  command += fmt::format(" --seconds {} --threads {} > {}", seconds, threads, quoted(out.string()));
  PeerResult result;
  if (std::system(command.c_str()) == 0) {
    std::ifstream file(out);
    for (std::string line; std::getline(file, line);) {
      if (!line.empty() && line.front() == '{') result.line = line;  // others are chat
    }
  }
  std::filesystem::remove(out);
  nlohmann::json line = nlohmann::json::parse(result.line, nullptr, false);
  if (!line.is_object()) line = nlohmann::json::object();
  result.name = line.value("peer", peer.script) + " " + line.value("version", "failed");
  result.factor = number_of(line, "run_seconds") / number_of(line, "biological_seconds");
  result.build = number_of(line, "build_seconds");
  result.compile = number_of(line, "compile_seconds");
  result.peak = 1e-6 * number_of(line, "peak_bytes");
  const nlohmann::json rates = line.value("rates_hz", nlohmann::json::object());
  for (const auto& [name, rate] : rates.items())
    result.rates += (result.rates.empty() ? "" : " ") + name + " " + rate.dump();
  return result;
}

NetworkReport::NetworkReport(const std::string& csv) {
  if (csv.empty()) return;
  csv_.reset(std::fopen(csv.c_str(), "w"));
  if (csv_ == nullptr) throw std::runtime_error(csv + ": cannot be written");
  fmt::print(csv_.get(), "# {}\n{}", machine_text(), kColumns);
}

void NetworkReport::add(const NetworkCase& wanted, const NetworkMeasurement& m) {
  rows_.emplace_back(wanted, m);
  if (csv_ == nullptr) return;
  std::FILE* out = csv_.get();
  fmt::print(out, "{},{},{},{},{},{},{},{},{:.4f},{:.4f},{},", wanted.label, m.precision,
             wanted.record ? 1 : 0, m.threads, m.isa, m.neurons, m.synapses, m.seconds,
             m.real_time_factor(), m.median() / m.seconds, m.runs.size());
  for (double seconds : m.phases)
    fmt::print(out, "{:.4f},", seconds);
  fmt::print(out, "{},{},{:.4f},{},{:.3f},{:.3f},", m.events, event_text(m), m.ns_per_neuron_step(),
             rates_text(m), m.read, m.build);
  fmt::print(out, "{:.0f},{:.2f},{:.0f},{:.1f},{:016x},{:.2f}\n", m.held, m.bytes_per_synapse(),
             m.peak, m.triad, m.spike_hash, m.load);
  std::fflush(out);
}

void NetworkReport::add(const PeerResult& peer, const NetworkMeasurement& beside) {
  const double times = peer.factor / beside.real_time_factor();
  peers_.emplace_back(peer, times);
  if (csv_ == nullptr) return;
  fmt::print(csv_.get(), "# {}: {:.1f} times as long; {}\n", peer.name, times, peer.line);
  std::fflush(csv_.get());
}

void NetworkReport::print() const {
  fmt::print("{}; load {:.1f}\n\n", machine_text(), load_average());
  Table speed({"network", "threads", "isa", "real-time factor", "median", "ns an event",
               "ns a neuron-step", "triad GB/s", "spike hash"});
  Table phases({"seconds of the fastest run", "deliver_past", "evaluate_levels", "propagate",
                "record", "all", "load"});
  Table size({"network", "neurons", "synapses", "read s", "build s", "B a synapse", "peak MB",
              "rates Hz"});
  for (const auto& [c, m] : rows_) {
    const std::string name = case_text(c, m);
    speed.add({name, std::to_string(m.threads), m.isa, fixed(m.real_time_factor(), 3),
               fixed(m.median() / m.seconds, 3), event_text(m), fixed(m.ns_per_neuron_step(), 3),
               fixed(m.triad, 1), fmt::format("{:016x}", m.spike_hash)});
    phases.add({fmt::format("{}, {} threads", name, m.threads), fixed(m.phases[1], 3),
                fixed(m.phases[2], 3), fixed(m.phases[3], 3), fixed(m.phases[4], 3),
                fixed(m.fastest(), 3), fixed(m.load, 1)});
    size.add({name, grouped(static_cast<long long>(m.neurons)),
              grouped(static_cast<long long>(m.synapses)), fixed(m.read, 3), fixed(m.build, 2),
              fixed(m.bytes_per_synapse(), 2), fixed(m.peak, 0), rates_text(m)});
  }
  fmt::print("{}\n{}\n{}", speed.text(), phases.text(), size.text());
  if (peers_.empty()) return;
  Table peers(
      {"peer", "real-time factor", "times as long", "build s", "compile s", "peak MB", "rates Hz"});
  for (const auto& [peer, times] : peers_) {
    peers.add({peer.name, fixed(peer.factor, 3), fixed(times, 1), fixed(peer.build, 2),
               fixed(peer.compile, 1), fixed(peer.peak, 0), peer.rates});
  }
  fmt::print("\n{}", peers.text());
}

}  // namespace rheo
