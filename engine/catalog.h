#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/connection_rule.h"
#include "engine/declaration.h"
#include "engine/decoder_solver.h"
#include "engine/input_function.h"
#include "engine/learning_rule.h"
#include "engine/neuron_model.h"
#include "engine/random.h"
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

/// Points on the unit sphere or in the unit ball.
struct SampleRequest {
  std::size_t points = 0;
  std::size_t dimensions = 1;
  bool surface = false;  // on the sphere rather than in the ball
  DrawKey key;
};

/// The list of everything that exists: a value, filled in one file of apps/ and passed in.
class Catalog {
 public:
  using MakeNeuron = std::function<std::shared_ptr<const NeuronModel>(const ModelSpec&)>;
  using MakeSynapse = std::function<std::shared_ptr<const SynapseModel>(const ModelSpec&)>;
  using MakeInput =
      std::function<std::shared_ptr<const InputFunction>(const ModelSpec&, const InputContext&)>;
  /// (points, dimensions) row-major.
  using SamplePoints = std::function<std::vector<double>(const SampleRequest&)>;
  using MakeSolver = std::function<std::shared_ptr<const DecoderSolver>(const ModelSpec&)>;
  using MakeLearningRule = std::function<std::shared_ptr<const LearningRule>(const ModelSpec&)>;
  using MakeConnectionRule = std::function<std::shared_ptr<const ConnectionRule>(const ModelSpec&)>;
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
  Registry<SamplePoints> samplers;       // of encoders and evaluation points
  Registry<MakeSolver> solvers;          // of decoders
  Registry<MakeLearningRule> learning_rules;
  Registry<MakeConnectionRule> connection_rules;
};

}  // namespace rheo
