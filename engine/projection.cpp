#include "engine/projection.h"

#include <algorithm>
#include <numeric>

#include "engine/buffer.h"
#include "engine/sparse_projection.h"

namespace rheo {
namespace {

/// One weight for each pair (from[k], to[k]).
template <class Real>
class Elementwise final : public Projection<Real> {
 public:
  Elementwise(const ProjectionPlan& plan, std::size_t target_size, const SourceView<Real>& source)
      : source_(source), pairs_(block_count(target_size)) {
    for (std::size_t k = 0; k < plan.to_elements.size(); ++k) {
      const double w = plan.weights.size() == 1 ? plan.weights[0] : plan.weights[k];
      const std::uint32_t to = plan.to_elements[k];
      pairs_[to / kBlock].push_back(
          {static_cast<std::uint32_t>(to % kBlock), plan.from_elements[k], static_cast<Real>(w)});
    }
  }

  std::uint64_t deliver(std::size_t block, Real* y) const noexcept override {
    for (const Pair& p : pairs_[block])
      y[p.to] += p.weight * source_.dense[p.from];
    return pairs_[block].size();
  }

 private:
  struct Pair {
    std::uint32_t to;  // in the block
    std::uint32_t from;
    Real weight;
  };
  SourceView<Real> source_;
  std::vector<std::vector<Pair>> pairs_;  // (blocks of the target)
};

/// A full matrix, kept by columns so that a spike adds one of them.
template <class Real>
class Dense final : public Projection<Real> {
 public:
  Dense(const ProjectionPlan& plan, std::size_t target_size, std::size_t source_size,
        const SourceView<Real>& source, Isa isa)
      : source_(source),
        from_(plan.from_elements),
        first_column_(source_size + 1, 0),
        rows_(plan.to_elements.size()),
        begin_(block_count(target_size) + 1, 0),
        weights_("weights." + plan.name, Buffer::type_of<Real>(), plan.weights.size()),
        kernel_(column_kernel<Real>(isa)) {
    place_columns();
    place_rows(plan);
  }

  std::uint64_t deliver(std::size_t block, Real* y) const noexcept override {
    const std::size_t rows = begin_[block + 1] - begin_[block];
    if (rows == 0) return 0;
    Real gathered[kBlock];
    const bool in_place = in_place_[block];
    Real* sums = in_place ? y + rows_[begin_[block]] : gathered;
    if (!in_place) {
      for (std::size_t r = 0; r < rows; ++r)
        gathered[r] = y[rows_[begin_[block] + r]];
    }
    const Real* weights = weights_.template as<Real>() + begin_[block];
    std::uint64_t used = 0;
    if (source_.dense == nullptr && rows <= 4) {
      constexpr std::uint64_t (Dense::*kAdd[])(Real*, const Real*) const noexcept = {
          &Dense::add_few<1>, &Dense::add_few<2>, &Dense::add_few<3>, &Dense::add_few<4>};
      used = (this->*kAdd[rows - 1])(sums, weights);
    } else {
      used = add_columns({sums, rows, weights, rows_.size()});
    }
    if (!in_place) {
      for (std::size_t r = 0; r < rows; ++r)
        y[rows_[begin_[block] + r]] = gathered[r];
    }
    return used * rows;
  }

  Real* columns() noexcept override { return weights_.template as<Real>(); }

 private:
  static constexpr std::size_t kBatch = 128;
  struct Batch {
    ColumnSum<Real> sum;
    std::uint32_t column[kBatch];
    Real value[kBatch];
    std::size_t n = 0;
    std::uint64_t used = 0;
  };

  void place_columns() {
    for (std::uint32_t f : from_)
      ++first_column_[f + 1];
    std::partial_sum(first_column_.begin(), first_column_.end(), first_column_.begin());
  }

  // Rows stand in ascending order of their targets, so that a block's rows are a range.
  void place_rows(const ProjectionPlan& plan) {
    const std::size_t n = rows_.size();
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return plan.to_elements[a] < plan.to_elements[b];
    });
    Real* w = weights_.template as<Real>();
    for (std::size_t r = 0; r < n; ++r) {
      const std::uint32_t to = plan.to_elements[order[r]];
      rows_[r] = to % kBlock;
      ++begin_[to / kBlock + 1];
      const double* row = &plan.weights[order[r] * from_.size()];
      for (std::size_t c = 0; c < from_.size(); ++c)
        w[c * n + r] = static_cast<Real>(row[c]);
    }
    std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
    for (std::size_t b = 0; b + 1 < begin_.size(); ++b) {
      const std::size_t rows = begin_[b + 1] - begin_[b];
      in_place_.push_back(rows == 0 || rows_[begin_[b + 1] - 1] - rows_[begin_[b]] + 1 == rows);
    }
  }

