#include "io/show.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

#include "engine/text.h"
#include "io/connection_kind.h"
#include "io/few_weights.h"
#include "io/model_reader.h"
#include "io/network_reader.h"
#include "io/show_value.h"
#include "io/slice.h"
#include "io/units.h"

namespace rheo {
namespace {

class Show {
 public:
  Show(const NetworkSpec& spec, const Catalog& catalog,
       const std::map<std::string, std::string>& references)
      : spec_(spec), catalog_(catalog), references_(references) {}

  std::string run() {
    simulation();
    begin("inputs", spec_.inputs.empty());
    for (const InputSpec& i : spec_.inputs) {
      const Declaration& d = catalog_.inputs.find(i.model.model)->declaration;
      line(i.name, model(i.model, d, "inputs." + i.name));
    }
    begin("nodes", spec_.nodes.empty());
    for (const NodeSpec& n : spec_.nodes) {
      std::string text = "{size: " + std::to_string(n.size);
      if (n.function) text += ", function: " + expressions_yaml(n.function->texts);
      if (n.delay > 0) text += ", delay: " + time(n.delay);
      line(n.name, text + "}");
    }
    begin("populations", spec_.populations.empty());
    for (const PopulationSpec& p : spec_.populations)
      population(p);
    begin("connections", spec_.connections.empty());
    for (const ConnectionSpec& c : spec_.connections)
      connection(c);
    begin("probes", spec_.probes.empty());
    for (const ProbeSpec& p : spec_.probes)
      probe(p);
    begin("scores", spec_.scores.empty());
    for (const ScoreSpec& s : spec_.scores)
      score(s);
    return std::move(text_);
  }

 private:
  void begin(const std::string& section, bool empty) {
    if (!empty) text_ += "\n" + section + ":\n";
  }
  void line(const std::string& name, const std::string& value) {
    text_ += "  " + word_yaml(name) + ": " + value + "\n";
  }
  void field(const std::string& name, const std::string& value) {
    text_ += "    " + name + ": " + value + "\n";
  }

  std::string value(const Value& v, Dimension dimension, const std::string& path) const {
    const auto reference = references_.find(path);
    return reference != references_.end() ? reference->second : value_yaml(v, dimension);
  }

  std::string time(std::int64_t steps) const {
    // 15 digits: 3 steps of 0.1 s are 0.3 s, not 0.30000000000000004 s.
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%.15g", static_cast<double>(steps) * spec_.simulation.dt);
    return quantity_text(std::strtod(buffer, nullptr), Dimension::time);
  }

  std::string model(const ModelSpec& m, const Declaration& d, const std::string& path) const {
    std::string text;
    for (const ParameterDeclaration& p : d.parameters) {
      const auto at = m.parameters.find(p.name);
      if (at == m.parameters.end()) continue;
      text += (text.empty() ? "" : ", ") + p.name + ": " +
              value(at->second, p.dimension, path + "." + m.model + "." + p.name);
    }
    return "{" + m.model + ": {" + text + "}}";
  }

  void simulation() {
    const SimulationSpec& s = spec_.simulation;
    const bool single = s.precision == Precision::single;
    text_ += "simulation:\n";
    line("dt", quantity_text(s.dt, Dimension::time));
    line("duration", time(s.steps));
    line("seed", std::to_string(s.seed));
    line("precision", single ? "single" : "double");
    line("threads", s.threads == 0 ? "auto" : std::to_string(s.threads));
  }

  void population(const PopulationSpec& p) {
    const Declaration& d = neuron_declaration(catalog_, p.model);
    const std::string path = "populations." + p.name + ".";
    text_ += "  " + word_yaml(p.name) + ":\n";
    field("neurons", std::to_string(p.neurons));
    field("model", p.model.model);
    for (const ParameterDeclaration& parameter : d.parameters) {
      const auto at = p.model.parameters.find(parameter.name);
      if (at == p.model.parameters.end()) continue;
      field(parameter.name, value(at->second, parameter.dimension, path + parameter.name));
    }
    if (d.ports.empty()) tuning(p, path);
    if (p.dimensions > 0) representation(p, path);
    if (p.noise) {
      const Declaration& noise = catalog_.inputs.find(p.noise->model)->declaration;
      field("noise", model(*p.noise, noise, path + "noise"));
    }
    initial(p, d, path + "initial.");
  }

