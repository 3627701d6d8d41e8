#include "connections/all_to_all.h"

#include <algorithm>

#include "connections/edge_buffer.h"
#include "connections/rule_parts.h"

namespace rheo {
namespace {

class AllToAll final : public ConnectionRule {
 public:
  explicit AllToAll(bool autapses) : declaration_(all_to_all_declaration()), autapses_(autapses) {}

  const Declaration& declaration() const noexcept override { return declaration_; }
  std::vector<Problem> check(const RuleEnds&) const override { return {}; }
  double synapses(const RuleEnds& ends) const override { return allowed_pairs(ends, autapses_); }
  std::size_t n_listed(const RuleEnds& ends) const override { return ends.n_to * ends.n_from; }

  void edges(const RuleEnds& ends, std::size_t first_block, std::size_t end_block,
             EdgeSink& sink) const override {
    EdgeBuffer out(sink, true);
    const bool refused = refuses(autapses_, ends);
    const std::size_t end = std::min(ends.n_to, end_block * kBlock);
    for (std::size_t t = first_block * kBlock; t < end; ++t) {
      const std::size_t self = refused ? ends.self[t] : kNobody;
      const std::uint64_t row = std::uint64_t{t} * ends.n_from;
      for (std::size_t s = 0; s < ends.n_from; ++s) {
        if (s == self) continue;
        out.put(static_cast<std::uint32_t>(s), static_cast<std::uint32_t>(t), row + s);
      }
    }
    out.flush();
  }

 private:
  Declaration declaration_;
  bool autapses_;
};

}  // namespace

Declaration all_to_all_declaration() {
  Declaration d = rule_declaration("all_to_all", "Every source to every target, once.", {});
  d.parameters = {autapses_parameter()};
  return d;
}

std::shared_ptr<const ConnectionRule> make_all_to_all(const ModelSpec& spec) {
  return std::make_shared<AllToAll>(flag(spec, "autapses"));
}

}  // namespace rheo
