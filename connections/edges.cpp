#include "connections/edges.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "connections/edge_buffer.h"
#include "connections/rule_parts.h"
#include "engine/text.h"

namespace rheo {
namespace {

std::string entry(const char* name, std::size_t edge) {
  return std::string(name) + "[" + std::to_string(edge) + "]";
}

class Edges final : public ConnectionRule {
 public:
  Edges(std::vector<std::uint32_t> sources, std::vector<std::uint32_t> targets)
      : declaration_(edges_declaration()),
        sources_(std::move(sources)),
        targets_(std::move(targets)),
        order_(targets_.size()) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::stable_sort(order_.begin(), order_.end(), [this](std::size_t a, std::size_t b) {
      return targets_[a] / kBlock < targets_[b] / kBlock;
    });
  }

  const Declaration& declaration() const noexcept override { return declaration_; }

  std::vector<Problem> check(const RuleEnds& ends) const override {
    std::vector<Problem> problems;
    in_range("sources", "source", sources_, ends.n_from, problems);
    in_range("targets", "target", targets_, ends.n_to, problems);
    return problems;
  }
  double synapses(const RuleEnds&) const override { return static_cast<double>(order_.size()); }
  std::size_t n_listed(const RuleEnds&) const override { return order_.size(); }

  void edges(const RuleEnds&, std::size_t first_block, std::size_t end_block,
             EdgeSink& sink) const override {
    EdgeBuffer out(sink, true);
    auto e = std::partition_point(order_.begin(), order_.end(), [&](std::size_t edge) {
      return targets_[edge] / kBlock < first_block;
    });
    for (; e != order_.end() && targets_[*e] / kBlock < end_block; ++e)
      out.put(sources_[*e], targets_[*e], *e);
    out.flush();
  }

 private:
  static void in_range(const char* name, const char* one, const std::vector<std::uint32_t>& indices,
                       std::size_t n, std::vector<Problem>& problems) {
    const auto bad = std::find_if(indices.begin(), indices.end(), [n](auto i) { return i >= n; });
    if (bad == indices.end()) return;
    const auto edge = static_cast<std::size_t>(bad - indices.begin());
    problems.push_back({entry(name, edge),
                        "edge " + std::to_string(edge) + " has " + one + " " + std::to_string(*bad),
                        n == 0 ? std::string("this end has no neuron")
                               : "indices run from 0 to " + std::to_string(n - 1),
                        "correct it; indices count within the slice that is connected", ""});
  }

  Declaration declaration_;
  std::vector<std::uint32_t> sources_;  // (n_edges), as listed
  std::vector<std::uint32_t> targets_;  // (n_edges)
  std::vector<std::size_t> order_;      // (n_edges) edges by target block, else as listed
};

/// The indices of parameter `name`; empty with a problem added where it holds anything else.
std::vector<std::uint32_t> indices_of(const ModelSpec& spec, const char* name,
                                      std::vector<Problem>& problems) {
  const auto* array = std::get_if<Array>(&spec.parameters.at(name));
  if (array == nullptr || array->shape.size() > 1) {
    problems.push_back({name, "is not a list", "a list of indices, one for each edge",
                        "write " + std::string(name) + ": [0, 1]", ""});
    return {};
  }
  std::vector<std::uint32_t> indices;
  indices.reserve(array->data.size());
  for (const double x : array->data) {
    if (!(x >= 0 && x < kNobody && std::floor(x) == x)) {
      const std::size_t edge = indices.size();
      problems.push_back({entry(name, edge),
                          "edge " + std::to_string(edge) + " has the index " + number_text(x),
                          "indices are whole numbers from 0", "correct it", ""});
      return {};
    }
    indices.push_back(static_cast<std::uint32_t>(x));
  }
  return indices;
}

ParameterDeclaration index_list(const char* name, const char* sentence) {
  ParameterDeclaration p;
  p.name = name;
  p.range = Range::not_negative();
  p.forms = kList;
  p.sentence = sentence;
  return p;
}

}  // namespace

Declaration edges_declaration() {
  Declaration d = rule_declaration("edges", "The synapses of a list.", {});
  d.parameters = {index_list("sources", "Index of each edge's source, from 0."),
                  index_list("targets", "Index of each edge's target, from 0.")};
  return d;
}

std::shared_ptr<const ConnectionRule> make_edges(const ModelSpec& spec) {
  std::vector<Problem> problems;
  std::vector<std::uint32_t> sources = indices_of(spec, "sources", problems);
  std::vector<std::uint32_t> targets = indices_of(spec, "targets", problems);
  if (problems.empty() && sources.size() != targets.size()) {
    problems.push_back({"targets",
                        "has " + std::to_string(targets.size()) + " indices where sources has " +
                            std::to_string(sources.size()),
                        "every edge has one source and one target", "make the lists equally long",
                        ""});
  }
  if (!problems.empty()) throw ConfigError(problems);
  return std::make_shared<Edges>(std::move(sources), std::move(targets));
}

}  // namespace rheo
