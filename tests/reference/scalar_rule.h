#pragma once

#include <cstdint>
#include <vector>

#include "engine/network.h"
#include "tests/reference/scalar_filter.h"

namespace rheo {

/// What a learning rule of the reference sees at the end of a step.
struct RuleView {
  std::int64_t n = 0;         // step
  std::vector<double> pre;    // (n_from) what the source neurons put out
  std::vector<double> post;   // (rows) the same of the target's neurons, if it has any
  std::vector<double> error;  // (rows) rules that take an error
  double signal = 0;          // what arrives at rules that take a signal
  std::vector<double> x;      // (dimensions) the target's value; rules that learn encoders
};

/// One learning rule, written for reading: docs/numerics.md, one loop over rows and columns.
class ScalarRule {
 public:
  ScalarRule(const LearningPlan& plan, std::size_t rows, std::size_t columns, double dt);

  /// The end of step n: the change of each weight W (rows, columns) at the beginning of the next.
  /// `lagged`, a mistake: activities without what came in this step.
  void learn(const RuleView& view, const std::vector<double>& W, bool lagged);
  const std::vector<double>& delta() const noexcept { return delta_; }  // (rows, columns)

 private:
  std::vector<double> filtered(std::size_t activity, const RuleView& view, bool lagged);
  void pes(const RuleView& view, const std::vector<double>& a);
  void rls(const RuleView& view, const std::vector<double>& a);
  void bcm(const std::vector<double>& a, const std::vector<double>& b,
           const std::vector<double>& theta);
  void oja(const std::vector<double>& a, const std::vector<double>& b,
           const std::vector<double>& W);
  void voja(const RuleView& view, const std::vector<double>& b, const std::vector<double>& E);

  const LearningPlan& plan_;
  std::size_t rows_;
  std::size_t columns_;
  double dt_;
  std::vector<std::vector<ScalarFilter<double>>> filters_;  // (n_activities)(neurons) | ()
  std::vector<double> P_;                                   // rls: (columns, columns)
  std::vector<double> delta_;                               // (rows, columns)
};

}  // namespace rheo
