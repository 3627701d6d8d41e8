// The engine's own inner loops, compiled once per instruction set (kernels.cpp holds the table).
#include "engine/hash.h"
#include "engine/kernels.h"

namespace rheo::RHEO_ISA_NAMESPACE {
namespace {

// Four columns at a time save three of four passes over y; the additions keep their order.
template <class Real>
void columns(const ColumnSum<Real>& a) noexcept {
  Real* __restrict y = a.y;
  auto column = [&](std::size_t k) {
    return a.weights + a.column[k] * a.stride;
  };
  std::size_t k = 0;
  for (; k + 4 <= a.n_columns; k += 4) {
    const Real* w0 = column(k);
    const Real* w1 = column(k + 1);
    const Real* w2 = column(k + 2);
    const Real* w3 = column(k + 3);
    const Real v0 = a.value[k];
    const Real v1 = a.value[k + 1];
    const Real v2 = a.value[k + 2];
    const Real v3 = a.value[k + 3];
#pragma omp simd
    for (std::size_t i = 0; i < a.n; ++i) {
      y[i] = (((y[i] + w0[i] * v0) + w1[i] * v1) + w2[i] * v2) + w3[i] * v3;
    }
  }
  for (; k < a.n_columns; ++k) {
    const Real* w = column(k);
    const Real v = a.value[k];
#pragma omp simd
    for (std::size_t i = 0; i < a.n; ++i)
      y[i] += w[i] * v;
  }
}

template <class Real>
void current(const CurrentBlock<Real>& a) noexcept {
  Real* __restrict J = a.J;
  std::size_t d = 0;
  if (a.gain != nullptr) {
#pragma omp simd
    for (std::size_t i = 0; i < a.n; ++i)
      J[i] = a.bias[i] + a.gain[i] * a.sum[i];
  } else if (a.dimensions > 0) {
    const Real x = a.value[d++];
#pragma omp simd
    for (std::size_t i = 0; i < a.n; ++i)
      J[i] = a.bias[i] + a.encoders[i] * x;
  } else {
#pragma omp simd
    for (std::size_t i = 0; i < a.n; ++i)
      J[i] = a.bias[i];
  }
  for (; d < a.dimensions; ++d) {
    const Real* e = a.encoders + d * a.stride;
    const Real x = a.value[d];
#pragma omp simd
    for (std::size_t i = 0; i < a.n; ++i)
      J[i] += e[i] * x;
  }
}

}  // namespace

void columns_double(const ColumnSum<double>& a) noexcept {
  columns(a);
}
void columns_single(const ColumnSum<float>& a) noexcept {
  columns(a);
}
void current_double(const CurrentBlock<double>& a) noexcept {
  current(a);
}
void current_single(const CurrentBlock<float>& a) noexcept {
  current(a);
}

std::uint64_t spike_hash(const SpikeSum& a) noexcept {
  std::uint64_t sum = 0;
  if (a.count == nullptr) {
#pragma omp simd reduction(+ : sum)
    for (std::size_t k = 0; k < a.n; ++k)
      sum += spike_term(a.place, a.first + a.index[k], 1);
  } else {
    for (std::size_t k = 0; k < a.n; ++k) {
      sum += spike_term(a.place, a.first + a.index[k], a.count[k]);
    }
  }
  return sum;
}

}  // namespace rheo::RHEO_ISA_NAMESPACE
