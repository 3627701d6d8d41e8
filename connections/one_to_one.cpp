#include "connections/one_to_one.h"

#include <algorithm>

#include "connections/edge_buffer.h"
#include "connections/rule_parts.h"

namespace rheo {
namespace {

class OneToOne final : public ConnectionRule {
 public:
  explicit OneToOne(bool autapses) : declaration_(one_to_one_declaration()), autapses_(autapses) {}

  const Declaration& declaration() const noexcept override { return declaration_; }

  std::vector<Problem> check(const RuleEnds& ends) const override {
    if (ends.n_from == ends.n_to) return {};
    return {{"",
             "has " + counted(static_cast<double>(ends.n_from), "source", "sources") + " and " +
                 counted(static_cast<double>(ends.n_to), "target", "targets"),
             "one_to_one needs as many sources as targets",
             "take equally long slices, or another rule", ""}};
  }

  double synapses(const RuleEnds& ends) const override {
    std::size_t refused = 0;
    for (std::size_t k = 0; k < ends.n_to; ++k)
      refused += is_refused(ends, k) ? 1 : 0;
    return static_cast<double>(ends.n_to - refused);
  }

  std::size_t n_listed(const RuleEnds& ends) const override { return ends.n_to; }

  void edges(const RuleEnds& ends, std::size_t first_block, std::size_t end_block,
             EdgeSink& sink) const override {
    EdgeBuffer out(sink, true);
    const std::size_t end = std::min(ends.n_to, end_block * kBlock);
    for (std::size_t k = first_block * kBlock; k < end; ++k) {
      if (is_refused(ends, k)) continue;
      out.put(static_cast<std::uint32_t>(k), static_cast<std::uint32_t>(k), k);
    }
    out.flush();
  }

 private:
  bool is_refused(const RuleEnds& ends, std::size_t k) const {
    return refuses(autapses_, ends) && ends.self[k] == k;
  }
  Declaration declaration_;
  bool autapses_;
};

}  // namespace

Declaration one_to_one_declaration() {
  Declaration d = rule_declaration("one_to_one", "Source k to target k.", {});
  d.parameters = {autapses_parameter()};
  return d;
}

std::shared_ptr<const ConnectionRule> make_one_to_one(const ModelSpec& spec) {
  return std::make_shared<OneToOne>(flag(spec, "autapses"));
}

}  // namespace rheo
