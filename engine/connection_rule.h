#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/declaration.h"
#include "engine/error.h"
#include "engine/random.h"

namespace rheo {

/// Synapses in the order in which a rule makes them. Ends are numbered within the connection's
/// ends.
struct EdgeBatch {
  std::size_t n = 0;
  const std::uint32_t* source = nullptr;  // (n)
  const std::uint32_t* target = nullptr;  // (n)
  /// (n) places in the lists of weights and delays that a user may give; null where the rule has no
  /// such numbers (`ConnectionRule::n_listed` is 0).
  const std::uint64_t* listed = nullptr;
};

/// Takes the edges of a rule in.
class EdgeSink {
 public:
  virtual ~EdgeSink() = default;
  virtual void put(const EdgeBatch& batch) = 0;
};

/// What a rule connects.
struct RuleEnds {
  std::size_t n_from = 0;
  std::size_t n_to = 0;
  /// (n_to) place of the same neuron among the sources, kNobody where it is none of them: what an
  /// autapse is. Empty: the ends share no neuron.
  std::vector<std::uint32_t> self;
  DrawKey key;  // of the connection's draws
};
inline constexpr std::uint32_t kNobody = 0xffffffffU;

/// A rule that says which neurons are connected: constant, shared, without state.
///
/// Targets are cut into blocks of kBlock. All draws are keyed so that the edges of a block of
/// targets do not depend on which other blocks are asked for: partitions of any kind are unions of
/// blocks, and building twice gives the same edges.
class ConnectionRule {
 public:
  virtual ~ConnectionRule() = default;
  virtual const Declaration& declaration() const noexcept = 0;

  /// What is wrong with the rule between these ends; paths are relative to the rule.
  virtual std::vector<Problem> check(const RuleEnds& ends) const = 0;
  /// How many synapses there will be: exact, or the expectation where it is drawn. Known without
  /// drawing, so that memory is known before it is taken.
  virtual double synapses(const RuleEnds& ends) const = 0;
  /// Length of a list of weights or delays, one for each edge; 0: none can be given.
  virtual std::size_t n_listed(const RuleEnds& ends) const = 0;
  /// Hands over every edge whose target lies in the blocks first_block ... end_block - 1, in
  /// batches of any size. For each single source the targets come grouped by ascending block, and
  /// the order within a block does not depend on first_block and end_block. Called from several
  /// threads.
  virtual void edges(const RuleEnds& ends, std::size_t first_block, std::size_t end_block,
                     EdgeSink& sink) const = 0;
};

}  // namespace rheo
