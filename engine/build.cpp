#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/builder.h"
#include "engine/text.h"

namespace rheo {

double available_memory() {
  double bytes =
      static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    bytes = std::min(bytes, static_cast<double>(limit.rlim_cur));
  }
  return bytes;
}

std::string gigabytes(double bytes) {
  const auto tenths = static_cast<std::int64_t>(std::ceil(bytes / 1e8));
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " GB";
}

std::size_t Network::source_size(const SourceRef& s) const {
  switch (s.kind) {
    case SourceRef::Kind::input:
      return inputs[s.index].function->size();
    case SourceRef::Kind::node:
      return nodes[s.index].output_size();
    case SourceRef::Kind::neurons:
      return populations[s.index].neurons;
  }
  return 0;
}

std::size_t Network::target_size(const TargetRef& t) const {
  return t.kind == TargetRef::Kind::node ? nodes[t.index].size : populations[t.index].neurons;
}

std::size_t Network::neurons() const noexcept {
  std::size_t n = 0;
  for (const PopulationPlan& p : populations)
    n += p.neurons;
  return n;
}

std::size_t stored_weights(const Network& network) noexcept {
  std::size_t n = 0;
  for (const ProjectionPlan& p : network.projections) {
    const bool dense = p.kind == ProjectionPlan::Weights::dense;
    n += dense ? p.from_elements.size() * p.to_elements.size() : p.weights.size();
  }
  return n;
}

std::size_t Network::synapses() const noexcept {
  double expected = 0;
  for (const SynapsesPlan& s : sparse)
    expected += s.expected;
  return stored_weights(*this) + static_cast<std::size_t>(expected);
}

void Builder::report(std::string path, std::string what, std::string rule, std::string remedy) {
  problems_.push_back({std::move(path), std::move(what), std::move(rule), std::move(remedy), ""});
}

void Builder::add_name(const std::string& section, const std::string& name, Object object) {
  const auto [at, fresh] = sections_.emplace(name, section);
  if (!fresh) {
    report(section + "." + name, "the name " + name + " is already taken in " + at->second,
           "inputs, nodes and populations share one set of names", "rename one of them");
    return;
  }
  names_[name] = object;
}

const Builder::Object* Builder::find(const std::string& path, const std::string& name) {
  const auto at = names_.find(name);
  if (at != names_.end()) return &at->second;
  if (broken_.count(name) != 0) return nullptr;
  std::vector<std::string> known;
  for (const auto& [k, object] : names_)
    known.push_back(k);
  const std::string hint = did_you_mean(name, known);
  report(path, "there is no input, node or population named " + name, "",
         hint.empty() ? "declare it, or name one that exists" : hint);
  return nullptr;
}

void Builder::simulation() {
  network_.simulation = spec_.simulation;
  if (!(spec_.simulation.dt > 0)) {
    report("simulation.dt", "the step is not positive", "dt > 0", "use 1 ms");
  }
  if (spec_.simulation.steps < 0 ||
      spec_.simulation.steps > std::numeric_limits<std::int32_t>::max()) {
    report("simulation.duration", std::to_string(spec_.simulation.steps) + " steps",
           "a run has at most 2147483647 steps", "shorten the duration or lengthen dt");
  }
}

std::shared_ptr<const InputFunction> Builder::stimulus(const std::string& path,
                                                       const ModelSpec& model,
                                                       const InputContext& context) {
  const auto* entry = catalog_.inputs.find(model.model);
  if (entry == nullptr) {
    report(path, "unknown input " + model.model);
    return nullptr;
  }
  std::shared_ptr<const InputFunction> function;
  try {
    function = entry->make(model, context);
  } catch (const ConfigError& e) {
    for (const Problem& p : e.problems())
      report(p.path.empty() ? path : path + "." + p.path, p.what, p.rule, p.remedy);
  }
  return function;
}

void Builder::inputs() {
  for (const InputSpec& input : spec_.inputs) {
    const std::string path = "inputs." + input.name;
    InputPlan plan{input.name, nullptr};
    plan.function = stimulus(path, input.model,
                             {spec_.simulation.dt, spec_.simulation.seed, input.name, 0, catalog_});
    if (!plan.function) {
      broken_.insert(input.name);
      continue;
    }
    const auto last = plan.function->last_step();
    if (last && *last < spec_.simulation.steps) {
      report(path,
             "ends after " + std::to_string(*last) + " steps, the run has " +
                 std::to_string(spec_.simulation.steps),
             "an input with `past_end: error` must last as long as the run",
             "shorten simulation.duration, or use `past_end: repeat`");
    }
    add_name("inputs", input.name, {Object::Kind::input, network_.inputs.size()});
    network_.inputs.push_back(std::move(plan));
  }
}

