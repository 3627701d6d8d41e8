#include "learning/rls.h"

#include <algorithm>
#include <cstdint>

#include "engine/kernels.h"
#include "engine/weight_change.h"
#include "learning/parameters.h"

namespace rheo {
namespace {

// State: P (n, n), column c beginning at c n. In a step q = P a, k = 1 / (1 + a^T q), P -= k q q^T.
class Rls : public LearningRule {
 public:
  explicit Rls(double rate) : rate_(rate) {}
  const Declaration& declaration() const noexcept override {
    static const Declaration declaration = rls_declaration();
    return declaration;
  }
  Input input() const noexcept override { return Input::error; }
  std::vector<RuleActivity> activities() const override {
    return {{RuleActivity::Of::pre, "pre_synapse"}};
  }
  std::size_t state_size(const RuleShape& shape) const noexcept override {
    return shape.n_columns * shape.n_columns;
  }
  void reset(const RuleShape& shape, double* P) const noexcept override {
    const std::size_t n = shape.n_columns;
    std::fill_n(P, n * n, 0.0);
    for (std::size_t j = 0; j < n; ++j)
      P[j * n + j] = rate_ * shape.dt / static_cast<double>(n);
  }
  void rows(const RuleRows& part) const noexcept override {
    const double k = step_size(part.shape.n_columns, part.activity[0], part.column);
    for (std::size_t i = 0; i < part.n; ++i)
      part.row[i] = -k * part.input[i];
  }

  /// q of these columns: over the sources in ascending order, those at rest skipped.
  void make_column(const RuleColumns& part) const noexcept override {
    constexpr std::size_t kBatch = 256;
    const std::size_t n = part.shape.n_columns;
    std::fill_n(part.column + part.first, part.n, 0.0);
    std::uint32_t column[kBatch];
    double value[kBatch];
    ColumnSum<double> sum{
        part.column + part.first, part.n, part.state + part.first, n, column, value, 0};
    const ColumnKernel<double> add = column_kernel<double>(part.isa);
    for (std::size_t j = 0; j < n; ++j) {
      if (part.activity[j] == 0) continue;
      column[sum.n_columns] = static_cast<std::uint32_t>(j);
      value[sum.n_columns] = part.activity[j];
      if (++sum.n_columns < kBatch) continue;
      add(sum);
      sum.n_columns = 0;
    }
    add(sum);
  }

  /// P of these columns. `row` holds -k q for some rows at a time.
  void change_state(const RuleColumns& part) const noexcept override {
    constexpr std::size_t kRows = 256;
    const std::size_t n = part.shape.n_columns;
    const double k = step_size(n, part.activity, part.column);
    const WeightChangeKernel change = weight_change_kernel(part.isa);
    double row[kRows];
    for (std::size_t first = 0; first < n; first += kRows) {
      const std::size_t rows = std::min(kRows, n - first);
      for (std::size_t i = 0; i < rows; ++i)
        row[i] = -(k * part.column[first + i]);
      const WeightTerm term{row, nullptr, part.column + part.first};
      change({part.state + part.first * n + first, rows, part.n, n, &term, 1});
    }
  }

 private:
  static double step_size(std::size_t n, const double* a, const double* q) noexcept {
    double sum = 0;
    for (std::size_t j = 0; j < n; ++j)
      sum += a[j] * q[j];
    return 1.0 / (1.0 + sum);
  }

  double rate_;
};

}  // namespace

Declaration rls_declaration() {
  Declaration d = learning_rule("rls", "Recursive least squares: the error falls at once.");
  d.equations = {"q = P a,  k = 1 / (1 + a^T q),  P <- P - k q q^T,  delta W = -k e q^T",
                 "P = (learning_rate dt / n) I before the first step",
                 "a: activity of the n source neurons; e: what arrives at the rule"};
  d.parameters = {learning_rate(1e-3),
                  filter_parameter("pre_synapse", 0.005, "the sources' activity")};
  return d;
}

std::shared_ptr<const LearningRule> make_rls(const ModelSpec& spec) {
  return std::make_shared<Rls>(spec.number("learning_rate"));
}

}  // namespace rheo
