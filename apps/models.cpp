#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "apps/catalog.h"
#include "apps/commands.h"
#include "apps/model_text.h"
#include "apps/table.h"
#include "engine/error.h"
#include "engine/text.h"

namespace rheo {
namespace {

constexpr const char* kModelsFooter = R"(
Examples:
  rheo models              everything
  rheo models --list       names and one sentence each
  rheo models lif          one model

In a network file a model stands by its name:
  populations: {a: {neurons: 10, model: lif, J_th: 1, gain: 1, bias: 0.6}}
  inputs:      {x: {ramp: {from: -1, to: 1, over: 4 s}}}
  connections: {c: {from: x, to: a.neurons, synapse: {lowpass: 5 ms}},
                d: {from: E, to: I, rule: {fixed_indegree: 100}, weights: 0.1 nA, delay: 1 ms}})";

constexpr const char* kPopulationKeys =
    "\n    Besides, every population takes neurons, gain (1) and bias (0), or max_rates with\n"
    "    intercepts in their place, dimensions, radius, encoders and initial: J = bias + gain x.\n";

std::vector<const Declaration*> declarations(const Catalog& catalog) {
  std::vector<const Declaration*> all;
  const auto add = [&all](const auto& registry) {
    for (const auto& entry : registry.entries())
      all.push_back(&entry.declaration);
  };
  add(catalog.neurons);
  add(catalog.synapses);
  add(catalog.inputs);
  add(catalog.probes);
  add(catalog.rate_filters);
  add(catalog.samplers);
  add(catalog.solvers);
  add(catalog.learning_rules);
  add(catalog.connection_rules);
  return all;
}

void print(const Declaration& declaration) {
  std::cout << model_text(declaration);
  const bool physical = !declaration.ports.empty();
  if (declaration.kind == ModelKind::neuron && !physical) std::cout << kPopulationKeys;
  std::cout << "\n";
}

int print_one(const std::vector<const Declaration*>& all, const std::string& name) {
  bool found = false;
  std::vector<std::string> names;
  for (const Declaration* d : all) {
    names.push_back(d->name);
    if (d->name != name) continue;
    print(*d);
    found = true;
  }
  if (found) return kDone;
  throw ConfigError({Problem{"", "there is no model " + name, "rheo models --list names all",
                             did_you_mean(name, names), ""}});
}

void print_list(const std::vector<const Declaration*>& all) {
  Table table({"name", "kind", "is"}, Table::Align::words);
  for (const Declaration* d : all)
    table.add({d->name, kind_title(d->kind), d->summary});
  std::cout << table.text();
}

}  // namespace

Command add_models(CLI::App& app) {
  CLI::App* models = app.add_subcommand("models",
                                        "Show models, synapses, inputs, rules, probes and rate "
                                        "filters: equations, parameters, units, defaults");
  models->footer(kModelsFooter);
  auto name = std::make_shared<std::string>();
  auto list = std::make_shared<bool>(false);
  models->add_option("NAME", *name, "Show only what has this name")->type_name("");
  models->add_flag("--list", *list, "Only names, kinds and one sentence each");
  return {models, [name, list]() -> int {
            const Catalog catalog = make_catalog();
            const auto all = declarations(catalog);
            if (!name->empty()) return print_one(all, *name);
            if (*list) {
              print_list(all);
              return kDone;
            }
            for (const Declaration* d : all)
              print(*d);
            return kDone;
          }};
}

}  // namespace rheo
