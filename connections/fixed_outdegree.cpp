#include "connections/fixed_outdegree.h"

#include <algorithm>
#include <utility>

#include "connections/edge_buffer.h"
#include "connections/fan.h"
#include "connections/rule_parts.h"

namespace rheo {
namespace {

class FixedOutdegree final : public ConnectionRule {
 public:
  FixedOutdegree(double outdegree, bool autapses, bool multapses)
      : declaration_(fixed_outdegree_declaration()),
        outdegree_(outdegree),
        autapses_(autapses),
        multapses_(multapses) {}

  const Declaration& declaration() const noexcept override { return declaration_; }
  std::vector<Problem> check(const RuleEnds& ends) const override;
  double synapses(const RuleEnds& ends) const override {
    return outdegree_ * static_cast<double>(ends.n_from);
  }
  std::size_t n_listed(const RuleEnds&) const override { return 0; }
  void edges(const RuleEnds& ends, std::size_t first_block, std::size_t end_block,
             EdgeSink& sink) const override;

 private:
  using Target = std::pair<std::uint32_t, std::uint32_t>;  // source, target: the same neuron
  /// Sorted: what each source must not choose.
  std::vector<Target> refused_targets(const RuleEnds& ends) const;

  Declaration declaration_;
  double outdegree_;
  bool autapses_;
  bool multapses_;
};

std::vector<FixedOutdegree::Target> FixedOutdegree::refused_targets(const RuleEnds& ends) const {
  std::vector<Target> refused;
  if (!refuses(autapses_, ends)) return refused;
  for (std::size_t t = 0; t < ends.n_to; ++t) {
    if (ends.self[t] != kNobody) refused.emplace_back(ends.self[t], static_cast<std::uint32_t>(t));
  }
  std::sort(refused.begin(), refused.end());
  return refused;
}

std::vector<Problem> FixedOutdegree::check(const RuleEnds& ends) const {
  std::vector<Problem> problems;
  if (!check_count("outdegree", outdegree_, kMostDegree, problems)) return problems;
  std::size_t most_refused = 0;
  std::size_t run = 0;
  const std::vector<Target> refused = refused_targets(ends);
  for (std::size_t i = 0; i < refused.size(); ++i) {
    run = i > 0 && refused[i].first == refused[i - 1].first ? run + 1 : 1;
    most_refused = std::max(most_refused, run);
  }
  check_degree({"outdegree", outdegree_, "target", "targets", multapses_},
               static_cast<double>(ends.n_to - most_refused), problems);
  return problems;
}

void FixedOutdegree::edges(const RuleEnds& ends, std::size_t first_block, std::size_t end_block,
                           EdgeSink& sink) const {
  EdgeBuffer out(sink);
  Fan fan(ends.key, ends.n_to, static_cast<std::size_t>(outdegree_), multapses_);
  const std::vector<Target> refused = refused_targets(ends);
  auto next = refused.begin();
  std::vector<std::uint32_t> self;
  std::vector<std::uint32_t> kept;
  const auto first = static_cast<std::uint32_t>(first_block * kBlock);
  const auto end = static_cast<std::uint32_t>(std::min(ends.n_to, end_block * kBlock));
  for (std::uint32_t s = 0; s < ends.n_from; ++s) {
    self.clear();
    for (; next != refused.end() && next->first == s; ++next)
      self.push_back(next->second);
    kept.clear();
    for (const std::uint32_t target : fan.draw(s, self)) {
      if (target >= first && target < end) kept.push_back(target);
    }
    std::sort(kept.begin(), kept.end());
    for (const std::uint32_t target : kept)
      out.put(s, target);
  }
  out.flush();
}

}  // namespace

Declaration fixed_outdegree_declaration() {
  Declaration d = rule_declaration(
      "fixed_outdegree", "The same number of synapses from every source, onto random targets.", {});
  d.shorthand = "outdegree";
  d.parameters = {count_parameter("outdegree", "Synapses of each source."), autapses_parameter(),
                  multapses_parameter()};
  return d;
}

std::shared_ptr<const ConnectionRule> make_fixed_outdegree(const ModelSpec& spec) {
  return std::make_shared<FixedOutdegree>(spec.number("outdegree"), flag(spec, "autapses"),
                                          flag(spec, "multapses"));
}

}  // namespace rheo
