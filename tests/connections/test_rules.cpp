#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "engine/error.h"
#include "tests/connections/rule_driver.h"

using namespace rheo;
using namespace rheo::testing;

namespace {

std::size_t autapses(const std::vector<Edge>& edges, const RuleEnds& e) {
  return static_cast<std::size_t>(std::count_if(
      edges.begin(), edges.end(), [&](const Edge& x) { return e.self[x.target] == x.source; }));
}

std::size_t different_pairs(const std::vector<Edge>& edges) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for (const Edge& e : edges)
    pairs.emplace(e.source, e.target);
  return pairs.size();
}

std::vector<std::size_t> degrees(const std::vector<Edge>& edges, std::uint32_t Edge::*end,
                                 std::size_t n) {
  std::vector<std::size_t> degree(n, 0);
  for (const Edge& e : edges)
    ++degree.at(e.*end);
  return degree;
}

bool all_are(const std::vector<std::size_t>& values, std::size_t wanted) {
  return std::all_of(values.begin(), values.end(), [&](std::size_t v) { return v == wanted; });
}

/// The targets of each source, with listed numbers, in the order in which they come.
using Rows = std::map<std::uint32_t, std::vector<std::pair<std::uint32_t, std::uint64_t>>>;

Rows rows_of(const std::vector<Edge>& edges) {
  Rows rows;
  for (const Edge& e : edges)
    rows[e.source].emplace_back(e.target, e.listed);
  return rows;
}

/// Whether any cut of the blocks gives the same edges in the same order, block after block.
bool cuts_agree(const ConnectionRule& rule, const RuleEnds& e) {
  const std::size_t n = blocks_of(e);
  const Rows whole = rows_of(edges_of(rule, e));
  std::vector<Edge> single;
  std::vector<Edge> halves = edges_of(rule, e, 0, n / 2);
  for (std::size_t b = 0; b < n; ++b) {
    const std::vector<Edge> block = edges_of(rule, e, b, b + 1);
    for (const Edge& x : block)
      if (x.target / kBlock != b) return false;
    single.insert(single.end(), block.begin(), block.end());
  }
  const std::vector<Edge> rest = edges_of(rule, e, n / 2, n);
  halves.insert(halves.end(), rest.begin(), rest.end());
  return whole == rows_of(single) && whole == rows_of(halves) && !whole.empty();
}

struct Case {
  std::string name;
  Parameters parameters;
};

}  // namespace

TEST_CASE("all_to_all: every pair once, listed as a matrix (targets, sources)") {
  const RuleEnds e = ends(3, 1030);
  const auto r = rule("all_to_all", {});
  CHECK(r->check(e).empty());
  CHECK(r->synapses(e) == 3090);
  CHECK(r->n_listed(e) == 3090);
  const std::vector<Edge> edges = edges_of(*r, e);
  CHECK(edges.size() == 3090);
  CHECK(different_pairs(edges) == 3090);
  for (const Edge& x : edges)
    REQUIRE(x.listed == x.target * 3 + x.source);

  const RuleEnds own = overlapping(3, 4, 1);
  const auto refusing = rule("all_to_all", without({}, {"autapses"}));
  CHECK(refusing->synapses(own) == 10);
  CHECK(refusing->n_listed(own) == 12);
  const std::vector<Edge> fewer = edges_of(*refusing, own);
  CHECK(fewer.size() == 10);
  CHECK(autapses(fewer, own) == 0);
  for (const Edge& x : fewer)
    REQUIRE(x.listed == x.target * 3 + x.source);
}

TEST_CASE("one_to_one: source k to target k") {
  const RuleEnds e = overlapping(1500, 1500);
  const auto r = rule("one_to_one", {});
  CHECK(r->check(e).empty());
  CHECK(r->synapses(e) == 1500);
  CHECK(r->n_listed(e) == 1500);
  const std::vector<Edge> edges = edges_of(*r, e);
  REQUIRE(edges.size() == 1500);
  for (std::uint32_t k = 0; k < 1500; ++k)
    REQUIRE(edges[k] == Edge{k, k, k});
  const auto refusing = rule("one_to_one", without({}, {"autapses"}));
  CHECK(refusing->synapses(e) == 0);
  CHECK(edges_of(*refusing, e).empty());
  CHECK(edges_of(*refusing, overlapping(1500, 1500, 1)).size() == 1500);
}

