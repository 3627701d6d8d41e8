// Random numbers in bulk, in ns a draw on one thread: the words of ARS4x32-7, the distributions of
// synapses, Poisson counts with one mean for all and with a mean each, and the exact discrete
// draws. Prints CSV. `hash` is a sum over the bits of the results: equal over instruction sets.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "benchmarks/support/machine.h"
#include "engine/bulk_random.h"
#include "engine/discrete.h"
#include "engine/hash.h"
#include "engine/isa.h"
#include "engine/poisson.h"
#include "engine/random.h"
#include "engine/value.h"

namespace {

using namespace rheo;
using Clock = std::chrono::steady_clock;
using Kind = Distribution::Kind;

constexpr std::uint32_t kDraws = 16384;  // results of a run stay in the second cache
constexpr int kBlockSize = 1024;
const BulkKey kKey = bulk_key({1, 2});

/// A run makes kDraws draws and returns the hash of its results.
struct Case {
  std::string name;
  std::function<std::uint64_t(std::uint32_t run)> run;
};

template <class T>
std::uint64_t hash_of(const std::vector<T>& values) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &values[i], sizeof(T));
    sum += mix64(bits + i);
  }
  return sum;
}

Distribution distribution(Kind kind, double a, double b) {
  Distribution d;
  d.kind = kind;
  d.a = a;
  d.b = b;
  return d;
}

template <class Real>
Case bulk_case(const std::string& name, const Distribution& d, Isa isa, std::vector<Real>& out) {
  return {name, [=, &out](std::uint32_t run) {
            draw_bulk(d, kKey, {0, run, 0, 0}, isa, kDraws, out.data());
            return std::uint64_t{0};
          }};
}

template <class Real>
void drive(const PoissonTable* table, const std::vector<double>& means, Isa isa, std::int64_t step,
           std::vector<Real>& out) {
  const AddPoissonKernel<Real> kernel = add_poisson_kernel<Real>(isa);
  const Real weight = 0.5;
  for (std::uint32_t first = 0; first < kDraws; first += kBlockSize) {
    PoissonBlock<Real> block;
    block.table = table;
    block.mean = means.data();
    block.key = kKey;
    block.first = first;
    block.step = step;
    block.n = kBlockSize;
    block.weight = &weight;
    block.y = out.data() + first;
    kernel(block);
  }
}

template <class Real>
Case poisson_case(const std::string& name, double mean, bool each, Isa isa,
                  std::vector<Real>& out) {
  PoissonTable table;
  if (!each) table = make_poisson_table(mean);
  const std::vector<double> means(kBlockSize, mean);
  return {name, [=, &out](std::uint32_t run) {
            drive(each ? nullptr : &table, means, isa, run, out);
            return std::uint64_t{0};
          }};
}

struct Results {
  std::vector<double> reals = std::vector<double>(kDraws);
  std::vector<float> singles = std::vector<float>(kDraws);
  std::vector<std::uint32_t> words = std::vector<std::uint32_t>(4 * kDraws);
  std::uint64_t hash() const { return hash_of(reals) + hash_of(singles) + hash_of(words); }
};

void add_bulk_cases(Isa isa, Results& r, std::vector<Case>& cases) {
  cases.push_back({"words_128_bit", [=, &r](std::uint32_t run) {
                     words_kernel(isa)(kKey, 0, run, 0, 0, kDraws, r.words.data());
                     return std::uint64_t{0};
                   }});
  cases.push_back({"index_in_1000", [=, &r](std::uint32_t run) {
                     draw_indices(kKey, {0, run, 0, 0}, isa, 1000, kDraws, r.words.data());
                     return std::uint64_t{0};
                   }});
  cases.push_back({"index_in_million", [=, &r](std::uint32_t run) {
                     draw_indices(kKey, {0, run, 0, 0}, isa, 1000000, kDraws, r.words.data());
                     return std::uint64_t{0};
                   }});
  cases.push_back(bulk_case("uniform_double", distribution(Kind::uniform, 0, 1), isa, r.reals));
  cases.push_back(bulk_case("normal_double", distribution(Kind::normal, 1, 1), isa, r.reals));
  cases.push_back(bulk_case("normal_single", distribution(Kind::normal, 1, 1), isa, r.singles));
  Distribution redrawn = distribution(Kind::normal, 1.5e-3, 0.75e-3);
  redrawn.min = 0.1e-3;
  cases.push_back(bulk_case("normal_redrawn_single", redrawn, isa, r.singles));
  cases.push_back(
      bulk_case("lognormal_single", distribution(Kind::lognormal, 0, 1), isa, r.singles));
  cases.push_back(
      bulk_case("exponential_single", distribution(Kind::exponential, 1, 0), isa, r.singles));
}

