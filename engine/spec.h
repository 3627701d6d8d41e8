#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/sparse_weights.h"
#include "engine/value.h"

namespace rheo {

enum class Precision { double_, single };

/// A network as plain data: what a file says, with all defaults applied and units in SI. Objects
/// stand in the order of the file. Names are unique among inputs, nodes and populations, among
/// connections, and among probes.
struct SimulationSpec {
  double dt = 1e-3;        // s
  std::int64_t steps = 0;  // duration / dt
  std::uint64_t seed = 0;
  Precision precision = Precision::double_;
  int threads = 0;  // 0: chosen by the engine
};

struct InputSpec {
  std::string name;
  ModelSpec model;
};

/// Without `function` and `delay` a node passes on what it sums.
struct NodeSpec {
  std::string name;
  std::size_t size = 1;                         // elements that it sums
  std::optional<VectorFunction> function = {};  // of the sum and t; its size is the node's output
  std::int64_t delay = 0;                       // steps; > 0: the output is the sum that long ago
};

/// Points of a space: given, or drawn by a sampler.
struct PointsSpec {
  std::string sampler = "scattered";
  std::optional<Array> given;  // (points, dimensions); else drawn
  std::size_t points = 0;      // how many to draw; 0: the default
};

/// gain and bias, or max_rates and intercepts from which the model derives them.
struct PopulationSpec {
  std::string name;
  std::size_t neurons = 1;
  ModelSpec model;
  std::optional<Value> gain;        // per neuron; default 1
  std::optional<Value> bias;        // per neuron; default 0
  std::optional<Value> max_rates;   // per neuron, Hz
  std::optional<Value> intercepts;  // per neuron
  std::size_t dimensions = 0;       // 0: represents no value
  double radius = 1;
  PointsSpec encoders;                   // on the unit sphere
  bool normalize_encoders = true;        // to length 1
  PointsSpec eval_points;                // in the unit ball; multiplied by the radius
  std::optional<ModelSpec> noise;        // an input of (neurons), added to J without the gain
  std::map<std::string, Value> initial;  // state name -> per neuron; kScaledEncoders -> matrix
};
/// Under `initial`: scaled encoders (neurons, dimensions) to begin with, that a run before learned.
inline constexpr const char* kScaledEncoders = "scaled_encoders";

/// The tuning of a population that represents a value and says nothing of it (Nengo's defaults).
Value default_max_rates();
Value default_intercepts();

/// Python's slice: start:stop:step with negative numbers from the end.
struct SliceRange {
  std::optional<std::int64_t> start;
  std::optional<std::int64_t> stop;
  std::int64_t step = 1;
};
/// All, a range, or single indices in the order given.
using Slice = std::variant<std::monostate, SliceRange, std::vector<std::int64_t>>;

/// One end of a connection, or what a probe looks at.
struct EndpointSpec {
  std::string object;    // an input, node or population
  bool neurons = false;  // `a.neurons` rather than `a`
  Slice slice;
  std::string port = {};  // `a.excitatory`: a port of a physical model; empty: by the weight's sign
  /// `c.learning`: what rule number `learning` of the connection `object` takes in.
  std::optional<std::size_t> learning = {};
};

/// How the value that a population represents is read out of its neurons.
struct DecodingSpec {
  std::optional<VectorFunction> function;  // of the represented value; absent: identity
  std::optional<Array> targets;            // (points, size): its table, in place of a function
  std::optional<ModelSpec> solver;         // absent: lstsq_l2
  std::optional<Array> decoders;           // (size, neurons): given, not solved
  std::optional<PointsSpec> eval_points;   // absent: the population's
  bool scale_eval_points = true;           // multiply own points by the radius
};

/// Steps are counted from 1; a rule is active in start_at < n <= freeze_after.
struct LearningSpec {
  ModelSpec rule;
  std::int64_t start_at = 0;
  std::int64_t freeze_after = std::numeric_limits<std::int64_t>::max();
};

struct ConnectionSpec {
  std::string name;
  EndpointSpec from;
  EndpointSpec to;
  /// A number (times identity), a list (diagonal) or a matrix (n_to, n_from), after slicing.
  /// Of a decoded connection: the transform of what is decoded.
  /// With a rule: of each synapse, a number, a list by edge, or a distribution.
  Value weights = 1.0;
  /// In place of `weights`: a matrix of the same shape of which few entries are there.
  std::variant<std::monostate, CoordinateWeights, ConvolutionWeights> few_weights = {};
  /// Which neurons are connected; both ends are then neurons. Absent: `weights` says.
  std::optional<ModelSpec> rule = {};
  /// s, beyond the connection's own lag: a number, or of each synapse a list by edge or a
  /// distribution. Absent: the shortest.
  std::optional<Value> delay = {};
  /// From a represented value to another: (n_post, n_pre) currents rather than decoded values.
  bool full = false;
  DecodingSpec decoding;  // where `from` is a represented value
  std::vector<LearningSpec> learning;
  /// Absent: `none`, delivered in the same step.
  std::optional<ModelSpec> synapse;
};

struct ProbeSpec {
  std::string name;
  EndpointSpec of;
  /// spikes, output, rate, value, decoded, input, current, or a state; of a connection: weights,
  /// output, ...
  std::string record;
  std::optional<ModelSpec> filter;  // of a rate; or the probe's own synapse
  std::int64_t every = 1;           // steps between samples
  DecodingSpec decoding;            // of `record: decoded`
};

/// Share of presentations whose largest element agrees with a label at their end.
struct ScoreSpec {
  std::string name;  // accuracy
  std::string of;    // a probe
  std::vector<std::int64_t> labels;
  std::int64_t hold = 1;  // steps of one presentation
};

struct NetworkSpec {
  SimulationSpec simulation;
  std::vector<InputSpec> inputs;
  std::vector<NodeSpec> nodes;
  std::vector<PopulationSpec> populations;
  std::vector<ConnectionSpec> connections;
  std::vector<ProbeSpec> probes;
  std::vector<ScoreSpec> scores;
};

/// 0 ... n - 1: all positions of a vector.
std::vector<std::uint32_t> all_elements(std::size_t n);

/// The positions that a slice selects from `size` elements; empty where it selects nothing or
/// an index is out of range (`error` then says why).
std::vector<std::uint32_t> resolve_slice(const Slice& slice, std::size_t size, std::string& error);

}  // namespace rheo
