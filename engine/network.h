#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/catalog.h"
#include "engine/learning_rule.h"
#include "engine/neuron_model.h"
#include "engine/spec.h"

namespace rheo {

/// Where numbers come from in a step.
struct SourceRef {
  enum class Kind { input, node, neurons };
  Kind kind = Kind::input;
  std::size_t index = 0;  // into inputs, nodes or populations
  bool operator==(const SourceRef&) const = default;
};

/// Where weighted sums go: a node's value or the input of a population's neurons (multiplied by
/// the gain there).
struct TargetRef {
  enum class Kind { node, neurons };
  Kind kind = Kind::node;
  std::size_t index = 0;  // into nodes or populations
  bool operator==(const TargetRef&) const = default;
};

struct InputPlan {
  std::string name;
  std::shared_ptr<const InputFunction> function;
};

/// A vector that sums what arrives. The value that a population represents is one too; its name
/// is the population's.
struct NodePlan {
  std::string name;
  std::size_t size = 1;                         // elements that it sums
  std::optional<VectorFunction> function = {};  // of the sum and t, in the same step
  std::int64_t delay = 0;                       // steps; the value is the sum that long ago

  std::size_t output_size() const noexcept { return function ? function->size() : size; }
  bool passes_on() const noexcept { return !function && delay == 0; }
};

/// J = bias + currents + gain x (sum into .neurons) + scaled_encoders x (value of node
/// `represented`).
struct PopulationPlan {
  std::string name;
  std::size_t neurons = 0;
  std::shared_ptr<const NeuronModel> model;
  ParameterSet parameters;                                   // model parameters, "gain", "bias"
  std::map<std::string, std::vector<double>> given_initial;  // state -> (neurons)
  std::optional<std::size_t> represented;                    // node
  Array scaled_encoders;  // (neurons, dimensions): encoder x gain / radius
  double radius = 1;
  /// Inputs and nodes of size (neurons) that are added to J as they are: noise, full weights.
  std::vector<SourceRef> currents;
};

/// One weight matrix without lag of its own. With `filter` the sum passes through that filter and
/// arrives a step later; without, it arrives in the same step.
struct ProjectionPlan {
  /// sparse: one weight for each pair (from_elements[k], to_elements[k]), sources ascending.
  enum class Weights { scalar, diagonal, dense, sparse };
  std::string name;
  SourceRef from;
  TargetRef to;
  std::vector<std::uint32_t> from_elements;  // (n_from) positions in the source; dense: ascending
  std::vector<std::uint32_t> to_elements;    // (n_to) positions in the target; dense: distinct
  Weights kind = Weights::scalar;
  std::vector<double> weights;        // (1) | (n) | (n_to, n_from) row-major | (n) pairs
  std::vector<std::size_t> given;     // (n_from) place of each source as it was given; empty: as is
  std::optional<std::size_t> filter;  // into filters
};

/// Synapses that a rule makes between neurons, onto the ports of a physical model, each with a
/// weight and a delay of its own. They are made when a simulation is (`SynapseStore`), since how
/// they are kept depends on the number of threads; which there are does not.
struct SynapsesPlan {
  std::string name;
  std::size_t from = 0;                      // population
  std::size_t to = 0;                        // population
  std::optional<std::size_t> port;           // of its model; none: by the sign of each weight
  std::vector<std::uint32_t> from_elements;  // (n_from) neurons; empty: all
  std::vector<std::uint32_t> to_elements;    // (n_to) neurons; empty: all
  std::shared_ptr<const ConnectionRule> rule;
  RuleEnds ends;
  Value weights = 1.0;  // held units of the ports: one number, a list by edge, or a distribution
  /// Steps, >= 1: one number, a list by edge, or a distribution (bounds half a step wide, so that
  /// rounding half up keeps within them).
  Value delays = 1.0;
  double expected = 0;  // synapses
};

/// Independent Poisson spikes for each neuron of a physical population, added to a port.
struct DrivePlan {
  std::string name;       // of the connection; keys the draws
  std::size_t input = 0;  // with `poisson()`
  std::size_t population = 0;
  std::size_t port = 0;
  std::vector<double> weights;  // (1) | (neurons), held units of the port
  std::int64_t delay = 1;       // steps
};

/// Most steps between a spike and its arrival.
inline constexpr std::int64_t kLongestDelay = 65535;

/// A synapse in front of a target, shared by the projections that name it. Covers all elements of
/// the target.
struct FilterPlan {
  TargetRef to;
  ModelSpec spec;
  std::shared_ptr<const SynapseModel> model;
  bool of_probe = false;  // in front of what only a probe sees: no part of the state hash
};

/// How decoders were found, and how well they decode at the evaluation points.
struct DecodingReport {
  std::string path;  // "connections.c", "probes.p"
  std::string solver;
  std::size_t neurons = 0;
  std::size_t points = 0;
  std::vector<double> rmse;  // (size), in units of what is decoded
  int iterations = 0;        // of an iterative solver; 0: direct
  double residual = 0;       // of an iterative solver, relative
  double seconds = 0;        // activities and solution
};

/// One learning rule of a connection.
struct LearningPlan {
  std::string name;            // "CONNECTION.learning" or "CONNECTION.learning.K"
  std::size_t projection = 0;  // into projections
  ModelSpec spec;
  std::shared_ptr<const LearningRule> rule;
  std::vector<std::optional<ModelSpec>> synapses;            // (n_activities) none: unfiltered
  std::vector<std::shared_ptr<const SynapseModel>> filters;  // (n_activities) null: unfiltered
  LearningTime time;
  std::optional<std::size_t> input;       // node: what arrives at the rule
  std::optional<std::size_t> population;  // at whose neurons or value the connection ends
  bool neurons = false;                   // the targets are neurons of `population`
  std::vector<std::uint32_t> dimensions;  // of their value, in which the error is given; empty: the
                                          // error has an element for each target
  std::vector<double> scale;              // (neurons) gain / radius; rules that learn encoders
};

struct ProbePlan {
  ProbeSpec spec;
  SourceRef of;                         // neurons: a population, for states and current too
  std::vector<std::uint32_t> elements;  // those recorded
  std::optional<std::size_t> state;     // number of the declared state, where one is recorded
  /// A matrix, flattened in row-major order, of a projection, a population or a learning rule.
  enum class Matrix { none, weights, encoders, delta };
  Matrix matrix = Matrix::none;
  std::size_t matrix_of = 0;
};

/// A matrix that was learned, as it stands.
struct LearnedArray {
  std::string name;  // "CONNECTION" or "POPULATION.scaled_encoders"
  Array values;      // (targets, sources) | (neurons, dimensions)
};

/// The constant plan of a run: everything resolved, drawn and checked; nothing in it changes while
/// a simulation runs. The order of filters and projections is the order in which sums are taken:
/// a target's sum starts at 0, adds its filters' outputs in this order, then its projections
/// without a filter in this order, each over ascending sources.
struct Network {
  SimulationSpec simulation;
  std::vector<InputPlan> inputs;
  std::vector<NodePlan> nodes;
  std::vector<PopulationPlan> populations;
  std::vector<FilterPlan> filters;
  std::vector<ProjectionPlan> projections;
  std::vector<SynapsesPlan> sparse;  // in the order of the file, which orders sums
  std::vector<DrivePlan> drives;     // likewise
  std::vector<LearningPlan> learning;
  std::vector<ProbePlan> probes;
  std::vector<DecodingReport> decodings;
  std::vector<std::string> warnings;
  /// Nodes and populations in an order in which every same-step source precedes its target.
  std::vector<TargetRef> order;

  std::size_t source_size(const SourceRef& s) const;
  std::size_t target_size(const TargetRef& t) const;
  std::size_t neurons() const noexcept;  // over all populations
  /// Stored weights of the projections, and what the rules expect to make.
  std::size_t synapses() const noexcept;
};

/// The port of a physical model that takes weights of this sign where none is named.
std::size_t port_for_sign(const NeuronModel& model, bool negative) noexcept;

/// Weights of all projections, without those that rules make.
std::size_t stored_weights(const Network& network) noexcept;

/// All mistakes of a network that only show when its parts are seen together: dangling names,
/// sizes, slices, cycles without a synapse, ... Empty: build will succeed.
std::vector<Problem> validate(const NetworkSpec& spec, const Catalog& catalog);

/// The plan of a network. Throws ConfigError with all mistakes. Without `solve` decoders are left
/// out: everything but the weights of decoded connections is there.
Network build(const NetworkSpec& spec, const Catalog& catalog, bool solve = true);

}  // namespace rheo
