#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/network.h"

namespace rheo {

/// Turns a NetworkSpec into the plan, collecting every mistake on the way: validate() and build()
/// are the same walk, so that what passes the one passes the other. Internal to the engine.
class Builder {
 public:
  /// Without `solve` no decoders are sought: weights that hold any are left empty.
  Builder(const NetworkSpec& spec, const Catalog& catalog, bool solve)
      : spec_(spec), catalog_(catalog), solve_(solve) {}

  /// The plan; usable only if `problems()` is empty afterwards.
  Network run();
  std::vector<Problem>& problems() noexcept { return problems_; }

 private:
  /// What a name stands for.
  struct Object {
    enum class Kind { input, node, population };
    Kind kind = Kind::input;
    std::size_t index = 0;
    bool direct = false;  // a population without neurons: a node
  };
  /// One end of a connection or the object of a probe, found and sliced.
  struct End {
    bool ok = false;
    SourceRef source;
    TargetRef target;
    std::vector<std::uint32_t> elements;
    std::optional<std::size_t> decoded;  // population whose represented value is decoded
    bool direct = false;                 // a population without neurons
  };
  /// What decoders make of a represented value.
  struct Decoded {
    std::size_t size = 0;
    std::vector<double> decoders;  // (size, neurons); empty where they are not solved for
  };
  /// Where decoders belong: for messages and for draws.
  struct DecodedFor {
    std::string kind;  // connection, probe
    std::string name;
    std::size_t population = 0;
    const std::vector<std::uint32_t>& elements;  // of the represented value
  };

  /// Synapses of a connection, and whether each has a weight of its own.
  struct SynapseCount {
    std::string name;
    double n = 0;
    bool weighted = false;
    double bytes() const { return n * (weighted ? 6 : 2); }
  };

  void report(std::string path, std::string what, std::string rule = "", std::string remedy = "");
  void add_name(const std::string& section, const std::string& name, Object object);
  const Object* find(const std::string& path, const std::string& name);