TEST_CASE("edges: those of the list, each with its place") {
  const RuleEnds e = ends(2, 2000);
  const auto r = rule(
      "edges", {{"sources", Array::list({1, 0, 1, 1})}, {"targets", Array::list({1500, 3, 3, 3})}});
  CHECK(r->check(e).empty());
  CHECK(r->synapses(e) == 4);
  CHECK(r->n_listed(e) == 4);
  CHECK(edges_of(*r, e) == std::vector<Edge>{{0, 3, 1}, {1, 3, 2}, {1, 3, 3}, {1, 1500, 0}});
  CHECK(edges_of(*r, e, 1, 2) == std::vector<Edge>{{1, 1500, 0}});
}

TEST_CASE("degrees and numbers are exact, and what is refused does not come") {
  const RuleEnds e = overlapping(70, 1100, 5);
  for (const auto& flags : std::vector<std::vector<const char*>>{
           {}, {"autapses"}, {"multapses"}, {"autapses", "multapses"}}) {
    CAPTURE(flags.size());
    for (const double degree : {0.0, 1.0, 20.0, 50.0, 69.0}) {
      CAPTURE(degree);
      const auto in = rule("fixed_indegree", without({{"indegree", degree}}, flags));
      const auto out = rule("fixed_outdegree", without({{"outdegree", degree * 15}}, flags));
      const auto total = rule("fixed_total_number", without({{"number", degree * 1000}}, flags));
      const std::vector<Edge> by_target = edges_of(*in, e);
      const std::vector<Edge> by_source = edges_of(*out, e);
      const std::vector<Edge> any = edges_of(*total, e);
      const auto whole = static_cast<std::size_t>(degree);
      CHECK(all_are(degrees(by_target, &Edge::target, e.n_to), whole));
      CHECK(all_are(degrees(by_source, &Edge::source, e.n_from), whole * 15));
      CHECK(any.size() == whole * 1000);
      const std::pair<const ConnectionRule*, const std::vector<Edge>*> made[] = {
          {in.get(), &by_target}, {out.get(), &by_source}, {total.get(), &any}};
      for (const auto& [r, edges] : made) {
        CHECK(r->check(e).empty());
        CHECK(r->n_listed(e) == 0);
        CHECK(r->synapses(e) == static_cast<double>(edges->size()));
        for (const std::string flag : flags) {
          if (flag == "autapses") CHECK(autapses(*edges, e) == 0);
          if (flag == "multapses") CHECK(different_pairs(*edges) == edges->size());
        }
      }
    }
  }
}

TEST_CASE("every pair, where as many are asked for as there are") {
  const RuleEnds e = overlapping(1030, 1026, 3);
  const auto r = rule("fixed_total_number",
                      without({{"number", 1030. * 1026 - 1026}}, {"autapses", "multapses"}));
  CHECK(r->check(e).empty());
  const std::vector<Edge> edges = edges_of(*r, e);
  CHECK(different_pairs(edges) == 1030 * 1026 - 1026);
  CHECK(autapses(edges, e) == 0);
}

TEST_CASE("any cut of the blocks gives the same edges, those of a source in the same order") {
  const RuleEnds e = overlapping(1100, 2600, 90);
  const auto none = std::vector<const char*>{"autapses", "multapses"};
  std::vector<double> sources;
  std::vector<double> targets;
  for (int k = 0; k < 3000; ++k) {
    sources.push_back(k * 7 % 50);
    targets.push_back(k * 1009 % 2600);
  }
  const std::vector<Case> cases = {
      {"all_to_all", without({}, {"autapses"})},
      {"edges", {{"sources", Array::list(sources)}, {"targets", Array::list(targets)}}},
      {"fixed_indegree", {{"indegree", 12.}}},
      {"fixed_indegree", without({{"indegree", 700.}}, none)},
      {"fixed_outdegree", {{"outdegree", 40.}}},
      {"fixed_outdegree", without({{"outdegree", 2000.}}, none)},
      {"fixed_total_number", without({{"number", 100000.}}, {"autapses"})},
      {"fixed_total_number", without({{"number", 30000.}}, none)},
      {"pairwise_bernoulli", without({{"p", 0.02}}, {"autapses"})}};
  for (const Case& c : cases) {
    CAPTURE(c.name);
    CHECK(cuts_agree(*rule(c.name, c.parameters), e));
  }
  CHECK(cuts_agree(*rule("one_to_one", {}), ends(2100, 2100)));
}

