#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/spec.h"
#include "io/connection_lists.h"
#include "io/edge_file.h"
#include "io/read_context.h"

namespace rheo {

/// Turns the tree of a network file into a NetworkSpec. What could not be read is reported and
/// left out of the spec; `broken` has the names, so that nothing is blamed for missing them.
class NetworkReader {
 public:
  explicit NetworkReader(ReadContext& context) : c_(context) {}

  NetworkSpec read(const YamlNode& root);
  /// Inputs, nodes, populations, connections and probes (as "connections.<name>" and
  /// "probes.<name>") that could not be read; "*" where
  /// a whole section could not.
  const std::set<std::string>& broken() const noexcept { return broken_; }

 private:
  void definitions(const YamlNode& node);
  void simulation(const YamlNode& node);
  bool threads(const YamlNode& node);
  bool seed(const YamlNode& node);
  void input(const YamlEntry& e);
  void node(const YamlEntry& e);
  void connection(const YamlEntry& e);
  void one_connection(const YamlEntry& e);
  void probe(const YamlEntry& e);
  void score(const YamlEntry& e);

  // Populations ------------------------------------------------------------------------------
  void population(const YamlEntry& e);
  void population_fields(const YamlNode& node, const std::string& path, PopulationSpec& spec);
  void initial(const YamlNode& node, const std::string& path, const Declaration& d,
               PopulationSpec& spec);

  // Pieces of connections and probes ---------------------------------------------------------
  bool endpoint(const YamlNode& node, const std::string& path, EndpointSpec& end);
  bool endpoint_name(const YamlNode& node, const std::string& path, EndpointSpec& end);
  std::optional<Slice> slice(const YamlNode& node, const std::string& path);
  void pair(const YamlEntry& all, const PairEntries::Pair& pair);
  bool listed_ends(const YamlEntry& e, ListedEnds& side);
  /// Makes what an end means of what it says: neurons where nothing else can be meant, and ports.
  bool settle_ends(const YamlNode& node, const std::string& path, ConnectionSpec& spec);
  bool ends(const YamlEntry& e, const std::string& path, ConnectionSpec& spec);
  bool synapse(const YamlNode& connection, const YamlMark& mark, const std::string& path,
               ConnectionSpec& spec);
  bool weights(const YamlNode& connection, const YamlMark& mark, const std::string& path,
               ConnectionSpec& spec);
  bool rule(const YamlNode& node, const std::string& path, ConnectionSpec& spec);
  void rule_aliases(const YamlNode& node, const std::string& path, const ModelSpec& rule);
  bool is_known(const EndpointSpec& end) const;
  bool edge_shape(const YamlNode& node, const std::string& path, const ConnectionSpec& spec);
  bool delay(const YamlNode& connection, const std::string& path, ConnectionSpec& spec);
  bool given_delay(const YamlNode& node, const std::string& path, ConnectionSpec& spec);
  bool decoding(const YamlNode& node, const std::string& path, DecodingSpec& spec);
  bool decoded_function(const YamlNode& node, const std::string& path, DecodingSpec& spec);
  bool learning(const YamlNode& node, const std::string& path, ConnectionSpec& spec);
  bool learning_rule(const YamlNode& node, const std::string& path, ConnectionSpec& spec);
  std::optional<std::int64_t> learning_time(const YamlNode& node, const std::string& path);
  static std::optional<std::size_t> rule_number(const std::string& part);
  bool probed(const YamlNode& node, const std::string& path, EndpointSpec& of);
  bool probe_filter(const YamlNode& node, const std::string& path, ProbeSpec& spec);
  std::string default_record(const EndpointSpec& of) const;
  bool labels(const YamlNode& node, const std::string& path, ScoreSpec& spec);

  /// Calls `read_one` for every entry of the section, which must be a map of valid names.
  void section(const YamlNode& root, const std::string& name,
               void (NetworkReader::*read_one)(const YamlEntry&), bool dots = false);
  /// Reports keys of versions to come as such, and other unknown keys.
  void check_keys(const YamlNode& node, const std::string& path, const std::string& of,
                  const std::vector<std::string>& known, const std::vector<std::string>& later);
  bool take_name(const YamlEntry& e, const std::string& section);

  ReadContext& c_;
  NetworkSpec spec_;
  std::set<std::string> broken_;
  std::map<std::string, std::string> taken_;  // name -> section
  std::set<std::string> connection_names_;
  EdgeList listed_;  // by the file of the connection that is read
};

/// The fields of a population that hold values, beside the parameters of its model.
const std::vector<ParameterDeclaration>& population_value_fields();
/// Most dimensions of a represented value.
inline constexpr int kMaxDimensions = 4096;
/// Points of a space as a matrix or the name of a sampler.
ParameterDeclaration points_field(const std::string& name, const std::string& sentence);
void set_points(PointsSpec& points, Value value);
/// `true` or `false`.
ParameterDeclaration flag_field(const std::string& name, bool fallback,
                                const std::string& sentence);
/// Keys of how a represented value is read out, for connections and probes.
const std::vector<std::string>& decoding_keys();
/// The fields among them that hold values.
const std::vector<ParameterDeclaration>& decoding_value_fields();
/// `initial: {scaled_encoders: ...}` of a population.
const ParameterDeclaration& scaled_encoders_field();
/// The `weights` of a connection.
const ParameterDeclaration& weights_field();
/// All keys that a population has beside the parameters of its model.
const std::vector<std::string>& population_keys();

}  // namespace rheo