  // build.cpp
  void simulation();
  bool memory();
  /// Bytes that the weights of a connection take that do not stand in the file: full weights,
  /// and what recursive least squares keeps.
  double connection_bytes(const ConnectionSpec& spec) const;
  /// Whether a finite number stays finite in the precision of the run; reports it if not.
  bool fits(const std::string& path, double value);
  void inputs();
  std::shared_ptr<const InputFunction> stimulus(const std::string& path, const ModelSpec& model,
                                                const InputContext& context);
  void nodes();
  // build_population.cpp
  void populations();
  void population(const PopulationSpec& spec);
  void model_parameters(const PopulationSpec& spec, PopulationPlan& plan);
  void physical_current(const PopulationSpec& spec, PopulationPlan& plan);
  void no_current(const PopulationSpec& spec, PopulationPlan& plan);
  void tuning(const PopulationSpec& spec, PopulationPlan& plan);
  void tuned_gain_bias(const PopulationSpec& spec, PopulationPlan& plan);
  void initial_values(const PopulationSpec& spec, PopulationPlan& plan);
  void represented(const PopulationSpec& spec, PopulationPlan& plan);
  bool encoders(const PopulationSpec& spec, PopulationPlan& plan);
  void noise(const PopulationSpec& spec, PopulationPlan& plan);
  /// A population of the model `direct`: a node that passes on what it represents.
  void direct(const PopulationSpec& spec);
  /// Scalar (1) or drawn / listed (neurons); empty after a report.
  std::vector<double> per_neuron(const PopulationSpec& spec, const std::string& name,
                                 const Value& value, const Range& range);
  // build_connections.cpp
  void connections();
  void connection(const ConnectionSpec& spec);
  End source_end(const std::string& path, const EndpointSpec& spec);
  End target_end(const std::string& path, const EndpointSpec& spec);
  void slice(const std::string& path, const EndpointSpec& spec, std::size_t size, End& end);
  bool weights(const ConnectionSpec& spec, ProjectionPlan& plan);
  // build_sparse.cpp
  bool few_weights_suit(const ConnectionSpec& spec);
  /// The matrix (n_to, n_from) of `few_weights`, by columns.
  std::optional<CoordinateWeights> few_weights(const ConnectionSpec& spec, std::size_t n_to,
                                               std::size_t n_from);
  /// Makes pairs of the ends of `plan`.
  bool pair_weights(const ConnectionSpec& spec, ProjectionPlan& plan);
  // build_connections.cpp
  bool distinct_targets(const std::string& path, const ProjectionPlan& plan);
  static void sort_sources(ProjectionPlan& plan);
  /// The model of a synapse at the run's step; reports what is wrong with it.
  std::shared_ptr<const SynapseModel> synapse(const std::string& path, const ModelSpec& spec);
  std::size_t filter(const std::string& path, const TargetRef& to, const ModelSpec& synapse);
  void order();
  void report_cycle(const std::vector<std::vector<std::size_t>>& next,
                    const std::vector<std::size_t>& waiting);
  // build_synapses.cpp
  bool physical(const TargetRef& target) const;
  bool takes_input(std::size_t population) const {
    return network_.populations[population].model->declaration().takes_input;
  }
  const PoissonTrains* poisson(const EndpointSpec& from);
  /// A connection whose ends are neurons, by a rule: its own, or the one that its weights amount
  /// to.
  void rule_connection(const ConnectionSpec& spec, const End& from, const End& to);
  void matrix_connection(const ConnectionSpec& spec, const End& from, const End& to);
  bool rule_ends(const std::string& path, const End& from, const End& to, RuleEnds& ends);
  std::shared_ptr<const ConnectionRule> rule(const std::string& path, const ModelSpec& spec,
                                             const RuleEnds& ends);
  std::optional<std::size_t> port(const ConnectionSpec& spec, std::size_t population);
  bool synapse_weights(const ConnectionSpec& spec, std::size_t listed, double held, Value& out);
  /// In steps, at least `least` of them.
  bool synapse_delays(const ConnectionSpec& spec, std::size_t listed, std::int64_t least,
                      Value& out);
  std::optional<std::int64_t> delay_steps(const std::string& path, double seconds,
                                          std::int64_t least);
  void sparse_projection(const ConnectionSpec& spec, const End& from, const End& to,
                         const SynapsesPlan& plan);
  void drive(const ConnectionSpec& spec, const PoissonTrains& trains, std::size_t input);
  void port_drive(const ConnectionSpec& spec, const End& to, std::size_t input, std::int64_t delay);
  /// A node that has what the source had `steps` ago; made once.
  SourceRef delayed(const SourceRef& source, std::int64_t steps);
  /// Synapses of a connection by a rule that takes no lists, between whole populations; else 0.
  /// Needs no population: what does not fit is refused before anything is drawn.
  double ruled_synapses(const ConnectionSpec& spec) const;
  bool ruled_synapse_memory();
  bool synapse_memory();
  bool synapses_fit(std::vector<SynapseCount> parts);
  // build_decoding.cpp
  /// The points as given or drawn, (points, dimensions); empty after a report.
  std::vector<double> points(const std::string& path, const PointsSpec& spec,
                             const SampleRequest& request);
  std::vector<double> evaluation_points(const std::string& path, const DecodingSpec& spec,
                                        const DecodedFor& of);
  /// Targets (points, size) of the decoders; empty after a report.
  std::vector<double> decoding_targets(const std::string& path, const DecodingSpec& spec,
                                       const DecodedFor& of, const std::vector<double>& points,
                                       std::size_t& size);
  /// The decoders of `spec`; with `mix` (rows, size) the targets times its transpose are decoded.
  std::optional<Decoded> decode(const DecodingSpec& spec, const DecodedFor& of,
                                const Array* mix = nullptr);
  bool solve(const std::string& path, const ModelSpec& solver, const DecodingProblem& problem,
             Decoded& out);
  std::optional<Decoded> given_decoders(const std::string& path, const Array& decoders,
                                        std::size_t neurons);
  void decoded_connection(const ConnectionSpec& spec, const End& from, End to);
  /// The transform of a decoded connection as a matrix (n_to, size).
  std::optional<Array> transform(const ConnectionSpec& spec, std::size_t size, const End& to);
  /// Encoders of the post population times the transform: (neurons, size).
  std::optional<Array> full_mix(const ConnectionSpec& spec, const Array& transform, End& to);
  /// A node whose value is added to the current of a population; made once.
  std::size_t current_node(std::size_t population);
  void add_projection(const ConnectionSpec& spec, ProjectionPlan plan);
  /// Replaces the source of a connection by a node that computes the connection's function of it.
  bool function_node(const ConnectionSpec& spec, End& from);
  // build_learning.cpp
  const ConnectionSpec* find_connection(const std::string& name) const;
  std::optional<std::vector<std::uint32_t>> error_elements(const ConnectionSpec& spec) const;
  void learning_inputs();
  const ConnectionSpec* find_rule(const std::string& path, const EndpointSpec& end);
  End learning_end(const std::string& path, const EndpointSpec& spec);
  void learning(const ConnectionSpec& spec);
  bool learns_weights(const ConnectionSpec& spec, const std::string& path,
                      const LearningPlan& plan);
  bool learns_encoders(const ConnectionSpec& spec, const std::string& path, LearningPlan& plan);
  bool enough_rules(const std::string& path, const std::function<bool(const LearningPlan&)>& same);
  void learned_encoders();
  void learned_encoders(const PopulationSpec& spec, PopulationPlan& plan);
  bool learning_filters(const std::string& path, LearningPlan& plan);
  void unused_rules();
  // build_matrix_probes.cpp
  bool matrix_probe(const ProbeSpec& spec);
  bool rule_probe(const ProbeSpec& spec, ProbePlan& plan, std::size_t& size);
  bool connection_probe(const ProbeSpec& spec, ProbePlan& plan, std::size_t& size);
  // build_probes.cpp
  bool decoded_probe(const ProbeSpec& spec, std::size_t population, ProbePlan& plan);
  bool direct_probe(const ProbeSpec& spec, std::size_t node, ProbePlan& plan);
  void probe_node(const ProbeSpec& spec, std::size_t size, ProjectionPlan projection,
                  ProbePlan& plan);
  void probes();
  void probe(const ProbeSpec& spec);
  bool probed_object(const ProbeSpec& spec, const Object& object, ProbePlan& plan);
  bool probed_population(const ProbeSpec& spec, const PopulationPlan& population, ProbePlan& plan);
  void probe_filter(const ProbeSpec& spec);
  void scores();
  void score(const ScoreSpec& spec);

  const NetworkSpec& spec_;
  const Catalog& catalog_;
  bool solve_;
  Network network_;
  double least_bytes_ = 0;  // of all but synapses by rules
  std::vector<Problem> problems_;
  std::map<std::string, Object> names_;
  std::set<std::string> broken_;  // declared, but with a mistake reported already
  /// What a rule of a connection takes in: a node.
  std::map<std::pair<std::string, std::size_t>, std::size_t> learning_inputs_;
  std::map<std::string, std::string> sections_;  // name -> section, for messages
  /// (kind, index, steps) of a delayed source -> node
  std::map<std::tuple<int, std::size_t, std::int64_t>, std::size_t> delayed_;
};

/// Bytes that this process may take: physical memory, or its limit of address space if less.
double available_memory();
/// Bytes that the plan and the run take for `few_weights`, in numbers of `number` bytes.
double few_weights_bytes(const ConnectionSpec& spec, double number);
/// "1.3 GB", rounded up.
std::string gigabytes(double bytes);

}  // namespace rheo
