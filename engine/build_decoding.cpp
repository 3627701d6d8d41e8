#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <utility>

#include "engine/builder.h"
#include "engine/text.h"

namespace rheo {
namespace {

/// Nengo's number of evaluation points for so many dimensions and neurons.
std::size_t default_points(std::size_t dimensions, std::size_t neurons) {
  return std::max(std::clamp<std::size_t>(500 * dimensions, 750, 2500), 2 * neurons);
}

std::string point_text(const std::vector<double>& x) {
  std::string text;
  for (std::size_t k = 0; k < x.size() && k < 4; ++k)
    text += (k == 0 ? "" : ", ") + number_text(x[k]);
  return "x = (" + text + (x.size() > 4 ? ", ..." : "") + ")";
}

/// Amplitude x rate of a population's neurons at points of the represented value.
struct TunedActivities {
  const PopulationPlan& plan;
  const std::vector<double>& points;  // (m, dimensions)

  /// out (n, m): neurons first ... first + n - 1.
  void operator()(std::size_t first, std::size_t n, double* out) const {
    const std::size_t dimensions = plan.scaled_encoders.columns();
    const std::size_t m = points.size() / dimensions;
    std::vector<double> J(m);
    for (std::size_t i = first; i < first + n; ++i, out += m) {
      const double bias = plan.parameters.at("bias", i);
      const double* e = &plan.scaled_encoders.data[i * dimensions];
      for (std::size_t k = 0; k < m; ++k) {
        double sum = 0;
        for (std::size_t d = 0; d < dimensions; ++d)
          sum += e[d] * points[k * dimensions + d];
        J[k] = bias + sum;
      }
      plan.model->rates(plan.parameters, i, J.data(), m, out);
      const double amplitude =
          plan.parameters.has("amplitude") ? plan.parameters.at("amplitude", i) : 1.0;
      for (std::size_t k = 0; k < m && amplitude != 1; ++k)
        out[k] *= amplitude;
    }
  }
};

/// a (rows, inner) x b (inner, columns), zeros of a skipped.
std::vector<double> product(const Array& a, const std::vector<double>& b, std::size_t columns) {
  std::vector<double> out(a.rows() * columns, 0.0);
  for (std::size_t r = 0; r < a.rows(); ++r) {
    for (std::size_t k = 0; k < a.columns(); ++k) {
      const double w = a.data[r * a.columns() + k];
      for (std::size_t c = 0; c < columns && w != 0; ++c)
        out[r * columns + c] += w * b[k * columns + c];
    }
  }
  return out;
}

/// Rows that go to the same target are added into one.
void merge_targets(ProjectionPlan& plan) {
  std::vector<std::uint32_t> sorted = plan.to_elements;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end()) return;
  const std::size_t n = plan.from_elements.size();
  std::vector<std::uint32_t> targets;
  std::vector<double> weights;
  for (std::size_t r = 0; r < plan.to_elements.size(); ++r) {
    const std::uint32_t to = plan.to_elements[r];
    const auto at = std::find(targets.begin(), targets.end(), to);
    if (at == targets.end()) {
      targets.push_back(to);
      if (plan.weights.empty()) continue;
      const double* row = &plan.weights[r * n];
      weights.insert(weights.end(), row, row + n);
    } else if (!plan.weights.empty()) {
      double* sum = &weights[static_cast<std::size_t>(at - targets.begin()) * n];
      for (std::size_t c = 0; c < n; ++c)
        sum[c] += plan.weights[r * n + c];
    }
  }
  plan.to_elements = std::move(targets);
  plan.weights = std::move(weights);
}

}  // namespace

std::vector<double> Builder::points(const std::string& path, const PointsSpec& spec,
                                    const SampleRequest& request) {
  if (spec.given) {
    const auto& shape = spec.given->shape;
    const bool finite = std::all_of(spec.given->data.begin(), spec.given->data.end(),
                                    [](double v) { return std::isfinite(v); });
    if (shape.size() == 2 && shape[0] > 0 && shape[1] == request.dimensions && finite) {
      return spec.given->data;
    }
    report(path, finite ? "have the shape " + shape_text(shape) : "hold values that are not finite",
           "a matrix (points, dimensions) with " + std::to_string(request.dimensions) + " columns");
    return {};
  }
  const auto* sampler = catalog_.samplers.find(spec.sampler);
  if (sampler != nullptr) return sampler->make(request);
  report(path, "unknown sampler " + spec.sampler);
  return {};
}

