#include "synapses/kernels.h"

namespace rheo::RHEO_ISA_NAMESPACE {
namespace {

constexpr std::size_t kChunk = 64;  // elements whose next state waits in the cache

/// Coefficients: a, 1 - a. State: y.
template <class Real>
void lowpass(const FilterBlock<Real>& block) noexcept {
  const Real a = block.coefficients[0];
  const Real b = block.coefficients[1];
  const Real* u = block.u;  // (n)
  Real* y = block.state;    // (n)
#pragma omp simd
  for (std::size_t i = 0; i < block.n; ++i)
    y[i] = a * y[i] + b * u[i];
}

/// Coefficients: e, e p, b1, 1 - e. States: y, z.
template <class Real>
void alpha(const FilterBlock<Real>& block) noexcept {
  const Real e = block.coefficients[0];
  const Real ep = block.coefficients[1];
  const Real b1 = block.coefficients[2];
  const Real b = block.coefficients[3];
  const Real* u = block.u;               // (n)
  Real* y = block.state;                 // (n)
  Real* z = block.state + block.stride;  // (n)
#pragma omp simd
  for (std::size_t i = 0; i < block.n; ++i) {
    y[i] = (e * y[i] + ep * z[i]) + b1 * u[i];
    z[i] = e * z[i] + b * u[i];
  }
}

/// out = sum of row[c] X_c over c = 0 ... order - 1 in turn, + last * u.
template <class Real>
void row_times_state(const FilterBlock<Real>& block, std::size_t first, std::size_t n,
                     const Real* row, Real last, Real* out) noexcept {
  const Real* u = block.u + first;
  for (std::size_t i = 0; i < n; ++i)
    out[i] = 0;
  for (std::size_t c = 0; c + 1 < block.n_states; ++c) {
    const Real factor = row[c];
    const Real* x = block.state + (c + 1) * block.stride + first;
#pragma omp simd
    for (std::size_t i = 0; i < n; ++i)
      out[i] += factor * x[i];
  }
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i)
    out[i] += last * u[i];
}

/// X = A X + B u for the elements first ... first + n - 1.
template <class Real>
void advance_state(const FilterBlock<Real>& block, std::size_t first, std::size_t n) noexcept {
  const std::size_t order = block.n_states - 1;
  const Real* A = block.coefficients;  // (order, order)
  const Real* B = A + order * order;   // (order)
  Real next[kMaxOrder][kChunk];
  for (std::size_t r = 0; r < order; ++r)
    row_times_state(block, first, n, A + r * order, B[r], next[r]);
  for (std::size_t r = 0; r < order; ++r) {
    Real* x = block.state + (r + 1) * block.stride + first;
    for (std::size_t i = 0; i < n; ++i)
      x[i] = next[r][i];
  }
}

/// Coefficients: A (order, order), B (order), C (order), D. States: y, X (order).
template <class Real>
void linear(const FilterBlock<Real>& block) noexcept {
  const std::size_t order = block.n_states - 1;
  const Real* C = block.coefficients + order * order + order;
  const Real D = C[order];
  for (std::size_t first = 0; first < block.n; first += kChunk) {
    const std::size_t n = block.n - first < kChunk ? block.n - first : kChunk;
    if (D == 0) advance_state(block, first, n);
    row_times_state(block, first, n, C, D, block.state + first);
    if (D != 0) advance_state(block, first, n);
  }
}

/// Coefficients: h (n_taps). States: y, the last n_taps inputs in a ring, the place of the newest.
/// Sums run from the newest input to the oldest.
template <class Real>
void taps(const FilterBlock<Real>& block) noexcept {
  const std::size_t n_taps = block.n_states - 2;
  Real* y = block.state;
  Real* ring = block.state + block.stride;                          // (n_taps, stride)
  Real* place = block.state + (block.n_states - 1) * block.stride;  // the same in all elements
  const std::size_t newest = (static_cast<std::size_t>(place[0]) + 1) % n_taps;
  for (std::size_t i = 0; i < block.n; ++i) {
    ring[newest * block.stride + i] = block.u[i];
    place[i] = static_cast<Real>(newest);
    y[i] = 0;
  }
  for (std::size_t k = 0; k < n_taps; ++k) {
    const Real h = block.coefficients[k];
    const Real* x = ring + (newest + n_taps - k) % n_taps * block.stride;
#pragma omp simd
    for (std::size_t i = 0; i < block.n; ++i)
      y[i] += h * x[i];
  }
}

}  // namespace

template <class Real>
FilterKernel<Real> filter_kernel(Recurrence recurrence) noexcept {
  switch (recurrence) {
    case Recurrence::lowpass:
      return lowpass<Real>;
    case Recurrence::alpha:
      return alpha<Real>;
    case Recurrence::linear:
      return linear<Real>;
    case Recurrence::taps:
      break;
  }
  return taps<Real>;
}

template FilterKernel<double> filter_kernel(Recurrence) noexcept;
template FilterKernel<float> filter_kernel(Recurrence) noexcept;

}  // namespace rheo::RHEO_ISA_NAMESPACE