void Builder::nodes() {
  for (const NodeSpec& node : spec_.nodes) {
    add_name("nodes", node.name, {Object::Kind::node, network_.nodes.size()});
    const std::string path = "nodes." + node.name;
    if (node.function && node.function->arguments > node.size) {
      report(path + ".function",
             "reads x" + std::to_string(node.function->arguments - 1) + " of a node that sums " +
                 std::to_string(node.size),
             "elements are x0 to x" + std::to_string(node.size - 1), "raise size");
    }
    if (node.function && node.delay > 0) {
      report(path + ".delay", "stands beside a function", "a node computes or delays",
             "connect two nodes, one with the function and one with the delay");
    }
    network_.nodes.push_back({node.name, node.size, node.function, node.delay});
  }
}

double Builder::connection_bytes(const ConnectionSpec& spec) const {
  const auto neurons = [this](const std::string& name) {
    for (const PopulationSpec& p : spec_.populations) {
      if (p.name == name) return static_cast<double>(p.neurons);
    }
    return 0.0;
  };
  const double number = spec_.simulation.precision == Precision::single ? 4 : 8;
  const double from = neurons(spec.from.object);
  double bytes = spec.full ? from * neurons(spec.to.object) * (8 + number) : 0;
  bytes += few_weights_bytes(spec, number);
  for (const LearningSpec& l : spec.learning)
    bytes += l.rule.model == "rls" ? 8 * from * from : 0;
  return bytes;
}

// What the plan and the run take at least, before anything is allocated: a network that cannot fit
// is refused rather than started.
bool Builder::memory() {
  constexpr double kNeuronBytes = 80;  // bytes: states, currents, spike log, counts
  const double number = spec_.simulation.precision == Precision::single ? 4 : 8;
  double needed = 0;
  std::string largest;
  double largest_bytes = 0;
  for (const PopulationSpec& p : spec_.populations) {
    double bytes = kNeuronBytes;
    for (const auto& [name, value] : p.model.parameters) {
      if (std::holds_alternative<Distribution>(value)) bytes += 8 + number;
    }
    for (const auto* value : {&p.gain, &p.bias, &p.max_rates, &p.intercepts}) {
      if (*value && std::holds_alternative<Distribution>(**value)) bytes += 8 + number;
    }
    bytes += static_cast<double>(p.dimensions) * (8 + number);
    bytes *= static_cast<double>(p.neurons);
    bytes += 8 * static_cast<double>(p.eval_points.points * p.dimensions);
    needed += bytes;
    if (bytes > largest_bytes) {
      largest_bytes = bytes;
      largest = "populations." + p.name;
    }
  }
  for (const ConnectionSpec& c : spec_.connections) {
    const double bytes = connection_bytes(c);
    needed += bytes;
    if (bytes > largest_bytes) {
      largest_bytes = bytes;
      largest = "connections." + c.name;
    }
  }
  for (const NodeSpec& n : spec_.nodes)
    needed += number * static_cast<double>(n.size) * static_cast<double>(3 + n.delay);
  least_bytes_ = needed;
  const double available = available_memory();
  if (needed <= available) return true;
  report(largest.empty() ? "nodes" : largest,
         "the network needs at least " + gigabytes(needed) + " of memory, there are " +
             gigabytes(available),
         "a run must fit into memory", "use fewer neurons, or `precision: single`");
  return false;
}

bool Builder::fits(const std::string& path, double value) {
  const bool single = spec_.simulation.precision == Precision::single;
  const double most =
      single ? double{std::numeric_limits<float>::max()} : std::numeric_limits<double>::max();
  if (std::fabs(value) <= most) return true;
  report(path, "gives the number " + number_text(value),
         "numbers must stay below " + number_text(most) + " in the precision of the run",
         "use a smaller number");
  return false;
}

Network Builder::run() {
  simulation();
  if (!memory() || !ruled_synapse_memory()) return std::move(network_);
  inputs();
  nodes();
  populations();
  connections();
  if (!synapse_memory()) return std::move(network_);
  probes();
  order();
  scores();
  learned_encoders();
  return std::move(network_);
}

std::vector<Problem> validate(const NetworkSpec& spec, const Catalog& catalog) {
  Builder builder(spec, catalog, false);
  builder.run();
  return std::move(builder.problems());
}

Network build(const NetworkSpec& spec, const Catalog& catalog, bool solve) {
  Builder builder(spec, catalog, solve);
  Network network = builder.run();
  if (!builder.problems().empty()) throw ConfigError(std::move(builder.problems()));
  return network;
}

}  // namespace rheo
