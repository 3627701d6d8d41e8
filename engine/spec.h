#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

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

struct NodeSpec {
  std::string name;
  std::size_t size = 1;
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
  std::optional<Array> encoders;         // (neurons, dimensions)
  std::map<std::string, Value> initial;  // state name -> per neuron
};

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
};

struct ConnectionSpec {
  std::string name;
  EndpointSpec from;
  EndpointSpec to;
  /// A number (times identity), a list (diagonal) or a matrix (n_to, n_from), after slicing.
  Value weights = 1.0;
  /// Absent: `none`, delivered in the same step.
  std::optional<ModelSpec> synapse;
};

struct ProbeSpec {
  std::string name;
  EndpointSpec of;
  std::string record;               // spikes, output, rate, value, current, or a state
  std::optional<ModelSpec> filter;  // of a rate; or the probe's own synapse
  std::int64_t every = 1;           // steps between samples
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

/// The positions that a slice selects from `size` elements; empty where it selects nothing or
/// an index is out of range (`error` then says why).
std::vector<std::uint32_t> resolve_slice(const Slice& slice, std::size_t size, std::string& error);

}  // namespace rheo
