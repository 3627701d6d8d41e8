#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "engine/huge_array.h"
#include "engine/isa.h"

namespace rheo {

/// Vectors along the points, one a column of the targets, padded with zeros.
struct PointVectors {
  std::size_t points = 0;
  std::size_t stride = 0;  // points rounded up to kLanes
  std::size_t columns = 0;
  std::vector<double> data;  // (columns, stride)

  PointVectors() = default;
  PointVectors(std::size_t n_points, std::size_t n_columns);
  double* column(std::size_t c) noexcept { return data.data() + c * stride; }
  const double* column(std::size_t c) const noexcept { return data.data() + c * stride; }
};

/// What solving has at its disposal, and what it may take. Results depend on neither.
struct SolveResources {
  Isa isa = Isa::baseline;
  int threads = 1;
  std::size_t memory = std::size_t{4} << 30;  // bytes of activities to keep at most
};

/// Writes the activities of one neuron at all points; called from several threads at once.
using ActivityRow = std::function<void(std::size_t neuron, double* out)>;  // out: (points)

/// The activities A of n neurons at m points, kept as A^T: one row a neuron. Where they would take
/// more than `resources.memory` they are computed anew in each pass, to the same bits.
class Activities {
 public:
  Activities(std::size_t neurons, std::size_t points, ActivityRow row,
             const SolveResources& resources);

  std::size_t neurons() const noexcept { return neurons_; }
  std::size_t points() const noexcept { return points_; }
  std::size_t stride() const noexcept { return stride_; }
  bool kept() const noexcept { return data_.size() != 0; }
  const SolveResources& resources() const noexcept { return resources_; }
  /// The largest activity, and the largest magnitude.
  double largest() const noexcept { return largest_; }
  double largest_magnitude() const noexcept { return largest_magnitude_; }
  /// Share of points at which each neuron is not silent.  // (neurons)
  const std::vector<double>& active_share() const noexcept { return active_share_; }

  /// Rows first ... first + n - 1, (n, stride). `scratch` is used if they are not kept.
  const double* rows(std::size_t first, std::size_t n, std::vector<double>& scratch) const;

  /// W = A^T P, a row a neuron: (neurons, P.columns).
  std::vector<double> times_vectors(const PointVectors& P) const;

  /// W = A^T P, and G = A diag(weight) W in the same pass; `weight` (neurons) or empty: 1.
  std::vector<double> there_and_back(const PointVectors& P, const std::vector<double>& weight,
                                     PointVectors& G) const;

  /// A D for D (neurons, columns).
  PointVectors decoded(const std::vector<double>& D, std::size_t columns) const;

  /// Rows of A^T handled together by a thread; the unit in which sums over neurons are cut.
  std::size_t block_rows() const noexcept { return block_rows_; }

 private:
  template <class Visit>
  void for_blocks(const Visit& visit) const;
  template <class Visit>
  void for_groups(std::size_t block, std::vector<double>& scratch, const Visit& visit) const;

  std::size_t neurons_;
  std::size_t points_;
  std::size_t stride_;
  std::size_t block_rows_;
  std::size_t blocks_;
  ActivityRow row_;
  SolveResources resources_;
  HugeArray<double> data_;  // (neurons, stride) or empty
  double largest_ = 0;
  double largest_magnitude_ = 0;
  std::vector<double> active_share_;  // (neurons)
};

}  // namespace rheo
