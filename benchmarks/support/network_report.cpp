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
    "ns_neuron_step,rate_hz,read_s,build_s,held_mb,bytes_synapse,peak_mb,triad_gb_s,spike_hash,"
    "load\n";

/// The first of `names` that the peer wrote as a number; NaN if none.
double number_of(const nlohmann::json& line, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = line.find(name);
    if (found != line.end() && found->is_number()) return found->get<double>();
  }
  return std::nan("");
}

std::string quoted(const std::string& word) {
  std::string text = "'";
  for (char c : word)
    text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

double rate(const NetworkMeasurement& m) {
  return m.spikes / m.seconds / static_cast<double>(m.neurons);
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

PeerResult run_peer(const std::string& script, const std::vector<std::string>& arguments) {
  const char* python = std::getenv("RHEO_PEER_PYTHON");
  if (python == nullptr) {
    throw std::runtime_error("--peers needs RHEO_PEER_PYTHON; ./dev bench NAME --peers sets it");
  }
  PeerResult peer;
  peer.script = script;
  peer.name = script;
  peer.run = peer.build = peer.peak = peer.rate = std::nan("");
  const auto out = std::filesystem::temp_directory_path() / fmt::format("rheo_peer_{}", getpid());
  std::string command = quoted(python) + " " + quoted("benchmarks/peers/" + script);
  for (const std::string& argument : arguments)
    command += " " + quoted(argument);
  if (std::system((command + " > " + quoted(out.string())).c_str()) == 0) {
    std::ifstream file(out);
    for (std::string line; std::getline(file, line);) {
      if (!line.empty() && line.front() == '{') peer.text = line;  // simulators chat before it
    }
  }
  std::filesystem::remove(out);
  const auto line = nlohmann::json::parse(peer.text, nullptr, false);
  if (!line.is_object()) return peer;
  peer.name = line.value("name", line.value("simulator", script));
  peer.run = number_of(line, {"real_time_factor", "rtf"});
  peer.build = number_of(line, {"build_seconds", "build_s"});
  peer.peak = number_of(line, {"peak_mb"});
  peer.rate = number_of(line, {"rate_hz", "mean_rate_hz"});
  return peer;
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
  fmt::print(out, "{},{},{:.4f},{:.4f},{:.3f},{:.3f},{:.0f},{:.2f},{:.0f},{:.1f},{:016x},{:.2f}\n",
             m.events, event_text(m), m.ns_per_neuron_step(), rate(m), m.read, m.build, m.held,
             m.bytes_per_synapse(), m.peak, m.triad, m.spike_hash, m.load);
  std::fflush(out);
}

void NetworkReport::add(const PeerResult& peer, const NetworkMeasurement& beside) {
  const double times = peer.run / beside.real_time_factor();
  peers_.emplace_back(peer, times);
  if (csv_ == nullptr) return;
  fmt::print(csv_.get(), "# {}: {:.1f} times as long; {}\n", peer.name, times, peer.text);
  std::fflush(csv_.get());
}

void NetworkReport::print() const {
  fmt::print("{}; load {:.1f}\n\n", machine_text(), load_average());
  Table speed({"network", "threads", "isa", "real-time factor", "median", "ns an event",
               "ns a neuron-step", "triad GB/s", "spike hash"});
  Table phases({"seconds of the fastest run", "deliver_past", "evaluate_levels", "propagate",
                "record", "all", "load"});
  Table size(
      {"network", "neurons", "synapses", "mean Hz", "read s", "build s", "B a synapse", "peak MB"});
  for (const auto& [c, m] : rows_) {
    const std::string name = case_text(c, m);
    speed.add({name, std::to_string(m.threads), m.isa, fixed(m.real_time_factor(), 3),
               fixed(m.median() / m.seconds, 3), event_text(m), fixed(m.ns_per_neuron_step(), 3),
               fixed(m.triad, 1), fmt::format("{:016x}", m.spike_hash)});
    phases.add({fmt::format("{}, {} threads", name, m.threads), fixed(m.phases[1], 3),
                fixed(m.phases[2], 3), fixed(m.phases[3], 3), fixed(m.phases[4], 3),
                fixed(m.fastest(), 3), fixed(m.load, 1)});
    size.add({name, grouped(static_cast<long long>(m.neurons)),
              grouped(static_cast<long long>(m.synapses)), fixed(rate(m), 3), fixed(m.read, 2),
              fixed(m.build, 2), fixed(m.bytes_per_synapse(), 2), fixed(m.peak, 0)});
  }
  fmt::print("{}\n{}\n{}", speed.text(), phases.text(), size.text());
  if (peers_.empty()) return;
  Table peers({"peer", "real-time factor", "times as long", "mean Hz", "build s", "peak MB"});
  for (const auto& [peer, times] : peers_) {
    peers.add({peer.name, fixed(peer.run, 2), fixed(times, 1), fixed(peer.rate, 3),
               fixed(peer.build, 2), fixed(peer.peak, 0)});
  }
  fmt::print("\n{}", peers.text());
}

}  // namespace rheo