  void tuning(const PopulationSpec& p, const std::string& path) {
    if (p.max_rates) {
      field("max_rates", value(*p.max_rates, Dimension::frequency, path + "max_rates"));
    }
    if (p.intercepts) {
      field("intercepts", value(*p.intercepts, Dimension::none, path + "intercepts"));
    }
    const bool given = p.gain || p.bias;
    const bool direct = p.model.model == "direct";  // has neither
    if (p.max_rates || p.intercepts || (direct && !given)) return;
    field("gain", value(p.gain.value_or(1.0), Dimension::none, path + "gain"));
    field("bias", value(p.bias.value_or(0.0), Dimension::none, path + "bias"));
  }

  std::string points(const PointsSpec& p, const std::string& path) const {
    return p.given ? value(*p.given, Dimension::none, path) : p.sampler;
  }

  void representation(const PopulationSpec& p, const std::string& path) {
    field("dimensions", std::to_string(p.dimensions));
    field("radius", number_text(p.radius));
    field("encoders", points(p.encoders, path + "encoders"));
    field("normalize_encoders", p.normalize_encoders ? "true" : "false");
    field("eval_points", points(p.eval_points, path + "eval_points"));
    if (p.eval_points.points > 0) field("n_eval_points", std::to_string(p.eval_points.points));
  }

  // ", function: ..., solver: ..." as far as they are given.
  std::string decoding(const DecodingSpec& d, const std::string& path) const {
    std::string text;
    if (d.function) text += ", function: " + expressions_yaml(d.function->texts);
    if (d.targets) text += ", function: " + value(*d.targets, Dimension::none, path + "function");
    if (d.solver) {
      const Declaration& solver = catalog_.solvers.find(d.solver->model)->declaration;
      text += ", solver: " + model(*d.solver, solver, path + "solver");
    }
    if (d.decoders) text += ", decoders: " + value(*d.decoders, Dimension::none, path + "decoders");
    if (d.eval_points) {
      text += ", eval_points: " + points(*d.eval_points, path + "eval_points");
      if (d.eval_points->points > 0) {
        text += ", n_eval_points: " + std::to_string(d.eval_points->points);
      }
      text += std::string(", scale_eval_points: ") + (d.scale_eval_points ? "true" : "false");
    }
    return text;
  }

  void initial(const PopulationSpec& p, const Declaration& d, const std::string& path) {
    std::string given;
    for (const StateDeclaration& s : d.states) {
      const auto at = p.initial.find(s.name);
      if (at != p.initial.end()) {
        given += (given.empty() ? "" : ", ") + s.name + ": " +
                 value(at->second, s.dimension, path + s.name);
      } else if (s.initialisable) {
        text_ += "    # initial " + s.name + ": " + s.initial_text + "\n";
      }
    }
    const auto encoders = p.initial.find(kScaledEncoders);
    if (encoders != p.initial.end()) {
      given += (given.empty() ? "" : ", ") + std::string(kScaledEncoders) + ": " +
               value(encoders->second, Dimension::none, path + kScaledEncoders);
    }
    if (!given.empty()) field("initial", "{" + given + "}");
  }

  bool is_population(const std::string& name) const {
    return std::any_of(spec_.populations.begin(), spec_.populations.end(),
                       [&](const PopulationSpec& p) { return p.name == name; });
  }

  static std::string end(const EndpointSpec& e) {
    std::string name = word_yaml(e.object);
    if (e.neurons) name = word_yaml(e.object + ".neurons");
    if (!e.port.empty()) name = word_yaml(e.object + "." + e.port);
    if (e.learning) name = word_yaml(e.object + ".learning." + std::to_string(*e.learning));
    const std::string slice = slice_text(e.slice);
    return slice.empty() ? name : "{of: " + name + ", slice: " + slice + "}";
  }

