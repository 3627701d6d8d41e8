// What learning holds: how it is reset, hashed, saved and probed.
#include <algorithm>
#include <utility>

#include "engine/buffer.h"
#include "engine/hash.h"
#include "engine/learning.h"

namespace rheo {
namespace {

/// The weights of a projection with their columns as they were given.
std::vector<double> given_order(const ProjectionPlan& plan) {
  if (plan.given.empty()) return plan.weights;
  std::vector<double> given(plan.weights.size());
  const std::size_t columns = plan.given.size();
  for (std::size_t k = 0; k < given.size(); ++k)
    given[k - k % columns + plan.given[k % columns]] = plan.weights[k];
  return given;
}

/// Numbers that never change, as a probe sees them.
class ConstantSource final : public ProbeSource {
 public:
  explicit ConstantSource(std::vector<double> values) : values_(std::move(values)) {}
  std::size_t size() const noexcept override { return values_.size(); }
  BlockSpikes spikes(std::size_t) const noexcept override { return {}; }
  void values(std::int64_t, std::size_t first, std::size_t n, double* out) const override {
    std::copy_n(values_.data() + first, n, out);
  }

 private:
  std::vector<double> values_;
};

}  // namespace

template <class Real>
void Learning<Real>::reset() {
  for (auto* matrices : {&weights_, &encoders_}) {
    for (auto& m : *matrices) {
      if (m) m->held.reset();
    }
  }
  for (auto& rule : rules_) {
    rule->run.reset();
    for (auto* a : rule->activities)
      a->reset();
  }
}

template <class Real>
std::uint64_t Learning<Real>::hash() const {
  std::uint64_t sum = 0;
  for (const auto* matrices : {&weights_, &encoders_}) {
    for (const auto& m : *matrices) {
      if (m) sum += hash_bits(hash_text(m->name + ".learned"), m->held.values(), m->held.size());
    }
  }
  for (const auto& rule : rules_) {
    const RuleRun<Real>& r = rule->run;
    std::size_t k = 0;
    auto add = [&](const std::vector<double>& v) {
      sum += hash_bits(hash_text(rule->name + "." + std::to_string(k++)), v.data(), v.size());
    };
    for (const auto* v : {&r.row, &r.decay, &r.own, &r.state})
      add(*v);
    for (const auto* a : rule->activities) {
      if (a->filter() == nullptr) continue;
      add(a->filter()->states());
    }
  }
  return sum;
}

// With the change that the last step left: what the next step would begin with.
template <class Real>
std::vector<LearnedArray> Learning<Real>::arrays() const {
  std::vector<LearnedArray> all;
  for (const auto* matrices : {&weights_, &encoders_}) {
    for (const auto& m : *matrices) {
      if (!m) continue;
      std::vector<double> values;
      for (std::size_t row : m->row) {
        for (std::size_t column : m->column) {
          double w = m->held.at(row, column);
          for (const RuleRun<Real>* rule : m->rules)
            w += rule->delta(row, column, m->held.at(row, column));
          values.push_back(w);
        }
      }
      all.push_back({m->name, Array::matrix(std::move(values), m->row.size(), m->column.size())});
    }
  }
  return all;
}

/// A matrix or its change in this step, in the rows and columns of the plan.
template <class Real>
class Learning<Real>::Source final : public ProbeSource {
 public:
  Source(const Matrix& matrix, const RuleRun<Real>* rule) : matrix_(matrix), rule_(rule) {}
  std::size_t size() const noexcept override { return matrix_.held.size(); }
  BlockSpikes spikes(std::size_t) const noexcept override { return {}; }
  void values(std::int64_t, std::size_t first, std::size_t n, double* out) const override {
    const std::size_t columns = matrix_.column.size();
    for (std::size_t k = 0; k < n; ++k) {
      const std::size_t i = matrix_.row[(first + k) / columns];
      const std::size_t j = matrix_.column[(first + k) % columns];
      const double w = matrix_.held.at(i, j);
      out[k] = rule_ == nullptr ? w : rule_->delta(i, j, w) + 0.0;  // no negative zeros
    }
  }

 private:
  const Matrix& matrix_;
  const RuleRun<Real>* rule_;  // null: the matrix itself
};

template <class Real>
Core::Probed Learning<Real>::probe(const ProbePlan& plan) const {
  const Network& network = host_.network;
  Core::Probed probed;
  probed.in_one = true;
  if (plan.matrix == ProbePlan::Matrix::delta) {
    const Rule& rule = *rules_[plan.matrix_of];
    probed.reads = {{rule.matrix->id, false}, {rule.rows_id, false}, {rule.column_id, false}};
    probed.source = std::make_unique<Source>(*rule.matrix, &rule.run);
    return probed;
  }
  const bool weights = plan.matrix == ProbePlan::Matrix::weights;
  const Matrix* m = (weights ? weights_ : encoders_)[plan.matrix_of].get();
  if (m == nullptr) {
    probed.source = std::make_unique<ConstantSource>(
        weights ? given_order(network.projections[plan.matrix_of])
                : network.populations[plan.matrix_of].scaled_encoders.data);
    return probed;
  }
  probed.reads = {{m->id, false}};
  probed.source = std::make_unique<Source>(*m, nullptr);
  return probed;
}

// The rest of the class is instantiated in learning.cpp.
template void Learning<double>::reset();
template void Learning<float>::reset();
template std::uint64_t Learning<double>::hash() const;
template std::uint64_t Learning<float>::hash() const;
template std::vector<LearnedArray> Learning<double>::arrays() const;
template std::vector<LearnedArray> Learning<float>::arrays() const;
template Core::Probed Learning<double>::probe(const ProbePlan& plan) const;
template Core::Probed Learning<float>::probe(const ProbePlan& plan) const;

}  // namespace rheo
