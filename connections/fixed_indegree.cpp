#include "connections/fixed_indegree.h"

#include <algorithm>

#include "connections/edge_buffer.h"
#include "connections/fan.h"
#include "connections/rule_parts.h"

namespace rheo {
namespace {

class FixedIndegree final : public ConnectionRule {
 public:
  FixedIndegree(double indegree, bool autapses, bool multapses)
      : declaration_(fixed_indegree_declaration()),
        indegree_(indegree),
        autapses_(autapses),
        multapses_(multapses) {}

  const Declaration& declaration() const noexcept override { return declaration_; }

  std::vector<Problem> check(const RuleEnds& ends) const override {
    std::vector<Problem> problems;
    if (!check_count("indegree", indegree_, kMostDegree, problems)) return problems;
    // A target that is among the sources has the fewest to choose from.
    const bool one_less = refuses(autapses_, ends) && autapses_of(ends) > 0;
    const double allowed = static_cast<double>(ends.n_from) - (one_less ? 1 : 0);
    check_degree({"indegree", indegree_, "source", "sources", multapses_}, allowed, problems);
    return problems;
  }

  double synapses(const RuleEnds& ends) const override {
    return indegree_ * static_cast<double>(ends.n_to);
  }
  std::size_t n_listed(const RuleEnds&) const override { return 0; }

  void edges(const RuleEnds& ends, std::size_t first_block, std::size_t end_block,
             EdgeSink& sink) const override {
    EdgeBuffer out(sink);
    Fan fan(ends.key, ends.n_from, static_cast<std::size_t>(indegree_), multapses_);
    const bool refused = refuses(autapses_, ends);
    std::vector<std::uint32_t> self;
    const std::size_t end = std::min(ends.n_to, end_block * kBlock);
    for (std::size_t target = first_block * kBlock; target < end; ++target) {
      const auto t = static_cast<std::uint32_t>(target);
      self.clear();
      if (refused && ends.self[t] != kNobody) self.push_back(ends.self[t]);
      for (const std::uint32_t source : fan.draw(t, self))
        out.put(source, t);
    }
    out.flush();
  }

 private:
  Declaration declaration_;
  double indegree_;
  bool autapses_;
  bool multapses_;
};

}  // namespace

Declaration fixed_indegree_declaration() {
  Declaration d = rule_declaration(
      "fixed_indegree", "The same number of synapses onto every target, from random sources.", {});
  d.shorthand = "indegree";
  d.parameters = {count_parameter("indegree", "Synapses of each target."), autapses_parameter(),
                  multapses_parameter()};
  return d;
}

std::shared_ptr<const ConnectionRule> make_fixed_indegree(const ModelSpec& spec) {
  return std::make_shared<FixedIndegree>(spec.number("indegree"), flag(spec, "autapses"),
                                         flag(spec, "multapses"));
}

}  // namespace rheo
