#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "engine/discrete.h"
#include "tests/connections/rule_driver.h"
#include "tests/support/statistics.h"

using namespace rheo;
using namespace rheo::testing;

namespace {

/// Chi-square against equally likely outcomes, counted by name.
template <class Outcome>
ChiSquare uniform(const std::map<Outcome, double>& counts, std::size_t outcomes) {
  std::vector<double> seen(outcomes, 0);
  double total = 0;
  std::size_t k = 0;
  REQUIRE(counts.size() <= outcomes);
  for (const auto& [outcome, count] : counts) {
    seen[k++] = count;
    total += count;
  }
  return chi_square(seen, std::vector<double>(outcomes, 1 / static_cast<double>(outcomes)), total);
}

using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

/// How often each set of pairs comes in `n` networks of other seeds.
std::map<Pairs, double> sets_of_pairs(const ConnectionRule& rule, RuleEnds e, std::uint64_t n) {
  std::map<Pairs, double> counts;
  for (std::uint64_t seed = 1; seed <= n; ++seed) {
    e.key = draw_key(seed, "test", "rule", "");
    Pairs pairs;
    for (const Edge& x : edges_of(rule, e))
      pairs.emplace_back(x.source, x.target);
    std::sort(pairs.begin(), pairs.end());
    counts[pairs] += 1;
  }
  return counts;
}

/// How often each number of edges onto targets below `bound` comes in `n` networks.
std::vector<double> numbers_below(const ConnectionRule& rule, RuleEnds e, std::uint32_t bound,
                                  std::uint64_t n) {
  std::vector<double> counts(5000, 0);
  for (std::uint64_t seed = 1; seed <= n; ++seed) {
    e.key = draw_key(seed, "test", "rule", "");
    const std::vector<Edge> edges = edges_of(rule, e);
    const auto below = std::count_if(edges.begin(), edges.end(),
                                     [bound](const Edge& x) { return x.target < bound; });
    counts.at(static_cast<std::size_t>(below)) += 1;
  }
  return counts;
}

template <class LogProbability>
std::vector<double> probabilities(std::size_t least, std::size_t most, LogProbability ln) {
  std::vector<double> p(5000, 0);
  for (std::size_t k = least; k <= most; ++k)
    p[k] = std::exp(ln(k));
  return p;
}

/// Sources of each target in the order in which they were drawn.
std::map<std::uint32_t, std::vector<std::uint32_t>> sources_of(const std::vector<Edge>& edges) {
  std::map<std::uint32_t, std::vector<std::uint32_t>> rows;
  for (const Edge& e : edges)
    rows[e.target].push_back(e.source);
  return rows;
}

}  // namespace

TEST_CASE("fixed_total_number: all pairs equally often, over blocks and within") {
  // 2 x 3 blocks, the last ones small; autapses refused on 900 of the pairs.
  const RuleEnds e = overlapping(1100, 2060, 200);
  const auto r = rule("fixed_total_number", without({{"number", 3e6}}, {"autapses"}));
  std::vector<double> by_source(e.n_from, 0);
  std::vector<double> by_target(e.n_to, 0);
  std::vector<double> by_class(20 * 20, 0);  // (source mod 20, target mod 20)
  for (const Edge& x : edges_of(*r, e)) {
    by_source[x.source] += 1;
    by_target[x.target] += 1;
    by_class[x.source % 20 * 20 + x.target % 20] += 1;
  }
  std::vector<double> p_source(e.n_from, 0);
  std::vector<double> p_target(e.n_to, 0);
  std::vector<double> p_class(20 * 20, 0);
  const double pairs = 1100. * 2060 - 900;
  for (std::size_t t = 0; t < e.n_to; ++t) {
    for (std::size_t s = 0; s < e.n_from; ++s) {
      if (e.self[t] == s) continue;
      p_source[s] += 1 / pairs;
      p_target[t] += 1 / pairs;
      p_class[s % 20 * 20 + t % 20] += 1 / pairs;
    }
  }
  CHECK(chi_square(by_source, p_source, 3e6).plausible());
  CHECK(chi_square(by_target, p_target, 3e6).plausible());
  CHECK(chi_square(by_class, p_class, 3e6).plausible());
}

TEST_CASE("fixed_total_number: a pair drawn again is drawn uniformly") {
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> counts;
  const auto r = rule("fixed_total_number", without({{"number", 60000.}}, {"autapses"}));
  for (const Edge& x : edges_of(*r, overlapping(3, 3)))
    counts[{x.source, x.target}] += 1;
  CHECK(uniform(counts, 6).plausible());
}

TEST_CASE("fixed_total_number: the number onto a block is binomial or hypergeometric") {
  const auto many = rule("fixed_total_number", {{"number", 400.}});
  const double p = 1024. / 1500;
  CHECK(chi_square(numbers_below(*many, ends(1030, 1500), 1024, 4000),
                   probabilities(
                       0, 400, [p](std::size_t k) { return binomial_log_probability(k, 400, p); }),
                   4000)
            .plausible());
  const auto once = rule("fixed_total_number", without({{"number", 1500.}}, {"multapses"}));
  CHECK(chi_square(numbers_below(*once, ends(2, 1100), 1024, 4000),
                   probabilities(1348, 1500,
                                 [](std::size_t k) {
                                   return hypergeometric_log_probability(k, 2048, 152, 1500);
                                 }),
                   4000)
            .plausible());
}