  void add(Batch& batch, std::size_t column, Real value) const noexcept {
    batch.column[batch.n] = static_cast<std::uint32_t>(column);
    batch.value[batch.n] = value;
    if (++batch.n == kBatch) flush(batch);
  }

  void flush(Batch& batch) const noexcept {
    batch.sum.column = batch.column;
    batch.sum.value = batch.value;
    batch.sum.n_columns = batch.n;
    kernel_(batch.sum);
    batch.used += batch.n;
    batch.n = 0;
  }

  // Decoders of few dimensions: the sums stay in registers, in the order of add_columns.
  template <std::size_t kRows>
  std::uint64_t add_few(Real* y, const Real* weights) const noexcept {
    Real sums[kRows];
    std::copy_n(y, kRows, sums);
    const std::size_t stride = rows_.size();
    std::uint64_t used = 0;
    for (std::size_t b = 0; b < source_.spikes->n_blocks(); ++b) {
      const BlockSpikes s = source_.spikes->block(b);
      const std::size_t* columns = first_column_.data() + b * kBlock;
      const Real* worth = source_.spike_value + b * kBlock;
      for (std::size_t k = 0; k < s.n; ++k) {
        const std::size_t neuron = s.index[k];
        const Real count = s.count == nullptr ? Real(1) : static_cast<Real>(s.count[k]);
        const Real value = count * worth[neuron];
        for (std::size_t c = columns[neuron]; c < columns[neuron + 1]; ++c, ++used) {
          for (std::size_t r = 0; r < kRows; ++r)
            sums[r] += weights[c * stride + r] * value;
        }
      }
    }
    std::copy_n(sums, kRows, y);
    return used;
  }

  std::uint64_t add_columns(const ColumnSum<Real>& sum) const noexcept {
    Batch batch;
    batch.sum = sum;
    if (source_.dense != nullptr) {
      add_dense(batch);
    } else {
      add_spikes(batch);
    }
    flush(batch);
    return batch.used;
  }

  void add_dense(Batch& batch) const noexcept {
    for (std::size_t c = 0; c < from_.size(); ++c) {
      const Real u = source_.dense[from_[c]];
      if (u != Real(0)) add(batch, c, u);
    }
  }

  void add_spikes(Batch& batch) const noexcept {
    for (std::size_t b = 0; b < source_.spikes->n_blocks(); ++b) {
      const BlockSpikes s = source_.spikes->block(b);
      for (std::size_t k = 0; k < s.n; ++k) {
        const std::size_t neuron = b * kBlock + s.index[k];
        const Real count = s.count == nullptr ? Real(1) : static_cast<Real>(s.count[k]);
        const Real value = count * source_.spike_value[neuron];
        for (std::size_t c = first_column_[neuron]; c < first_column_[neuron + 1]; ++c) {
          add(batch, c, value);
        }
      }
    }
  }

  SourceView<Real> source_;
  std::vector<std::uint32_t> from_;        // (n_from) ascending
  std::vector<std::size_t> first_column_;  // (source_size + 1)
  std::vector<std::uint32_t> rows_;        // (n_to) target within its block, ascending
  std::vector<std::size_t> begin_;         // (blocks + 1) into rows_
  std::vector<bool> in_place_;             // (blocks) the rows are neighbours
  Buffer weights_;                         // (n_from, n_to)
  ColumnKernel<Real> kernel_;
};

}  // namespace

template <class Real>
std::unique_ptr<Projection<Real>> make_projection(const ProjectionPlan& plan,
                                                  std::size_t target_size, std::size_t source_size,
                                                  const SourceView<Real>& source, Isa isa) {
  if (plan.kind == ProjectionPlan::Weights::dense) {
    return std::make_unique<Dense<Real>>(plan, target_size, source_size, source, isa);
  }
  if (plan.kind == ProjectionPlan::Weights::sparse) {
    return std::make_unique<Sparse<Real>>(plan, target_size, source);
  }
  return std::make_unique<Elementwise<Real>>(plan, target_size, source);
}

template std::unique_ptr<Projection<double>> make_projection(const ProjectionPlan&, std::size_t,
                                                             std::size_t, const SourceView<double>&,
                                                             Isa);
template std::unique_ptr<Projection<float>> make_projection(const ProjectionPlan&, std::size_t,
                                                            std::size_t, const SourceView<float>&,
                                                            Isa);

}  // namespace rheo
