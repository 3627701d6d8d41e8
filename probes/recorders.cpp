#include "probes/recorders.h"

#include <cassert>
#include <string>
#include <utility>
#include <vector>

#include "probes/sample_recorder.h"
#include "probes/spike_recorder.h"

namespace rheo {

namespace {

Declaration probe(std::string name, std::string summary, std::vector<std::string> equations) {
  Declaration d;
  d.kind = ModelKind::probe;
  d.name = std::move(name);
  d.summary = std::move(summary);
  d.equations = std::move(equations);
  return d;
}

std::unique_ptr<Recorder> make_samples(SampleRecorder::What what, RecorderRequest&& request) {
  std::shared_ptr<const SynapseModel> synapse;
  if (request.spec.filter) {
    const auto* entry = request.catalog.synapses.find(request.spec.filter->model);
    assert(entry != nullptr);
    synapse = entry->make(*request.spec.filter);
  }
  return std::make_unique<SampleRecorder>(what, std::move(request.source), request.elements,
                                          request.spec.every, request.dt, synapse.get(),
                                          request.isa);
}

}  // namespace

Declaration spikes_declaration() {
  return probe("spikes", "Every spike: its time and its neuron.", {});
}

Declaration output_declaration() {
  return probe("output", "What the neurons send into connections.",
               {"spiking: amplitude x spikes / dt; others: amplitude x rate",
                "with a synapse the sample of step n is y[n-1]"});
}

Declaration rate_declaration() {
  return probe("rate", "Spikes per second of each neuron, seen through `filter`.",
               {"lowpass, alpha: u[n] = spikes / dt, the sample of step n is y[n-1]"});
}

Declaration value_declaration() {
  return probe("value", "The value of a node, of an input or that a population represents.",
               {"with a synapse the sample of step n is y[n-1]"});
}

Declaration decoded_declaration() {
  return probe("decoded",
               "What the neurons of a population represent, through decoders of its own.",
               {"decoders x output; the probe's `function` and `solver` as in a connection",
                "with a synapse the sample of step n is y[n-1]"});
}

Declaration input_declaration() {
  return probe("input", "The sum that arrives at the value of a population, before encoding.",
               {"x[n] as used in step n; with a synapse y[n-1]"});
}

Declaration current_declaration() {
  return probe("current", "The input current of each neuron, bias included.",
               {"J[n] as used in step n; with a synapse y[n-1]"});
}

Declaration state_declaration() {
  return probe("state", "A state of the neurons, under the name that their model declares.",
               {"after step n; with a synapse y[n-1]"});
}

Declaration weights_declaration() {
  return probe("weights", "The weights of a connection, row by row: (targets, sources).",
               {"as used in step n"});
}

Declaration delta_declaration() {
  return probe("delta", "The change that a learning rule found, row by row.",
               {"found in step n, added at the beginning of step n + 1"});
}

Declaration error_declaration() {
  return probe("error", "What arrives at a learning rule.", {});
}

Declaration scaled_encoders_declaration() {
  return probe("scaled_encoders",
               "encoder x gain / radius of each neuron, row by row: (neurons, dimensions).",
               {"as used in step n"});
}

std::unique_ptr<Recorder> make_spike_recorder(RecorderRequest&& request) {
  return std::make_unique<SpikeRecorder>(std::move(request.source), request.elements);
}

std::unique_ptr<Recorder> make_value_recorder(RecorderRequest&& request) {
  return make_samples(SampleRecorder::What::values, std::move(request));
}

std::unique_ptr<Recorder> make_rate_recorder(RecorderRequest&& request) {
  assert(request.spec.filter.has_value());
  if (request.catalog.rate_filters.find(request.spec.filter->model) != nullptr) {
    return make_spike_recorder(std::move(request));
  }
  return make_samples(SampleRecorder::What::rates, std::move(request));
}

}  // namespace rheo