  void connection(const ConnectionSpec& c) {
    const std::string path = "connections." + c.name + ".";
    const ConnectionKind kind = connection_kind(spec_, catalog_, c);
    std::string text = "{from: " + end(c.from) + ", to: " + end(c.to);
    if (c.rule) text += ", rule: " + rule(*c.rule, path + "rule");
    text += decoding(c.decoding, path);
    const auto in_rule = references_.find(path + "weights");
    if (in_rule == references_.end() || !in_rule->second.empty()) {
      text += ", weights: " + weights(c, kind.weights, path);
    }
    const auto delay_in_rule = references_.find(path + "delay");
    if (c.delay && (delay_in_rule == references_.end() || !delay_in_rule->second.empty())) {
      text += ", delay: " + value(*c.delay, Dimension::time, path + "delay");
    }
    if (c.synapse) {
      const Declaration& d = catalog_.synapses.find(c.synapse->model)->declaration;
      text += ", synapse: " + model(*c.synapse, d, path + "synapse");
    } else if (!kind.ports) {
      text += ", synapse: none";
    }
    line(c.name, text + learning(c) + "}");
  }

  std::string weights(const ConnectionSpec& c, Dimension dimension, const std::string& path) const {
    if (c.few_weights.index() != 0) {
      return few_weights_yaml(c, dimension, path + "weights", references_);
    }
    if (!c.full) return value(c.weights, dimension, path + "weights");
    return "{full: " + value(c.weights, dimension, path + "weights.full") + "}";
  }

  std::string rule(const ModelSpec& r, const std::string& path) const {
    const auto reference = references_.find(path);
    if (reference != references_.end()) return reference->second;
    return model(r, catalog_.connection_rules.find(r.model)->declaration, path);
  }

  std::string learning(const ConnectionSpec& c) const {
    std::string text;
    for (const LearningSpec& l : c.learning) {
      const Declaration& d = catalog_.learning_rules.find(l.rule.model)->declaration;
      std::string rule = model(l.rule, d, "connections." + c.name + ".learning");
      rule.resize(rule.size() - 2);
      if (l.start_at > 0) rule += ", start_at: " + time(l.start_at);
      if (l.freeze_after != LearningSpec{}.freeze_after) {
        rule += ", freeze_after: " + time(l.freeze_after);
      }
      text += (text.empty() ? "" : ", ") + rule + "}}";
    }
    return text.empty() ? "" : ", learning: [" + text + "]";
  }

  void probe(const ProbeSpec& p) {
    std::string filter;
    if (p.filter) {
      const std::string key = p.record == "rate" ? "filter" : "synapse";
      const auto* synapse = catalog_.synapses.find(p.filter->model);
      const Declaration& d = synapse != nullptr
                                 ? synapse->declaration
                                 : catalog_.rate_filters.find(p.filter->model)->declaration;
      filter = ", " + key + ": " + model(*p.filter, d, "probes." + p.name + "." + key);
    }
    EndpointSpec of = p.of;
    const std::string neurons = slice_text(of.slice);
    const bool part = !neurons.empty() && is_population(of.object) && p.record != "value";
    filter += decoding(p.decoding, "probes." + p.name + ".");
    if (part) of.slice = std::monostate{};
    line(p.name, "{of: " + end(of) + ", record: " + word_yaml(p.record) + filter +
                     (part ? ", neurons: " + neurons : "") + ", every: " + time(p.every) + "}");
  }

  void score(const ScoreSpec& s) {
    Array labels;
    for (const std::int64_t label : s.labels)
      labels.data.push_back(static_cast<double>(label));
    labels.shape = {labels.data.size()};
    line(s.name, "{of: " + word_yaml(s.of) +
                     ", labels: " + value(labels, Dimension::none, "scores." + s.name + ".labels") +
                     ", hold: " + time(s.hold) + "}");
  }

  const NetworkSpec& spec_;
  const Catalog& catalog_;
  const std::map<std::string, std::string>& references_;
  std::string text_;
};

}  // namespace

std::string show_network(const NetworkSpec& spec, const Catalog& catalog,
                         const std::map<std::string, std::string>& references) {
  return Show(spec, catalog, references).run();
}

std::string show_network(const NetworkFile& file, const Catalog& catalog) {
  return show_network(file.spec, catalog, file.references);
}

}  // namespace rheo