TEST_CASE("the draws are those of the key") {
  const auto r = rule("fixed_total_number", {{"number", 1000.}});
  CHECK(edges_of(*r, ends(50, 50, 1)) == edges_of(*r, ends(50, 50, 1)));
  CHECK(edges_of(*r, ends(50, 50, 1)) != edges_of(*r, ends(50, 50, 2)));
}

TEST_CASE("what cannot be connected is said, with rule and remedy") {
  const RuleEnds e = overlapping(5, 4);
  const RuleEnds alone = overlapping(1, 1);
  const auto none = std::vector<const char*>{"autapses", "multapses"};
  struct Wrong {
    std::string name;
    Parameters parameters;
    RuleEnds ends;
    std::string path;
    std::string what;
  };
  const std::vector<Wrong> wrong = {
      {"one_to_one", {}, e, "", "has 5 sources and 4 targets"},
      {"fixed_indegree", {{"indegree", 2.5}}, e, "indegree", "is 2.5"},
      {"fixed_indegree", {{"indegree", -1.}}, e, "indegree", "is -1"},
      {"fixed_indegree", without({{"indegree", 6.}}, {"multapses"}), e, "indegree",
       "is 6 where some neuron has only 5 sources to choose from"},
      {"fixed_indegree", without({{"indegree", 5.}}, none), e, "indegree",
       "is 5 where some neuron has only 4 sources to choose from"},
      {"fixed_indegree", without({{"indegree", 1.}}, {"autapses"}), alone, "indegree",
       "is 1 where some neuron has no source to choose from"},
      {"fixed_outdegree", {{"outdegree", 0.5}}, e, "outdegree", "is 0.5"},
      {"fixed_outdegree", without({{"outdegree", 4.}}, none), e, "outdegree",
       "is 4 where some neuron has only 3 targets to choose from"},
      {"fixed_total_number", {{"number", 1e17}}, e, "number", "is 1e+17"},
      {"fixed_total_number", without({{"number", 17.}}, none), e, "number",
       "asks for 17 synapses where there are 16 pairs to connect"},
      {"fixed_total_number", without({{"number", 1.}}, {"autapses"}), alone, "number",
       "asks for 1 synapse where there is no pair to connect"},
      {"pairwise_bernoulli", {{"p", 1.5}}, e, "p", "is 1.5"},
      {"edges",
       {{"sources", Array::list({0, 5, 6})}, {"targets", Array::list({0, 1, 2})}},
       e,
       "sources[1]",
       "edge 1 has source 5"}};
  for (const Wrong& w : wrong) {
    CAPTURE(w.what);
    const std::vector<Problem> problems = rule(w.name, w.parameters)->check(w.ends);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].path == w.path);
    CHECK(problems[0].what == w.what);
    CHECK(!problems[0].rule.empty());
    CHECK(!problems[0].remedy.empty());
  }
}

TEST_CASE("what is no list of edges is said when the rule is made") {
  struct Wrong {
    Value sources;
    Value targets;
    std::string path;
    std::string what;
  };
  const std::vector<Wrong> wrong = {
      {Array::list({0, 1}), Array::list({0}), "targets", "has 1 indices where sources has 2"},
      {Array::list({0, 1.5}), Array::list({0, 1}), "sources[1]", "edge 1 has the index 1.5"},
      {Array::list({0, 1}), Array::list({-1, 1}), "targets[0]", "edge 0 has the index -1"},
      {0.0, Array::list({0}), "sources", "is not a list"}};
  for (const Wrong& w : wrong) {
    CAPTURE(w.what);
    try {
      rule("edges", {{"sources", w.sources}, {"targets", w.targets}});
      FAIL("taken");
    } catch (const ConfigError& error) {
      REQUIRE(error.problems().size() == 1);
      CHECK(error.problems()[0].path == w.path);
      CHECK(error.problems()[0].what == w.what);
    }
  }
}