std::vector<double> Builder::evaluation_points(const std::string& path, const DecodingSpec& spec,
                                               const DecodedFor& of) {
  const PopulationPlan& plan = network_.populations[of.population];
  const PopulationSpec& population =
      *std::find_if(spec_.populations.begin(), spec_.populations.end(),
                    [&](const PopulationSpec& p) { return p.name == plan.name; });
  const bool own = spec.eval_points.has_value();
  const PointsSpec& wanted = own ? *spec.eval_points : population.eval_points;
  const DrawKey key = own ? draw_key(spec_.simulation.seed, of.kind, of.name, "eval_points")
                          : draw_key(spec_.simulation.seed, "population", plan.name, "eval_points");
  const std::size_t n =
      wanted.points > 0 ? wanted.points : default_points(population.dimensions, plan.neurons);
  std::vector<double> x =
      points(own ? path + ".eval_points" : "populations." + plan.name + ".eval_points", wanted,
             {n, population.dimensions, false, key});
  if (own && !spec.scale_eval_points) return x;
  for (double& v : x)
    v *= plan.radius;
  return x;
}

std::vector<double> Builder::decoding_targets(const std::string& path, const DecodingSpec& spec,
                                              const DecodedFor& of,
                                              const std::vector<double>& points,
                                              std::size_t& size) {
  const std::size_t dimensions =
      network_.nodes[*network_.populations[of.population].represented].size;
  const std::size_t m = points.size() / dimensions;
  size = of.elements.size();
  if (spec.targets) {
    if (spec.targets->shape.size() == 2 && spec.targets->rows() == m) {
      size = spec.targets->columns();
      return spec.targets->data;
    }
    report(path + ".function", "the table has the shape " + shape_text(spec.targets->shape),
           "a row for each of the " + std::to_string(m) + " evaluation points",
           "give the `eval_points` that the table belongs to");
    return {};
  }
  if (spec.function) {
    if (spec.function->arguments > size) {
      report(path + ".function", "names x" + std::to_string(spec.function->arguments - 1),
             "the value has the elements x0 to x" + std::to_string(size - 1));
      return {};
    }
    size = spec.function->size();
  }
  std::vector<double> targets(m * size);
  std::vector<double> x(of.elements.size());
  for (std::size_t k = 0; k < m; ++k) {
    for (std::size_t d = 0; d < x.size(); ++d)
      x[d] = points[k * dimensions + of.elements[d]];
    double* y = &targets[k * size];
    if (spec.function) {
      spec.function->evaluate(x.data(), 0, y);
    } else {
      std::copy(x.begin(), x.end(), y);
    }
    const double* bad = std::find_if(y, y + size, [](double v) { return !std::isfinite(v); });
    if (bad == y + size) continue;
    report(path + ".function",
           "comes to " + number_text(*bad) + " at the evaluation point " + point_text(x),
           "a decoded function must be finite at all evaluation points",
           "change the function there, for example with max(x0, 0.01)");
    return {};
  }
  return targets;
}

std::optional<Builder::Decoded> Builder::given_decoders(const std::string& path,
                                                        const Array& decoders,
                                                        std::size_t neurons) {
  if (decoders.shape.size() != 2 || decoders.columns() != neurons) {
    report(path + ".decoders", "have the shape " + shape_text(decoders.shape),
           "(size, neurons) with " + std::to_string(neurons) + " neurons");
    return std::nullopt;
  }
  if (!std::all_of(decoders.data.begin(), decoders.data.end(),
                   [](double v) { return std::isfinite(v); })) {
    report(path + ".decoders", "hold a value that is not a finite number");
    return std::nullopt;
  }
  return Decoded{decoders.rows(), decoders.data};
}

