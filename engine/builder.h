#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/network.h"

namespace rheo {

/// Turns a NetworkSpec into the plan, collecting every mistake on the way: validate() and build()
/// are the same walk, so that what passes the one passes the other. Internal to the engine.
class Builder {
 public:
  Builder(const NetworkSpec& spec, const Catalog& catalog) : spec_(spec), catalog_(catalog) {}

  /// The plan; usable only if `problems()` is empty afterwards.
  Network run();
  std::vector<Problem>& problems() noexcept { return problems_; }

 private:
  /// What a name stands for.
  struct Object {
    enum class Kind { input, node, population };
    Kind kind = Kind::input;
    std::size_t index = 0;
  };
  /// One end of a connection or the object of a probe, found and sliced.
  struct End {
    bool ok = false;
    SourceRef source;
    TargetRef target;
    std::vector<std::uint32_t> elements;
  };

  void report(std::string path, std::string what, std::string rule = "", std::string remedy = "");
  void add_name(const std::string& section, const std::string& name, Object object);
  const Object* find(const std::string& path, const std::string& name);

  // build.cpp
  void simulation();
  bool memory();
  /// Whether a finite number stays finite in the precision of the run; reports it if not.
  bool fits(const std::string& path, double value);
  void inputs();
  void nodes();
  // build_population.cpp
  void populations();
  void population(const PopulationSpec& spec);
  void model_parameters(const PopulationSpec& spec, PopulationPlan& plan);
  void tuning(const PopulationSpec& spec, PopulationPlan& plan);
  void tuned_gain_bias(const PopulationSpec& spec, PopulationPlan& plan);
  void initial_values(const PopulationSpec& spec, PopulationPlan& plan);
  void represented(const PopulationSpec& spec, PopulationPlan& plan);
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
  bool distinct_targets(const std::string& path, const ProjectionPlan& plan);
  static void sort_sources(ProjectionPlan& plan);
  /// The model of a synapse at the run's step; reports what is wrong with it.
  std::shared_ptr<const SynapseModel> synapse(const std::string& path, const ModelSpec& spec);
  std::size_t filter(const std::string& path, const TargetRef& to, const ModelSpec& synapse);
  void order();
  void report_cycle(const std::vector<std::vector<std::size_t>>& next,
                    const std::vector<std::size_t>& waiting);
  // build_probes.cpp
  void probes();
  void probe(const ProbeSpec& spec);
  bool probed_object(const ProbeSpec& spec, const Object& object, ProbePlan& plan);
  bool probed_population(const ProbeSpec& spec, const PopulationPlan& population, ProbePlan& plan);
  void probe_filter(const ProbeSpec& spec);
  void scores();
  void score(const ScoreSpec& spec);

  const NetworkSpec& spec_;
  const Catalog& catalog_;
  Network network_;
  std::vector<Problem> problems_;
  std::map<std::string, Object> names_;
  std::set<std::string> broken_;                 // declared, but with a mistake reported already
  std::map<std::string, std::string> sections_;  // name -> section, for messages
};

}  // namespace rheo
