#include "connections/fixed_total_number.h"

#include <algorithm>
#include <cmath>

#include "connections/number_split.h"
#include "connections/pair_draws.h"
#include "connections/rule_parts.h"
#include "engine/discrete.h"
#include "engine/math.h"

namespace rheo {
namespace {

// Purposes of counters; pairs have 0.
constexpr std::uint16_t kOverTargets = 1;
constexpr std::uint16_t kOverSources = 2;

class FixedTotalNumber final : public ConnectionRule {
 public:
  FixedTotalNumber(double number, double probability, bool autapses, bool multapses)
      : declaration_(fixed_total_number_declaration()),
        number_(number),
        probability_(probability),
        autapses_(autapses),
        multapses_(multapses) {}

  const Declaration& declaration() const noexcept override { return declaration_; }
  std::vector<Problem> check(const RuleEnds& ends) const override;
  double synapses(const RuleEnds& ends) const override {
    if (probability_ == 0) return number_;
    const double pairs = static_cast<double>(ends.n_from) * static_cast<double>(ends.n_to);
    return pairs == 0 ? 0 : std::round(math::log1p(-probability_) / math::log1p(-1 / pairs));
  }
  std::size_t n_listed(const RuleEnds&) const override { return 0; }
  void edges(const RuleEnds& ends, std::size_t first_block, std::size_t end_block,
             EdgeSink& sink) const override;

 private:
  std::vector<std::uint64_t> over_targets(const RuleEnds& ends, std::size_t end_block) const;

  Declaration declaration_;
  double number_;
  double probability_;  // 0: the number counts
  bool autapses_;
  bool multapses_;
};

std::vector<Problem> FixedTotalNumber::check(const RuleEnds& ends) const {
  std::vector<Problem> problems;
  const auto most = static_cast<double>(kMostTrials);
  if (number_ != 0 && probability_ != 0) {
    problems.push_back({"number", "stands beside a probability", "one follows from the other",
                        "remove one of them", ""});
    return problems;
  }
  const double number = synapses(ends);
  if (!check_count("number", number, most, problems) || number == 0) return problems;
  const double pairs = allowed_pairs(ends, autapses_);
  const bool none = pairs == 0;
  if (!none && (multapses_ || number <= pairs)) return problems;
  Problem& problem = problems.emplace_back();
  problem.path = "number";
  problem.what = "asks for " + counted(number, "synapse", "synapses") + " where there " +
                 (none ? "is no pair" : "are " + counted(pairs, "pair", "pairs")) + " to connect";
  problem.rule = none ? "without autapses, two neurons are needed"
                      : "without multapses, each pair can be connected once";
  problem.remedy = none ? "allow autapses, or connect more neurons"
                        : "allow multapses, or give a smaller number";
  return problems;
}

/// (end_block) synapses of each block of targets.
std::vector<std::uint64_t> FixedTotalNumber::over_targets(const RuleEnds& ends,
                                                          std::size_t end_block) const {
  std::vector<std::uint64_t> pairs(block_count(ends.n_to));
  for (std::size_t b = 0; b < pairs.size(); ++b)
    pairs[b] = std::uint64_t{block_size(ends.n_to, b)} * ends.n_from;
  if (refuses(autapses_, ends)) {
    for (std::size_t t = 0; t < ends.n_to; ++t)
      pairs[t / kBlock] -= ends.self[t] == kNobody ? 0 : 1;
  }
  return split_number(static_cast<std::uint64_t>(synapses(ends)), pairs, multapses_, end_block,
                      bulk_key(ends.key), {.purpose = kOverTargets});
}

void FixedTotalNumber::edges(const RuleEnds& ends, std::size_t first_block, std::size_t end_block,
                             EdgeSink& sink) const {
  const bool refused = refuses(autapses_, ends);
  const std::size_t n_source_blocks = block_count(ends.n_from);
  const BulkKey key = bulk_key(ends.key);
  const std::vector<std::uint64_t> numbers = over_targets(ends, end_block);
  PairDraws draws(ends, sink);
  std::vector<std::uint64_t> pairs(n_source_blocks);
  std::vector<std::size_t> n_refused(n_source_blocks);
  for (std::size_t b = first_block; b < end_block; ++b) {
    const std::size_t size = block_size(ends.n_to, b);
    std::fill(n_refused.begin(), n_refused.end(), 0);
    for (std::size_t t = b * kBlock; refused && t < b * kBlock + size; ++t) {
      if (ends.self[t] != kNobody) ++n_refused[ends.self[t] / kBlock];
    }
    for (std::size_t a = 0; a < n_source_blocks; ++a)
      pairs[a] = std::uint64_t{size} * block_size(ends.n_from, a) - n_refused[a];
    const auto block = static_cast<std::uint32_t>(b);
    const std::vector<std::uint64_t> over_sources =
        split_number(numbers[b], pairs, multapses_, n_source_blocks, key,
                     {.c1 = block, .purpose = kOverSources});
    for (std::size_t a = 0; a < n_source_blocks; ++a) {
      const BlockPair both{a, b, over_sources[a], n_refused[a]};
      if (multapses_) {
        draws.with_replacement(both);
      } else {
        draws.without_replacement(both);
      }
    }
  }
}

}  // namespace

Declaration fixed_total_number_declaration() {
  Declaration d = rule_declaration(
      "fixed_total_number", "A number of synapses, each between a random source and target.",
      {"probability p: number = round(ln(1 - p) / ln(1 - 1 / (n_from n_to)))"});
  d.shorthand = "number";
  ParameterDeclaration number = count_parameter("number", "Synapses in all.");
  number.fallback = 0.0;
  ParameterDeclaration probability;
  probability.name = "probability";
  probability.range = {.low = 0, .high = 1, .high_open = true};
  probability.fallback = 0.0;
  probability.sentence =
      "In place of the number: that a pair is connected at least once (Potjans and Diesmann 2014).";
  d.parameters = {number, probability, autapses_parameter(), multapses_parameter()};
  return d;
}

std::shared_ptr<const ConnectionRule> make_fixed_total_number(const ModelSpec& spec) {
  return std::make_shared<FixedTotalNumber>(spec.number("number"), spec.number("probability"),
                                            flag(spec, "autapses"), flag(spec, "multapses"));
}

}  // namespace rheo