std::optional<Builder::Decoded> Builder::decode(const DecodingSpec& spec, const DecodedFor& of,
                                                const Array* mix) {
  const std::string path = of.kind + "s." + of.name;
  const PopulationPlan& plan = network_.populations[of.population];
  if (spec.decoders) return given_decoders(path, *spec.decoders, plan.neurons);
  if (plan.scaled_encoders.data.empty()) return std::nullopt;  // reported already
  const std::vector<double> x = evaluation_points(path, spec, of);
  if (x.empty()) return std::nullopt;
  Decoded out;
  std::vector<double> targets = decoding_targets(path, spec, of, x, out.size);
  if (targets.empty()) return std::nullopt;
  const std::size_t m = targets.size() / out.size;
  if (mix != nullptr) {
    std::vector<double> mixed(m * mix->rows(), 0.0);
    for (std::size_t k = 0; k < m; ++k) {
      const std::vector<double> y(&targets[k * out.size], &targets[k * out.size] + out.size);
      const std::vector<double> row = product(*mix, y, 1);
      std::copy(row.begin(), row.end(), &mixed[k * mix->rows()]);
    }
    targets = std::move(mixed);
    out.size = mix->rows();
  }
  DecodingProblem problem;
  problem.neurons = plan.neurons;
  problem.points = m;
  problem.size = out.size;
  problem.activities = TunedActivities{plan, x};
  problem.targets = targets.data();
  problem.key = draw_key(spec_.simulation.seed, of.kind, of.name, "solver");
  if (!solve(path, spec.solver.value_or(ModelSpec{"lstsq_l2", {}}), problem, out)) {
    return std::nullopt;
  }
  return out;
}