void add_poisson_cases(Isa isa, Results& r, std::vector<Case>& cases) {
  for (double mean : {0.1, 1.28, 2.3, 3.0, 20.0, 64.0}) {
    cases.push_back(
        poisson_case(fmt::format("poisson_alike_{}_single", mean), mean, false, isa, r.singles));
    cases.push_back(
        poisson_case(fmt::format("poisson_alike_{}_double", mean), mean, false, isa, r.reals));
  }
  for (double mean : {0.1, 3.0, 10.0, 31.0, 33.0, 100.0, 1e6}) {
    cases.push_back(
        poisson_case(fmt::format("poisson_each_{}_single", mean), mean, true, isa, r.singles));
  }
}

void add_discrete_cases(std::vector<Case>& cases) {
  const auto add = [&](const std::string& name, auto draw) {
    cases.push_back({name, [draw](std::uint32_t run) {
                       std::uint64_t sum = 0;
                       for (std::uint32_t i = 0; i < kDraws; ++i)
                         sum += draw(BulkCounter{i, run, 0, 0});
                       return sum;
                     }});
  };
  add("binomial_100_0.05", [](const BulkCounter& c) { return binomial(100, 0.05, kKey, c); });
  add("binomial_1e9_0.3", [](const BulkCounter& c) { return binomial(1000000000, 0.3, kKey, c); });
  add("hypergeometric_1e6",
      [](const BulkCounter& c) { return hypergeometric(200000, 800000, 1000, kKey, c); });
}

void measure(const Case& c, Isa isa, int repeats, const Results& results, std::FILE* out) {
  std::vector<double> ns;
  std::uint64_t hash = 0;
  for (int r = 0; r < repeats; ++r) {
    const auto start = Clock::now();
    hash += c.run(static_cast<std::uint32_t>(r));
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    ns.push_back(1e9 * seconds / kDraws);
  }
  std::sort(ns.begin(), ns.end());
  fmt::print(out, "{},{},{:.3f},{:.3f},{:016x},{:.1f}\n", c.name, isa_name(isa), ns.front(),
             ns[ns.size() / 2], hash + results.hash(), load_average());
  std::fflush(out);
}

void run_all(int repeats, const std::string& filter, std::FILE* out) {
  fmt::print(out, "draw,isa,ns_min,ns_median,hash,load\n");
  for (Isa isa : {Isa::baseline, Isa::avx2, Isa::avx512}) {
    if (!isa_available(isa)) continue;
    Results results;
    std::vector<Case> cases;
    add_bulk_cases(isa, results, cases);
    add_poisson_cases(isa, results, cases);
    if (isa == Isa::baseline) add_discrete_cases(cases);
    for (const Case& c : cases) {
      if (c.name.find(filter) != std::string::npos) measure(c, isa, repeats, results, out);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  int repeats = 200;
  std::string filter;
  std::string path;
  CLI::App app("Random numbers in bulk, in ns a draw");
  app.add_option("--repeats", repeats, "runs of 16384 draws a case")->check(CLI::Range(1, 100000));
  app.add_option("--only", filter, "cases whose name contains this");
  app.add_option("--out", path, "CSV file; default: standard output");
  CLI11_PARSE(app, argc, argv);
  std::FILE* out = path.empty() ? stdout : std::fopen(path.c_str(), "w");
  if (out == nullptr) {
    fmt::print(stderr, "{}: cannot be written\n", path);
    return 4;
  }
  run_all(repeats, filter, out);
  return std::fclose(out) == 0 ? 0 : 4;
}
