#include "connections/pairwise_bernoulli.h"

#include <algorithm>
#include <array>

#include "connections/edge_buffer.h"
#include "connections/rule_parts.h"
#include "engine/bulk_random.h"
#include "engine/math.h"
#include "engine/text.h"

namespace rheo {
namespace {

/// How many pairs are left out before the next synapse: geometric, as the whole part of exponential
/// numbers with mean -1 / ln(1 - p). Skip i of target block b has the counter (i modulo 2^32, b,
/// i / 2^32).
class Skips {
 public:
  Skips(const DrawKey& key, std::size_t block, double p)
      : key_(bulk_key(key)),
        isa_(select_isa()),
        block_(static_cast<std::uint32_t>(block)),
        always_(p == 1) {
    exponential_.kind = Distribution::Kind::exponential;
    exponential_.a = always_ ? 1 : -1 / math::log1p(-p);
  }

  /// To be rounded down.
  double next() {
    if (always_) return 0;
    if (at_ == kBatch) refill();
    return skips_[at_++];
  }

 private:
  static constexpr std::size_t kBatch = 1024;

  void refill() {
    const BulkCounter counter{static_cast<std::uint32_t>(drawn_), block_,
                              static_cast<std::uint32_t>(drawn_ >> 32), 0};
    draw_bulk(exponential_, key_, counter, isa_, kBatch, skips_.data());
    drawn_ += kBatch;
    at_ = 0;
  }

  BulkKey key_;
  Isa isa_;
  std::uint32_t block_;
  bool always_;
  Distribution exponential_;
  std::uint64_t drawn_ = 0;
  std::size_t at_ = kBatch;
  std::array<double, kBatch> skips_{};
};

class PairwiseBernoulli final : public ConnectionRule {
 public:
  PairwiseBernoulli(double p, bool autapses)
      : declaration_(pairwise_bernoulli_declaration()), p_(p), autapses_(autapses) {}

  const Declaration& declaration() const noexcept override { return declaration_; }

  std::vector<Problem> check(const RuleEnds&) const override {
    if (p_ >= 0 && p_ <= 1) return {};
    return {{"p", "is " + number_text(p_), "must be a probability, in [0, 1]",
             "give another number", ""}};
  }
  double synapses(const RuleEnds& ends) const override {
    return p_ * allowed_pairs(ends, autapses_);
  }
  std::size_t n_listed(const RuleEnds&) const override { return 0; }

  void edges(const RuleEnds& ends, std::size_t first_block, std::size_t end_block,
             EdgeSink& sink) const override {
    if (p_ == 0) return;
    EdgeBuffer out(sink);
    for (std::size_t b = first_block; b < end_block; ++b)
      block(ends, b, out);
    out.flush();
  }

 private:
  /// Pair number source x size + target, size targets a block. A refused autapse is a pair like
  /// any other whose synapse is not made.
  void block(const RuleEnds& ends, std::size_t b, EdgeBuffer& out) const {
    const bool refused = refuses(autapses_, ends);
    const std::size_t size = block_size(ends.n_to, b);
    const std::uint64_t pairs = std::uint64_t{size} * ends.n_from;
    const auto most = static_cast<double>(pairs);
    Skips skips(ends.key, b, p_);
    std::uint64_t source = 0;
    std::uint64_t target = 0;  // within the block
    while (true) {
      const double skip = skips.next();
      if (!(skip < most)) return;
      target += static_cast<std::uint64_t>(skip);
      if (target >= size) {
        source += target / size;
        target %= size;
      }
      if (source >= ends.n_from) return;
      const std::size_t t = b * kBlock + target;
      if (!refused || ends.self[t] != source)
        out.put(static_cast<std::uint32_t>(source), static_cast<std::uint32_t>(t));
      ++target;
    }
  }

  Declaration declaration_;
  double p_;
  bool autapses_;
};

}  // namespace

Declaration pairwise_bernoulli_declaration() {
  Declaration d =
      rule_declaration("pairwise_bernoulli", "Every pair, independently, with probability p.", {});
  d.shorthand = "p";
  ParameterDeclaration& p = d.parameters.emplace_back();
  p.name = "p";
  p.range = {.low = 0, .high = 1};
  p.sentence = "Probability of a synapse.";
  d.parameters.push_back(autapses_parameter());
  return d;
}

std::shared_ptr<const ConnectionRule> make_pairwise_bernoulli(const ModelSpec& spec) {
  return std::make_shared<PairwiseBernoulli>(spec.number("p"), flag(spec, "autapses"));
}

}  // namespace rheo
