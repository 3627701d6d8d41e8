// Matrices of which few entries are there: lists of entries, and convolutions.
#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/builder.h"

namespace rheo {

double few_weights_bytes(const ConnectionSpec& spec, double number) {
  double n = 0;
  if (const auto* listed = std::get_if<CoordinateWeights>(&spec.few_weights)) {
    n = static_cast<double>(listed->values.size());
  } else if (const auto* c = std::get_if<ConvolutionWeights>(&spec.few_weights)) {
    if (check(*c).empty()) n = pairs_of(*c);
  }
  return n * (16 + 2 + number);  // the plan's, and the projection's
}

bool Builder::few_weights_suit(const ConnectionSpec& spec) {
  const std::string path = "connections." + spec.name + ".weights";
  if (spec.rule || poisson(spec.from) != nullptr) {
    report(path, "are a matrix of pairs",
           spec.rule ? "a rule says itself which neurons are connected"
                     : "each target of a poisson input gets spikes of its own",
           spec.rule ? "leave out the rule" : "give one number, or one for each target");
    return false;
  }
  if (!spec.learning.empty()) {
    report("connections." + spec.name + ".learning", "stands beside weights of few pairs",
           "a connection that learns has a weight for each pair", "give the matrix in full");
    return false;
  }
  return true;
}

std::optional<CoordinateWeights> Builder::few_weights(const ConnectionSpec& spec, std::size_t n_to,
                                                      std::size_t n_from) {
  const std::string path = "connections." + spec.name + ".weights.";
  const auto* convolution = std::get_if<ConvolutionWeights>(&spec.few_weights);
  const std::string own = path + (convolution != nullptr ? "convolution" : "sparse");
  const auto report_all = [&](const std::vector<Problem>& problems) {
    for (const Problem& p : problems)
      report(p.path.empty() ? own : own + "." + p.path, p.what, p.rule, p.remedy);
    return !problems.empty();
  };
  CoordinateWeights w;
  if (convolution != nullptr) {
    if (report_all(check(*convolution))) return std::nullopt;
    const std::vector<std::size_t> out = output_shape(*convolution);
    const std::size_t n_in = elements_of(convolution->input_shape);
    if (n_in != n_from || elements_of(out) != n_to) {
      report(own,
             "turns " + shape_text(convolution->input_shape) + " = " + std::to_string(n_in) +
                 " elements into " + shape_text(out) + " = " + std::to_string(elements_of(out)) +
                 " for " + std::to_string(n_from) + " sources and " + std::to_string(n_to) +
                 " targets",
             "as many elements as sources go in, and as many as targets come out",
             n_in != n_from ? "correct input_shape, or the source" : "correct the target's size");
      return std::nullopt;
    }
    w = as_coordinates(*convolution);
  } else {
    w = std::get<CoordinateWeights>(spec.few_weights);
    if (report_all(check(w, n_to, n_from))) return std::nullopt;
    w = by_columns(std::move(w));
  }
  const bool good =
      std::all_of(w.values.begin(), w.values.end(), [&](double x) { return fits(own, x); });
  return good ? std::optional(std::move(w)) : std::nullopt;
}

bool Builder::pair_weights(const ConnectionSpec& spec, ProjectionPlan& plan) {
  auto w = few_weights(spec, plan.to_elements.size(), plan.from_elements.size());
  if (!w) return false;
  for (std::size_t k = 0; k < w->values.size(); ++k) {
    w->rows[k] = plan.to_elements[w->rows[k]];
    w->columns[k] = plan.from_elements[w->columns[k]];
  }
  // Sums run over ascending sources, in whichever order a slice names them.
  if (!std::is_sorted(w->columns.begin(), w->columns.end())) {
    std::vector<std::size_t> order(w->values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return w->columns[a] < w->columns[b]; });
    CoordinateWeights sorted;
    for (const std::size_t k : order) {
      sorted.rows.push_back(w->rows[k]);
      sorted.columns.push_back(w->columns[k]);
      sorted.values.push_back(w->values[k]);
    }
    *w = std::move(sorted);
  }
  plan.kind = ProjectionPlan::Weights::sparse;
  plan.from_elements = std::move(w->columns);
  plan.to_elements = std::move(w->rows);
  plan.weights = std::move(w->values);
  return true;
}

}  // namespace rheo