bool Builder::solve(const std::string& path, const ModelSpec& solver,
                    const DecodingProblem& problem, Decoded& out) {
  const auto* entry = catalog_.solvers.find(solver.model);
  if (entry == nullptr) {
    report(path + ".solver", "unknown solver " + solver.model);
    return false;
  }
  if (!solve_) return true;
  const auto start = std::chrono::steady_clock::now();
  Decoders found;
  try {
    found = entry->make(with_defaults(solver, entry->declaration))->solve(problem);
  } catch (const ConfigError& e) {
    for (const Problem& p : e.problems())
      report(path + ".solver", p.what, p.rule, p.remedy);
    return false;
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  network_.decodings.push_back({path, solver.model, problem.neurons, problem.points, found.rmse,
                                found.iterations, found.residual, seconds});
  out.decoders.resize(out.size * problem.neurons);
  for (std::size_t i = 0; i < problem.neurons; ++i) {
    for (std::size_t k = 0; k < out.size; ++k)
      out.decoders[k * problem.neurons + i] = found.values[i * out.size + k];
  }
  return true;
}

std::optional<Array> Builder::transform(const ConnectionSpec& spec, std::size_t size,
                                        const End& to) {
  const std::size_t n_to = to.elements.size();
  if (spec.few_weights.index() != 0) {
    const auto few = few_weights(spec, n_to, size);
    return few ? std::optional(as_matrix(*few, n_to, size)) : std::nullopt;
  }
  ProjectionPlan plan;
  plan.from_elements.resize(size);
  plan.to_elements = to.elements;
  if (!weights(spec, plan)) return std::nullopt;
  if (plan.kind == ProjectionPlan::Weights::dense) {
    if (!distinct_targets("connections." + spec.name + ".to", plan)) return std::nullopt;
    return Array::matrix(std::move(plan.weights), n_to, size);
  }
  std::vector<double> matrix(n_to * size, 0.0);
  for (std::size_t k = 0; k < n_to; ++k)
    matrix[k * size + k] = plan.weights[plan.weights.size() == 1 ? 0 : k];
  return Array::matrix(std::move(matrix), n_to, size);
}

std::size_t Builder::current_node(std::size_t population) {
  PopulationPlan& plan = network_.populations[population];
  const std::string name = plan.name + ".current";
  for (const SourceRef& c : plan.currents) {
    if (c.kind == SourceRef::Kind::node && network_.nodes[c.index].name == name) return c.index;
  }
  plan.currents.push_back({SourceRef::Kind::node, network_.nodes.size()});
  network_.nodes.push_back({name, plan.neurons});
  return network_.nodes.size() - 1;
}

std::optional<Array> Builder::full_mix(const ConnectionSpec& spec, const Array& transform,
                                       End& to) {
  const std::string path = "connections." + spec.name;
  const auto post = std::find_if(
      network_.populations.begin(), network_.populations.end(), [&](const PopulationPlan& p) {
        return p.represented && to.target == TargetRef{TargetRef::Kind::node, *p.represented};
      });
  if (post == network_.populations.end()) {
    report(path + ".weights", "are `full` but " + spec.to.object + " is no population with a value",
           "full weights go from a represented value to another", "remove `full`");
    return std::nullopt;
  }
  if (post->scaled_encoders.data.empty()) return std::nullopt;  // reported already
  Array encoders = Array::matrix({}, post->neurons, to.elements.size());
  for (std::size_t i = 0; i < post->neurons; ++i) {
    for (const std::uint32_t d : to.elements)
      encoders.data.push_back(post->scaled_encoders.data[i * post->scaled_encoders.columns() + d]);
  }
  const auto population = static_cast<std::size_t>(post - network_.populations.begin());
  const std::size_t neurons = post->neurons;
  to.target = {TargetRef::Kind::node, current_node(population)};
  to.elements = all_elements(neurons);
  return Array::matrix(product(encoders, transform.data, transform.columns()), neurons,
                       transform.columns());
}

void Builder::decoded_connection(const ConnectionSpec& spec, const End& from, End to) {
  const std::string path = "connections." + spec.name;
  const DecodingSpec& d = spec.decoding;
  const DecodedFor of = {"connection", spec.name, *from.decoded, from.elements};
  const std::string solver = d.solver ? d.solver->model : "lstsq_l2";
  const auto* entry = catalog_.solvers.find(solver);
  const std::size_t size = d.decoders   ? d.decoders->rows()
                           : d.function ? d.function->size()
                           : d.targets  ? d.targets->columns()
                                        : from.elements.size();
  std::optional<Array> mix = transform(spec, size, to);
  if (!mix) return;
  if (spec.full && !(mix = full_mix(spec, *mix, to))) return;
  const bool solve_mixed =
      spec.full && !d.decoders && entry != nullptr &&
      !entry->make(with_defaults({solver, {}}, entry->declaration))->compositional();
  const auto decoded = decode(d, of, solve_mixed ? &*mix : nullptr);
  if (!decoded) return;
  ProjectionPlan plan;
  plan.name = spec.name;
  plan.from = from.source;
  plan.to = to.target;
  plan.from_elements = all_elements(network_.populations[*from.decoded].neurons);
  plan.to_elements = std::move(to.elements);
  plan.kind = ProjectionPlan::Weights::dense;
  if (!decoded->decoders.empty()) {
    plan.weights = solve_mixed ? decoded->decoders
                               : product(*mix, decoded->decoders, plan.from_elements.size());
    const std::string at = path + ".weights";
    for (const double w : plan.weights) {
      if (!fits(at, w)) return;
    }
  }
  merge_targets(plan);
  add_projection(spec, std::move(plan));
}

bool Builder::function_node(const ConnectionSpec& spec, End& from) {
  const std::string path = "connections." + spec.name;
  const DecodingSpec& d = spec.decoding;
  const bool vector = from.source.kind != SourceRef::Kind::neurons;
  // Of a population without neurons nothing is solved: a solver and its points are of no effect.
  const bool solved = !from.direct && (spec.full || d.solver || d.eval_points);
  if (solved || d.decoders || d.targets || (d.function && !vector)) {
    report(path, spec.from.object + (vector ? "" : ".neurons") + " is not decoded",
           "solver, decoders, eval_points, tables and full weights belong to a connection from a " +
               std::string("represented value") +
               (vector ? "" : "; functions to that or to a node or input"),
           vector ? "remove them" : "write from: " + spec.from.object);
    return false;
  }
  if (!d.function) return true;
  if (d.function->arguments > from.elements.size()) {
    report(path + ".function", "names x" + std::to_string(d.function->arguments - 1),
           "the source has the elements x0 to x" + std::to_string(from.elements.size() - 1));
    return false;
  }
  const std::size_t node = network_.nodes.size();
  network_.nodes.push_back({spec.name + ".function", from.elements.size(), d.function, 0});
  ProjectionPlan identity;
  identity.name = spec.name;
  identity.from = from.source;
  identity.to = {TargetRef::Kind::node, node};
  identity.to_elements = all_elements(from.elements.size());
  identity.from_elements = std::move(from.elements);
  identity.weights = {1.0};
  network_.projections.push_back(std::move(identity));
  from.source = {SourceRef::Kind::node, node};
  from.elements = all_elements(d.function->size());
  return true;
}

}  // namespace rheo
