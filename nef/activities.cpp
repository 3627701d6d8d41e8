#include "nef/activities.h"

#include <algorithm>
#include <cmath>

#include "nef/row_kernels.h"

namespace rheo {

namespace {

// Parts of a sum over neurons: enough for the threads of today, few enough to be added up quickly.
constexpr std::size_t kParts = 32;
// Activities below which waking a team takes longer than a pass.
constexpr std::size_t kWorthThreads = 200'000;
constexpr std::size_t kPartBytes = std::size_t{512} << 20;

std::size_t rounded_up(std::size_t n, std::size_t unit) {
  return (n + unit - 1) / unit * unit;
}

void add_up(const std::vector<PointVectors>& parts, PointVectors& sum) {
  for (const PointVectors& part : parts) {
    for (std::size_t k = 0; k < sum.data.size(); ++k)
      sum.data[k] += part.data[k];
  }
}

}  // namespace

PointVectors::PointVectors(std::size_t n_points, std::size_t n_columns)
    : points(n_points),
      stride(rounded_up(n_points, kLanes)),
      columns(n_columns),
      data(n_columns * stride, 0.0) {}

Activities::Activities(std::size_t neurons, std::size_t points, ActivityRow row,
                       const SolveResources& resources)
    : neurons_(neurons),
      points_(points),
      stride_(rounded_up(points, kLanes)),
      block_rows_(0),
      blocks_(0),
      row_(std::move(row)),
      resources_(resources),
      active_share_(neurons, 0.0) {
  // From the sizes alone, so that the sums are the same for any number of threads.
  const std::size_t parts = std::clamp<std::size_t>(kPartBytes / (8 * 8 * stride_), 1, kParts);
  block_rows_ = rounded_up((neurons + parts - 1) / parts, kRowGroup);
  blocks_ = (neurons + block_rows_ - 1) / block_rows_;
  if (8 * neurons * stride_ <= resources.memory) data_ = HugeArray<double>(neurons * stride_);
  std::vector<double> most(blocks_, -HUGE_VAL);
  std::vector<double> magnitude(blocks_, 0.0);
  const ExtentKernel extent = extent_kernel(resources.isa);
  for_blocks([&](std::size_t block) {
    std::vector<double> scratch;
    const std::size_t first = block * block_rows_;
    for (std::size_t i = first; i < std::min(neurons_, first + block_rows_); ++i) {
      if (!kept()) scratch.resize(stride_);
      double* out = kept() ? data_.data() + i * stride_ : scratch.data();
      row_(i, out);
      std::fill(out + points_, out + stride_, 0.0);
      const RowExtent of_row = extent(out, points_);
      most[block] = std::max(most[block], of_row.most);
      magnitude[block] = std::max(magnitude[block], of_row.magnitude);
      active_share_[i] = static_cast<double>(of_row.active) / static_cast<double>(points_);
    }
  });
  largest_ = *std::max_element(most.begin(), most.end());
  largest_magnitude_ = *std::max_element(magnitude.begin(), magnitude.end());
}

const double* Activities::rows(std::size_t first, std::size_t n,
                               std::vector<double>& scratch) const {
  if (kept()) return data_.data() + first * stride_;
  scratch.assign(n * stride_, 0.0);
  for (std::size_t r = 0; r < n; ++r)
    row_(first + r, scratch.data() + r * stride_);
  return scratch.data();
}

template <class Visit>
void Activities::for_blocks(const Visit& visit) const {
  const int blocks = static_cast<int>(blocks_);
  const int threads = neurons_ * stride_ < kWorthThreads ? 1 : resources_.threads;
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (int block = 0; block < blocks; ++block)
    visit(static_cast<std::size_t>(block));
}

template <class Visit>
void Activities::for_groups(std::size_t block, std::vector<double>& scratch,
                            const Visit& visit) const {
  const std::size_t end = std::min(neurons_, (block + 1) * block_rows_);
  for (std::size_t first = block * block_rows_; first < end; first += kRowGroup) {
    const std::size_t n = std::min(kRowGroup, end - first);
    visit(first, n, rows(first, n, scratch));
  }
}

std::vector<double> Activities::times_vectors(const PointVectors& P) const {
  std::vector<double> W(neurons_ * P.columns, 0.0);
  const RowKernel dot = dot_rows_kernel(resources_.isa);
  for_blocks([&](std::size_t block) {
    std::vector<double> scratch;
    for_groups(block, scratch, [&](std::size_t first, std::size_t n, const double* data) {
      dot({data, n, stride_, P.data.data(), P.columns, stride_, stride_,
           W.data() + first * P.columns, P.columns, nullptr});
    });
  });
  return W;
}

std::vector<double> Activities::there_and_back(const PointVectors& P,
                                               const std::vector<double>& weight,
                                               PointVectors& G) const {
  std::vector<double> W(neurons_ * P.columns, 0.0);
  std::vector<PointVectors> parts(blocks_);
  const RowKernel dot = dot_rows_kernel(resources_.isa);
  const RowKernel add = add_rows_kernel(resources_.isa);
  for_blocks([&](std::size_t block) {
    PointVectors part(points_, P.columns);
    std::vector<double> scratch;
    std::vector<double> weighted(kRowGroup * P.columns);
    for_groups(block, scratch, [&](std::size_t first, std::size_t n, const double* data) {
      RowProduct product = {data,      n,       stride_, P.data.data(),
                            P.columns, stride_, stride_, W.data() + first * P.columns,
                            P.columns, nullptr};
      dot(product);
      for (std::size_t k = 0; k < n * P.columns; ++k) {
        const double w = weight.empty() ? 1.0 : weight[first + k / P.columns];
        weighted[k] = w * product.products[k];
      }
      product.products = weighted.data();
      product.sums = part.data.data();
      add(product);
    });
    parts[block] = std::move(part);
  });
  G = PointVectors(points_, P.columns);
  add_up(parts, G);
  return W;
}

PointVectors Activities::decoded(const std::vector<double>& D, std::size_t columns) const {
  std::vector<PointVectors> parts(blocks_);
  const RowKernel add = add_rows_kernel(resources_.isa);
  for_blocks([&](std::size_t block) {
    PointVectors part(points_, columns);
    std::vector<double> scratch;
    std::vector<double> group(kRowGroup * columns);
    for_groups(block, scratch, [&](std::size_t first, std::size_t n, const double* data) {
      std::copy_n(D.data() + first * columns, n * columns, group.data());
      add({data, n, stride_, nullptr, columns, stride_, stride_, group.data(), columns,
           part.data.data()});
    });
    parts[block] = std::move(part);
  });
  PointVectors sum(points_, columns);
  add_up(parts, sum);
  return sum;
}

}  // namespace rheo
