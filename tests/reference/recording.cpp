#include "tests/reference/recording.h"

#include <bit>
#include <numeric>
#include <sstream>

namespace rheo {

Recording record_engine(const std::shared_ptr<const Network>& network, const Catalog& catalog,
                        const RunOptions& options, const std::vector<std::int64_t>& parts) {
  Recording recording;
  Simulation simulation(network, catalog, options);
  for (const ProbePlan& probe : network->probes) {
    simulation.connect(probe.spec.name, recording.tracks[probe.spec.name]);
  }
  if (parts.empty()) simulation.run(network->simulation.steps);
  for (std::int64_t part : parts)
    simulation.run(part);
  simulation.finish();
  recording.spike_hash = simulation.spike_hash();
  recording.state_hash = simulation.state_hash();
  for (const PopulationCount& p : simulation.counts()) {
    recording.spikes = std::accumulate(p.spikes.begin(), p.spikes.end(), recording.spikes);
  }
  return recording;
}

namespace {

template <class Real>
void keep_spikes(const Interpreter<Real>& reference, const ProbePlan& probe, SpikeChunk& spikes) {
  const std::vector<std::int32_t>& counts = reference.counts(probe.of.index);
  for (std::uint32_t i : probe.elements) {
    if (counts[i] == 0) continue;
    spikes.step.push_back(reference.steps());
    spikes.neuron.push_back(i);
    spikes.count.push_back(counts[i]);
  }
}

template <class Real>
double value_of(const Interpreter<Real>& reference, const ProbePlan& probe, std::uint32_t i) {
  const std::string& record = probe.spec.record;
  if (record == "value" || record == "output") {
    return static_cast<double>(reference.output(probe.of)[i]);
  }
  if (record == "current") return static_cast<double>(reference.current(probe.of.index)[i]);
  return reference.state(probe.of.index, record, i);
}

template <class Real>
void keep_samples(const Interpreter<Real>& reference, const ProbePlan& probe,
                  SampleChunk& samples) {
  samples.width = probe.elements.size();
  samples.step.push_back(reference.steps());
  for (std::uint32_t i : probe.elements)
    samples.values.push_back(value_of(reference, probe, i));
}

template <class Real>
Recording follow(const Network& network, Fault fault) {
  Recording recording;
  Interpreter<Real> reference(network, fault);
  for (std::int64_t n = 1; n <= network.simulation.steps; ++n) {
    reference.step();
    for (const ProbePlan& probe : network.probes) {
      MemorySink& track = recording.tracks[probe.spec.name];
      if (probe.spec.record == "spikes") {
        keep_spikes(reference, probe, track.spikes);
      } else if (n % probe.spec.every == 0) {
        keep_samples(reference, probe, track.samples);
      }
    }
  }
  recording.spike_hash = reference.spike_hash();
  recording.spikes = reference.spikes();
  return recording;
}

/// The first place at which two lists differ in a bit; their common length if none.
std::size_t first_place(const std::vector<double>& a, const std::vector<double>& b) {
  std::size_t k = 0;
  while (k < a.size() && k < b.size() &&
         std::bit_cast<std::uint64_t>(a[k]) == std::bit_cast<std::uint64_t>(b[k])) {
    ++k;
  }
  return k;
}

std::string compare(const SpikeChunk& a, const SpikeChunk& b) {
  std::ostringstream text;
  for (std::size_t k = 0; k < a.neuron.size() && k < b.neuron.size(); ++k) {
    if (a.step[k] == b.step[k] && a.neuron[k] == b.neuron[k] && a.count[k] == b.count[k]) continue;
    text << "event " << k << ": step " << a.step[k] << " neuron " << a.neuron[k] << " x "
         << a.count[k] << " against step " << b.step[k] << " neuron " << b.neuron[k] << " x "
         << b.count[k];
    return text.str();
  }
  if (a.neuron.size() != b.neuron.size()) {
    text << a.neuron.size() << " events against " << b.neuron.size();
  }
  return text.str();
}

std::string compare(const SampleChunk& a, const SampleChunk& b) {
  std::ostringstream text;
  text.precision(17);
  const std::size_t k = first_place(a.values, b.values);
  if (k < a.values.size() && k < b.values.size()) {
    text << "step " << a.step[k / a.width] << " column " << k % a.width << ": " << a.values[k]
         << " against " << b.values[k];
  } else if (a.width != b.width || a.step != b.step || a.values.size() != b.values.size()) {
    text << a.step.size() << " samples of width " << a.width << " against " << b.step.size()
         << " of width " << b.width;
  }
  return text.str();
}

}  // namespace

Recording record_reference(const Network& network, Fault fault) {
  if (network.simulation.precision == Precision::single) return follow<float>(network, fault);
  return follow<double>(network, fault);
}

std::string first_difference(const Recording& a, const Recording& b) {
  for (const auto& [probe, track] : a.tracks) {
    const auto other = b.tracks.find(probe);
    if (other == b.tracks.end()) return probe + ": recorded on one side only";
    std::string text = compare(track.spikes, other->second.spikes);
    if (text.empty()) text = compare(track.samples, other->second.samples);
    if (!text.empty()) return probe + ": " + text;
  }
  if (a.tracks.size() != b.tracks.size()) return "other probes";
  if (a.spikes != b.spikes) return "number of spikes";
  if (a.spike_hash != b.spike_hash) return "spike hash";
  const bool both = a.state_hash != 0 && b.state_hash != 0;
  return both && a.state_hash != b.state_hash ? "state hash" : "";
}

}  // namespace rheo
