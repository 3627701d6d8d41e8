#include "nef/decoder_solvers.h"

#include <functional>

#include "engine/team.h"
#include "nef/solvers.h"

namespace rheo {

namespace {

using Method = std::function<RidgeSolution(const DecodingTask&)>;

class Solver : public DecoderSolver {
 public:
  Solver(Declaration declaration, bool compositional, Method method)
      : declaration_(std::move(declaration)),
        compositional_(compositional),
        method_(std::move(method)) {}
  const Declaration& declaration() const noexcept override { return declaration_; }
  bool compositional() const noexcept override { return compositional_; }
  Decoders solve(const DecodingProblem& problem) const override {
    RidgeSolution solution = method_(decoding_task(problem));
    return {.values = std::move(solution.D),
            .rmse = std::move(solution.errors),
            .iterations = solution.iterations,
            .residual = solution.relative_residual};
  }

 private:
  Declaration declaration_;
  bool compositional_;
  Method method_;
};

Declaration solver_declaration(const char* name, const char* summary,
                               std::vector<std::string> equations) {
  Declaration d;
  d.kind = ModelKind::solver;
  d.name = name;
  d.summary = summary;
  d.equations = std::move(equations);
  return d;
}

/// With the one parameter, which a bare value stands for.
Declaration with_parameter(Declaration d, const char* name, double fallback, const Range& range,
                           const char* sentence) {
  ParameterDeclaration p;
  p.name = name;
  p.fallback = fallback;
  p.range = range;
  p.sentence = sentence;
  d.parameters.push_back(std::move(p));
  d.shorthand = name;
  return d;
}

Declaration with_reg(Declaration d) {
  return with_parameter(std::move(d), "reg", 0.1, Range::not_negative(),
                        "Standard deviation of the assumed noise, as a share of the largest "
                        "activity.");
}

Declaration with_noise(Declaration d) {
  return with_parameter(std::move(d), "noise", 0.1, Range::positive(),
                        "Standard deviation of the noise that is added.");
}

}  // namespace

DecodingTask decoding_task(const DecodingProblem& problem) {
  DecodingTask task;
  task.neurons = problem.neurons;
  task.row = [&problem](std::size_t neuron, double* out) {
    problem.activities(neuron, 1, out);
  };
  task.targets = PointVectors(problem.points, problem.size);
  for (std::size_t k = 0; k < problem.points; ++k) {
    for (std::size_t c = 0; c < problem.size; ++c)
      task.targets.column(c)[k] = problem.targets[k * problem.size + c];
  }
  task.key = problem.key;
  task.resources = {.isa = select_isa(), .threads = available_cores(), .memory = kActivityMemory};
  return task;
}

Declaration lstsq_l2_declaration() {
  return with_reg(solver_declaration(
      "lstsq_l2", "Least squares with a penalty on the decoders, as for noisy activities.",
      {"(A^T A + m sigma^2 I) D = A^T Y, m points", "sigma = reg max(A)"}));
}

Declaration lstsq_l2nz_declaration() {
  return with_reg(solver_declaration(
      "lstsq_l2nz", "As lstsq_l2, with less of a penalty for neurons that are seldom active.",
      {"(A^T A + m diag(sigma_i^2)) D = A^T Y, m points",
       "sigma_i = reg max|A| sqrt(share of points at which neuron i is active)"}));
}

Declaration lstsq_declaration() {
  return with_parameter(
      solver_declaration("lstsq", "Least squares of the least norm, without a penalty.",
                         {"D = A^+ Y, singular values below rcond times the largest taken as 0"}),
      "rcond", 0.01, {.low = 0, .high = 1, .high_open = true},
      "Singular values below this share of the largest count as 0.");
}

Declaration lstsq_noise_declaration() {
  return with_noise(solver_declaration("lstsq_noise",
                                       "Least squares over activities with added noise.",
                                       {"A' = A + normal(0, noise max|A|)", "A'^T A' D = A'^T Y"}));
}

Declaration lstsq_mult_noise_declaration() {
  return with_noise(solver_declaration(
      "lstsq_mult_noise", "Least squares over activities with noise in proportion to them.",
      {"A' = A (1 + normal(0, noise))", "A'^T A' D = A'^T Y"}));
}

Declaration nnls_declaration() {
  return solver_declaration("nnls", "Least squares with decoders that are not negative.",
                            {"min |A D - Y|, D >= 0"});
}

Declaration nnls_l2_declaration() {
  return with_reg(solver_declaration(
      "nnls_l2", "Decoders that are not negative, with the penalty of lstsq_l2.",
      {"min |(A^T A + m sigma^2 I) D - A^T max(Y, 0)|, D >= 0", "sigma = reg max(A)"}));
}

std::shared_ptr<const DecoderSolver> make_lstsq_l2(const ModelSpec& spec) {
  return std::make_shared<Solver>(
      lstsq_l2_declaration(), true,
      [reg = spec.number("reg")](const DecodingTask& task) { return solve_l2(task, reg); });
}

std::shared_ptr<const DecoderSolver> make_lstsq_l2nz(const ModelSpec& spec) {
  return std::make_shared<Solver>(
      lstsq_l2nz_declaration(), true,
      [reg = spec.number("reg")](const DecodingTask& task) { return solve_l2_active(task, reg); });
}

std::shared_ptr<const DecoderSolver> make_lstsq(const ModelSpec& spec) {
  return std::make_shared<Solver>(lstsq_declaration(), true,
                                  [rcond = spec.number("rcond")](const DecodingTask& task) {
                                    return solve_least_squares(task, rcond);
                                  });
}

std::shared_ptr<const DecoderSolver> make_lstsq_noise(const ModelSpec& spec) {
  return std::make_shared<Solver>(lstsq_noise_declaration(), true,
                                  [noise = spec.number("noise")](const DecodingTask& task) {
                                    return solve_with_noise(task, noise, false);
                                  });
}

std::shared_ptr<const DecoderSolver> make_lstsq_mult_noise(const ModelSpec& spec) {
  return std::make_shared<Solver>(lstsq_mult_noise_declaration(), true,
                                  [noise = spec.number("noise")](const DecodingTask& task) {
                                    return solve_with_noise(task, noise, true);
                                  });
}

std::shared_ptr<const DecoderSolver> make_nnls(const ModelSpec&) {
  return std::make_shared<Solver>(nnls_declaration(), false, solve_nnls);
}

std::shared_ptr<const DecoderSolver> make_nnls_l2(const ModelSpec& spec) {
  return std::make_shared<Solver>(
      nnls_l2_declaration(), false,
      [reg = spec.number("reg")](const DecodingTask& task) { return solve_nnls_l2(task, reg); });
}

}  // namespace rheo
