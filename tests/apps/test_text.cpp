#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <sstream>

#include "apps/catalog.h"
#include "apps/model_text.h"
#include "apps/progress.h"
#include "apps/summary.h"
#include "apps/table.h"

namespace rheo {
namespace {

// Without line breaks and indents.
std::string unfolded(const std::string& text) {
  std::string words;
  std::istringstream stream(text);
  for (std::string word; stream >> word;)
    words += word + " ";
  return words;
}

TEST_CASE("tables: columns as wide as their widest cell, no blanks at line ends") {
  Table table({"name", "Hz"});
  table.add({"a", "12.5"});
  table.add({"long name", ""});
  CHECK(table.text("") ==
        "name         Hz\n"
        "---------  ----\n"
        "a          12.5\n"
        "long name\n");
  Table words({"a", "b"}, Table::Align::words);
  words.add({"µ", "x"});
  words.add({"mu", "xyz"});
  CHECK(words.text(" ") == " a   b\n --  ---\n µ   x\n mu  xyz\n");
}

TEST_CASE("numbers for people") {
  CHECK(short_number(0.4) == "0.4");
  CHECK(short_number(-0.0) == "0");
  CHECK(short_number(36.79921875) == "36.8");
  CHECK(short_number(std::numeric_limits<double>::infinity()) == "inf");
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(47103) == "47,103");
  CHECK(grouped(-1234567) == "-1,234,567");
  CHECK(extent_text(0.1, 0.4) == "0.1 to 0.4");
  CHECK(extent_text(1, 1 + 1e-9) == "1");
  CHECK(seconds_text(12.3e-6) == "12.3 us");
  CHECK(seconds_text(0.0012) == "1.2 ms");
  CHECK(seconds_text(3.46) == "3.46 s");
  CHECK(seconds_text(0.9996) == "1 s");
  CHECK(seconds_text(125) == "2 min 5 s");
  CHECK(seconds_text(7260) == "2 h 1 min");
}

TEST_CASE("percentiles as numpy.percentile has them") {
  const std::vector<double> sorted = {1, 2, 4, 8, 16};
  CHECK(percentile(sorted, 0) == 1);
  CHECK(percentile(sorted, 100) == 16);
  CHECK(percentile(sorted, 50) == 4);
  CHECK(percentile(sorted, 5) == doctest::Approx(1.2));
  CHECK(percentile(sorted, 95) == doctest::Approx(14.4));
  CHECK(percentile({3}, 95) == 3);
}

TEST_CASE("rates of a population from its counts") {
  const PopulationCount count{"a", true, 5, {0, 10, 20, 0, 50}};
  const RateSummary s = summarise(count, 2);
  CHECK(s.neurons == 5);
  CHECK(s.spikes == 80);
  CHECK(s.silent == 2);
  CHECK(s.mean == doctest::Approx(8));
  CHECK(s.maximum == doctest::Approx(25));
  CHECK(s.percentile_95 == doctest::Approx(22));
  const std::string text = rates_table({count, {"r", false, 3, {}}}, 2);
  CHECK(text.find("8.00") != std::string::npos);
  CHECK(text.find("rate model") != std::string::npos);
  CHECK(summarise({"r", false, 3, {}}, 2).neurons == 3);
  CHECK(rates_table({}, 2).empty());
  CHECK(summarise(count, 0).mean == 0);
}

TEST_CASE("figures of a run: the step's verbs, both hashes, work for a second") {
  RunSummary run;
  run.run_seconds = 0.5;
  run.synaptic_operations = 1234567;
  run.spike_hash = 0xabc;
  run.threads = 2;
  run.isa = "avx2";
  const std::string text = figures_text(run, 2);
  CHECK(text.find("1,234,567") != std::string::npos);
  CHECK(text.find("0000000000000abc") != std::string::npos);
  CHECK(text.find("real-time factor     0.25") != std::string::npos);
  CHECK(text.find("500 ms on 2 threads, avx2") != std::string::npos);
  for (const char* verb :
       {"advance_clock", "deliver_past", "evaluate_levels", "propagate", "record"}) {
    CHECK(text.find(verb) != std::string::npos);
  }
  CHECK(scores_text({Score{"accuracy", 100, 96, {}}}).find("0.96 (96 of 100)") !=
        std::string::npos);
  CHECK(scores_text({Score{"accuracy", 0, 0, {}}}).find("no presentation") != std::string::npos);
}

TEST_CASE("progress in words, and as a bar") {
  CHECK(progress_text(450, 1000, 0.001, 0.9) == "45 %, 0.45 of 1 s, 0.5 x real time, 1.1 s left");
  CHECK(progress_text(0, 1000, 0.001, 0) == "0 %, 0 of 1 s");
  CHECK(progress_bar(0, 4) == "[>   ]");
  CHECK(progress_bar(0.5, 4) == "[==> ]");
  CHECK(progress_bar(1, 4) == "[====]");
}

TEST_CASE("every model says what it is: a sentence, equations, and each parameter in full") {
  const Catalog catalog = make_catalog();
  const auto check = [](const auto& registry, std::size_t least) {
    CHECK(registry.entries().size() >= least);
    for (const auto& entry : registry.entries()) {
      const Declaration& d = entry.declaration;
      INFO(d.name);
      CHECK(d.summary.size() > 10);
      CHECK(d.summary.back() == '.');
      const std::string text = model_text(d);
      CHECK(text.find(d.summary) != std::string::npos);
      for (const std::string& line : d.equations)
        CHECK(text.find(line) != std::string::npos);
      for (const ParameterDeclaration& p : d.parameters) {
        INFO(p.name);
        CHECK(p.sentence.size() > 5);
        CHECK(p.sentence.back() == '.');
        CHECK(unfolded(text).find(unfolded(p.sentence)) != std::string::npos);
        CHECK_FALSE(forms_text(p).empty());
      }
      if (!d.shorthand.empty()) CHECK(d.parameter(d.shorthand) != nullptr);
    }
  };
  check(catalog.neurons, 4);
  check(catalog.synapses, 2);
  check(catalog.inputs, 6);
  check(catalog.probes, 5);
  check(catalog.rate_filters, 3);
  CHECK_FALSE(catalog.neurons.find("lif")->declaration.equations.empty());
}

TEST_CASE("defaults and forms are written out") {
  ParameterDeclaration p;
  CHECK(default_text(p) == "required");
  p.dimension = Dimension::time;
  p.fallback = 0.02;
  CHECK(default_text(p) == "0.02 s");
  p.fallback = Array::list({1, 2.5});
  CHECK(default_text(p) == "[1, 2.5] s");
  p.dimension = Dimension::none;
  p.fallback = Distribution{Distribution::Kind::uniform, -1, 0.9, {}, {}, true};
  CHECK(default_text(p) == "uniform [-1, 0.9)");
  p.fallback = std::string("exact");
  p.forms = kWord;
  p.words = {"exact", "nengo"};
  CHECK(default_text(p) == "exact");
  CHECK(forms_text(p) == "exact | nengo");
  p.forms = kPerNeuron;
  p.words.clear();
  CHECK(forms_text(p) == "number | list | distribution");
}

}  // namespace
}  // namespace rheo
