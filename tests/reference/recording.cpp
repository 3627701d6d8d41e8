#include "tests/reference/recording.h"

#include <algorithm>
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
  recording.schedule = simulation.schedule_text();
  for (const PopulationCount& p : simulation.counts()) {
    recording.spikes = std::accumulate(p.spikes.begin(), p.spikes.end(), recording.spikes);
  }
  return recording;
}

namespace {

/// One probe of the reference: what it looks at, through its own synapse if it has one.
template <class Real>
class ReferenceProbe {
 public:
  ReferenceProbe(const Network& network, const ProbePlan& plan, double dt, MemorySink& sink)
      : network_(network), plan_(plan), dt_(dt), sink_(sink), ascending_(plan.elements) {
    std::sort(ascending_.begin(), ascending_.end());
    ascending_.erase(std::unique(ascending_.begin(), ascending_.end()), ascending_.end());
    if (plan.spec.filter) {
      filters_.assign(plan.elements.size(), ScalarFilter<double>(*plan.spec.filter, dt));
    }
  }

  void look(const Interpreter<Real>& reference) {
    if (plan_.spec.record == "spikes") {
      keep_spikes(reference);
    } else {
      keep_samples(reference);
    }
  }

 private:
  void keep_spikes(const Interpreter<Real>& reference) {
    const std::vector<std::int32_t>& counts = reference.counts(plan_.of.index);
    for (std::uint32_t i : ascending_) {
      if (counts[i] == 0) continue;
      sink_.spikes.step.push_back(reference.steps());
      sink_.spikes.neuron.push_back(i);
      sink_.spikes.count.push_back(counts[i]);
    }
  }

  // With a synapse the sample of step n is y[n - 1].
  void keep_samples(const Interpreter<Real>& reference) {
    const bool sample = reference.steps() % plan_.spec.every == 0;
    if (sample) sink_.samples.step.push_back(reference.steps());
    sink_.samples.width = plan_.elements.size();
    for (std::size_t k = 0; k < plan_.elements.size(); ++k) {
      const double u = value_of(reference, plan_.elements[k]);
      if (sample) sink_.samples.values.push_back(filters_.empty() ? u : filters_[k].y());
      if (!filters_.empty()) filters_[k].advance(u);
    }
  }

  double value_of(const Interpreter<Real>& reference, std::uint32_t i) const {
    const std::string& record = plan_.spec.record;
    const std::size_t population = plan_.of.index;
    if (plan_.matrix == ProbePlan::Matrix::weights) return weight(reference, i);
    if (plan_.matrix == ProbePlan::Matrix::encoders) return reference.encoders(plan_.matrix_of)[i];
    if (plan_.matrix == ProbePlan::Matrix::delta) return change(reference, i);
    if (record == "value" || record == "output" || record == "error") {
      return static_cast<double>(reference.output(plan_.of)[i]);
    }
    if (record == "current") return static_cast<double>(reference.current(population)[i]);
    if (record == "rate") return reference.counts(population)[i] / dt_;
    return reference.state(population, record, i);
  }

  // Element i of the matrix whose columns stand as the file gave them.
  double weight(const Interpreter<Real>& reference, std::uint32_t i) const {
    const ProjectionPlan& p = network_.projections[plan_.matrix_of];
    return reference.weights(plan_.matrix_of)[place(p, i)];
  }
  double change(const Interpreter<Real>& reference, std::uint32_t i) const {
    const LearningPlan& rule = network_.learning[plan_.matrix_of];
    const bool encoders = rule.rule->learns() == LearningRule::Learns::encoders;
    const std::size_t at = encoders ? i : place(network_.projections[rule.projection], i);
    return reference.delta(plan_.matrix_of)[at] + 0.0;  // no negative zeros
  }
  static std::size_t place(const ProjectionPlan& p, std::size_t i) {
    if (p.given.empty()) return i;
    const std::size_t columns = p.given.size();
    const auto at = std::find(p.given.begin(), p.given.end(), i % columns);
    return i - i % columns + static_cast<std::size_t>(at - p.given.begin());
  }

  const Network& network_;
  const ProbePlan& plan_;
  double dt_;
  MemorySink& sink_;
  std::vector<std::uint32_t> ascending_;       // the elements, each once
  std::vector<ScalarFilter<double>> filters_;  // (elements), empty without a synapse
};

template <class Real>
Recording follow(const Network& network, Fault fault) {
  Recording recording;
  Interpreter<Real> reference(network, fault);
  std::vector<ReferenceProbe<Real>> probes;
  for (const ProbePlan& p : network.probes) {
    probes.emplace_back(network, p, network.simulation.dt, recording.tracks[p.spec.name]);
  }
  for (std::int64_t n = 1; n <= network.simulation.steps; ++n) {
    reference.step();
    for (ReferenceProbe<Real>& p : probes)
      p.look(reference);
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
