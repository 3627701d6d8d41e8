#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/declaration.h"
#include "engine/input_function.h"
#include "engine/neuron_model.h"
#include "engine/recorder.h"
#include "engine/spec.h"
#include "engine/synapse_model.h"

namespace rheo {

class Catalog;

/// What exists of one kind: name, declaration, factory, in the order of registration.
template <class Make>
class Registry {
 public:
  struct Entry {
    Declaration declaration;
    Make make;
  };
  void add(Declaration declaration, Make make) {
    entries_.push_back({std::move(declaration), std::move(make)});
  }
  const Entry* find(std::string_view name) const noexcept {
    for (const Entry& e : entries_) {
      if (e.declaration.name == name) return &e;
    }
    return nullptr;
  }
  const std::vector<Entry>& entries() const noexcept { return entries_; }

 private:
  std::vector<Entry> entries_;
};

/// What a probe's recorder is made from.
struct RecorderRequest {
  const ProbeSpec& spec;
  std::unique_ptr<ProbeSource> source;
  std::vector<std::uint32_t> elements;  // those recorded, in the order of the columns
  double dt = 1e-3;
  Isa isa = Isa::baseline;
  const Catalog& catalog;
};

/// The list of everything that exists: a value, filled in one file of apps/ and passed in.
class Catalog {
 public:
  using MakeNeuron = std::function<std::shared_ptr<const NeuronModel>(const ModelSpec&)>;
  using MakeSynapse = std::function<std::shared_ptr<const SynapseModel>(const ModelSpec&)>;
  using MakeInput =
      std::function<std::shared_ptr<const InputFunction>(const ModelSpec&, double dt)>;
  using MakeRecorder = std::function<std::unique_ptr<Recorder>(RecorderRequest&&)>;

  /// A stage between a probe that records spikes and its writer: turns spike chunks into samples.
  using MakeEstimator = std::function<std::unique_ptr<ChunkSink>(
      const ProbeSpec&, double dt, std::vector<std::uint32_t> elements,
      std::unique_ptr<ChunkSink> next)>;

  Registry<MakeNeuron> neurons;
  Registry<MakeSynapse> synapses;
  Registry<MakeInput> inputs;
  Registry<MakeRecorder> probes;         // by `record:`; "state" serves every declared state
  Registry<MakeEstimator> rate_filters;  // beyond the synapses: gaussian, window, isi
};

}  // namespace rheo
