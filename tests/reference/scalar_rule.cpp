#include "tests/reference/scalar_rule.h"

#include <stdexcept>

namespace rheo {

ScalarRule::ScalarRule(const LearningPlan& plan, std::size_t rows, std::size_t columns, double dt)
    : plan_(plan), rows_(rows), columns_(columns), dt_(dt), delta_(rows * columns) {
  const std::vector<RuleActivity> activities = plan.rule->activities();
  filters_.resize(activities.size());
  for (std::size_t k = 0; k < activities.size(); ++k) {
    if (!plan.synapses[k]) continue;
    const bool post = activities[k].of == RuleActivity::Of::post;
    filters_[k].assign(post ? rows : columns, ScalarFilter<double>(*plan.synapses[k], dt));
  }
  if (plan.spec.model != "rls") return;
  P_.assign(columns * columns, 0.0);
  for (std::size_t j = 0; j < columns; ++j) {
    P_[j * columns + j] = plan.spec.number("learning_rate") * dt / static_cast<double>(columns);
  }
}

// Filters of rules have no lag. Every 64 steps what has died away becomes 0.
std::vector<double> ScalarRule::filtered(std::size_t k, const RuleView& view, bool lagged) {
  const bool post = plan_.rule->activities()[k].of == RuleActivity::Of::post;
  std::vector<double> y = post ? view.post : view.pre;
  for (std::size_t i = 0; i < filters_[k].size(); ++i) {
    filters_[k][i].advance(y[i]);
    if (view.n % 64 == 0) filters_[k][i].settle();
    y[i] = lagged ? filters_[k][i].y_before() : filters_[k][i].y();
  }
  return y;
}

void ScalarRule::learn(const RuleView& view, const std::vector<double>& W, bool lagged) {
  std::vector<std::vector<double>> y;
  for (std::size_t k = 0; k < filters_.size(); ++k)
    y.push_back(filtered(k, view, lagged));
  delta_.assign(rows_ * columns_, 0.0);
  if (view.n < plan_.time.first || view.n > plan_.time.last) return;
  const std::string& rule = plan_.spec.model;
  if (rule == "pes") {
    pes(view, y[0]);
  } else if (rule == "rls") {
    rls(view, y[0]);
  } else if (rule == "bcm") {
    bcm(y[0], y[1], y[2]);
  } else if (rule == "oja") {
    oja(y[0], y[1], W);
  } else if (rule == "voja") {
    voja(view, y[0], W);
  } else {
    throw std::logic_error("the reference interpreter has no rule " + rule);
  }
}

void ScalarRule::pes(const RuleView& view, const std::vector<double>& a) {
  const double rate = plan_.spec.number("learning_rate");
  const double n = static_cast<double>(columns_);
  for (std::size_t i = 0; i < rows_; ++i) {
    for (std::size_t j = 0; j < columns_; ++j)
      delta_[i * columns_ + j] = (-rate * dt_ / n * view.error[i]) * a[j];
  }
}

// P of the step before makes q and the gain k; then P takes up this step.
void ScalarRule::rls(const RuleView& view, const std::vector<double>& a) {
  std::vector<double> q(columns_, 0.0);
  double aq = 0;
  for (std::size_t j = 0; j < columns_; ++j) {
    for (std::size_t i = 0; i < columns_; ++i) {
      if (a[i] != 0) q[j] += P_[i * columns_ + j] * a[i];
    }
    aq += a[j] * q[j];
  }
  const double k = 1.0 / (1.0 + aq);
  for (std::size_t i = 0; i < rows_; ++i) {
    for (std::size_t j = 0; j < columns_; ++j)
      delta_[i * columns_ + j] = (-k * view.error[i]) * q[j];
  }
  for (std::size_t i = 0; i < columns_; ++i) {
    for (std::size_t j = 0; j < columns_; ++j)
      P_[i * columns_ + j] += -(k * q[j]) * q[i];
  }
}

void ScalarRule::bcm(const std::vector<double>& a, const std::vector<double>& b,
                     const std::vector<double>& theta) {
  const double rate = plan_.spec.number("learning_rate");
  for (std::size_t i = 0; i < rows_; ++i) {
    for (std::size_t j = 0; j < columns_; ++j)
      delta_[i * columns_ + j] = (rate * dt_ * b[i]) * (b[i] - theta[i]) * a[j];
  }
}

void ScalarRule::oja(const std::vector<double>& a, const std::vector<double>& b,
                     const std::vector<double>& W) {
  const double rate = plan_.spec.number("learning_rate");
  const double beta = plan_.spec.number("beta");
  for (std::size_t i = 0; i < rows_; ++i) {
    for (std::size_t j = 0; j < columns_; ++j) {
      delta_[i * columns_ + j] =
          (rate * dt_ * b[i]) * a[j] - (rate * dt_ * beta) * (b[i] * b[i]) * W[i * columns_ + j];
    }
  }
}

void ScalarRule::voja(const RuleView& view, const std::vector<double>& b,
                      const std::vector<double>& E) {
  const double rate = plan_.spec.number("learning_rate") * dt_ * (1.0 + view.signal);
  for (std::size_t i = 0; i < rows_; ++i) {
    for (std::size_t j = 0; j < columns_; ++j) {
      delta_[i * columns_ + j] =
          rate * (plan_.scale[i] * b[i]) * view.x[j] - (rate * b[i]) * E[i * columns_ + j];
    }
  }
}

}  // namespace rheo