TEST_CASE("fixed_total_number without multapses: all sets of pairs equally often") {
  const auto few = rule("fixed_total_number", without({{"number", 2.}}, {"multapses"}));
  CHECK(uniform(sets_of_pairs(*few, ends(2, 3), 6000), 15).plausible());
  const auto most = rule("fixed_total_number", without({{"number", 4.}}, {"multapses"}));
  CHECK(uniform(sets_of_pairs(*most, ends(2, 3), 6000), 15).plausible());
  const auto none =
      rule("fixed_total_number", without({{"number", 3.}}, {"autapses", "multapses"}));
  CHECK(uniform(sets_of_pairs(*none, overlapping(3, 3), 6000), 20).plausible());
}

TEST_CASE("fixed_indegree: draws are independent and uniform") {
  const RuleEnds e = ends(4, 30000);
  std::map<std::vector<std::uint32_t>, double> triples;
  for (const auto& [target, row] :
       sources_of(edges_of(*rule("fixed_indegree", {{"indegree", 3.}}), e)))
    triples[row] += 1;
  CHECK(uniform(triples, 64).plausible());

  const RuleEnds wide = ends(70000, 1000);  // indices of 64 bits
  std::vector<double> bins(100, 0);
  for (const Edge& x : edges_of(*rule("fixed_indegree", {{"indegree", 300.}}), wide))
    bins[x.source / 700] += 1;
  CHECK(chi_square(bins, std::vector<double>(100, 0.01), 300000).plausible());
}

TEST_CASE("fixed_indegree without multapses or autapses: all sets of sources equally often") {
  for (const double degree : {2.0, 3.0}) {
    CAPTURE(degree);
    std::map<std::vector<std::uint32_t>, double> sets;
    const auto r = rule("fixed_indegree", without({{"indegree", degree}}, {"multapses"}));
    for (auto [target, row] : sources_of(edges_of(*r, ends(5, 20000)))) {
      std::sort(row.begin(), row.end());
      sets[row] += 1;
    }
    CHECK(uniform(sets, 10).plausible());
  }
  for (const double degree : {1.0, 2.0, 3.0}) {
    CAPTURE(degree);
    RuleEnds e = ends(5, 20000);
    e.self.assign(20000, 3);  // every target is source 3: four are left
    std::map<std::vector<std::uint32_t>, double> sets;
    const auto r =
        rule("fixed_indegree", without({{"indegree", degree}}, {"autapses", "multapses"}));
    for (auto [target, row] : sources_of(edges_of(*r, e))) {
      std::sort(row.begin(), row.end());
      sets[row] += 1;
    }
    CHECK(uniform(sets, degree == 2 ? 6 : 4).plausible());
  }
}

TEST_CASE("fixed_outdegree: targets are uniform, and all sets equally often") {
  const auto many = rule("fixed_outdegree", without({{"outdegree", 500.}}, {"autapses"}));
  const RuleEnds e = overlapping(1200, 1200);
  std::vector<double> by_target(e.n_to, 0);
  for (const Edge& x : edges_of(*many, e))
    by_target[x.target] += 1;
  CHECK(chi_square(by_target, std::vector<double>(1200, 1. / 1200), 600000).plausible());

  std::map<std::uint32_t, std::vector<std::uint32_t>> rows;
  const auto once = rule("fixed_outdegree", without({{"outdegree", 2.}}, {"multapses"}));
  for (const Edge& x : edges_of(*once, ends(20000, 5)))
    rows[x.source].push_back(x.target);
  std::map<std::vector<std::uint32_t>, double> sets;
  for (const auto& [source, row] : rows)
    sets[row] += 1;
  CHECK(uniform(sets, 10).plausible());
}

TEST_CASE("pairwise_bernoulli: every pair independently") {
  const auto half = rule("pairwise_bernoulli", {{"p", 0.5}});
  CHECK(uniform(sets_of_pairs(*half, ends(2, 2), 8000), 16).plausible());

  for (const double p : {1e-4, 0.03, 0.9, 1.0}) {
    CAPTURE(p);
    const auto r = rule("pairwise_bernoulli", {{"p", p}});
    const RuleEnds e = ends(2, 1100);
    CHECK(r->synapses(e) == doctest::Approx(2200 * p));
    const auto seen = numbers_below(*r, e, 1100, 3000);
    if (p == 1) {
      CHECK(seen[2200] == 3000);
      continue;
    }
    CHECK(chi_square(
              seen,
              probabilities(0, 2200,
                            [p](std::size_t k) { return binomial_log_probability(k, 2200, p); }),
              3000)
              .plausible());
  }
  CHECK(edges_of(*rule("pairwise_bernoulli", {{"p", 0.}}), ends(9, 9)).empty());
}

TEST_CASE("pairwise_bernoulli: all pairs equally often, autapses never") {
  const RuleEnds e = overlapping(1030, 1100, 3);
  const auto r = rule("pairwise_bernoulli", without({{"p", 0.3}}, {"autapses"}));
  CHECK(r->synapses(e) == doctest::Approx(0.3 * (1030. * 1100 - 1027)));
  std::vector<double> by_source(e.n_from, 0);
  std::vector<double> p_source(e.n_from, 0);
  const std::vector<Edge> edges = edges_of(*r, e);
  for (const Edge& x : edges) {
    REQUIRE(e.self[x.target] != x.source);
    by_source[x.source] += 1;
  }
  for (std::size_t s = 0; s < e.n_from; ++s)
    p_source[s] = (s < 3 ? 1100. : 1099.) / (1030. * 1100 - 1027);
  CHECK(chi_square(by_source, p_source, static_cast<double>(edges.size())).plausible());
}
