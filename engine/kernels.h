#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/isa.h"

namespace rheo {

/// y[i] += W[i, column[k]] * value[k] for k = 0 ... n_columns - 1 in this order, i = 0 ... n - 1.
/// `weights` points at row 0 of column 0; columns stand `stride` apart.
template <class Real>
struct ColumnSum {
  Real* y = nullptr;  // (n)
  std::size_t n = 0;
  const Real* weights = nullptr;  // (columns, stride)
  std::size_t stride = 0;
  const std::uint32_t* column = nullptr;  // (n_columns)
  const Real* value = nullptr;            // (n_columns)
  std::size_t n_columns = 0;
};
template <class Real>
using ColumnKernel = void (*)(const ColumnSum<Real>&) noexcept;

/// J = bias + gain x sum, then += encoder x value for each dimension in turn.
template <class Real>
struct CurrentBlock {
  std::size_t n = 0;
  const Real* bias = nullptr;  // (n)
  const Real* gain = nullptr;  // (n); null: nothing arrives at the neurons
  const Real* sum = nullptr;   // (n)
  std::size_t dimensions = 0;
  const Real* encoders = nullptr;  // (dimensions, stride), scaled
  std::size_t stride = 0;
  const Real* value = nullptr;  // (dimensions) represented value
  Real* J = nullptr;            // (n) out
};
template <class Real>
using CurrentKernel = void (*)(const CurrentBlock<Real>&) noexcept;

/// Sum of spike_term over a block's spikes.
struct SpikeSum {
  std::uint64_t place = 0;               // spike_place of population and step
  std::uint64_t first = 0;               // neuron at which the block begins
  const std::uint16_t* index = nullptr;  // (n)
  const std::int32_t* count = nullptr;   // (n) or null: one each
  std::size_t n = 0;
};
using SpikeHashKernel = std::uint64_t (*)(const SpikeSum&) noexcept;

template <class Real>
ColumnKernel<Real> column_kernel(Isa isa) noexcept;
template <class Real>
CurrentKernel<Real> current_kernel(Isa isa) noexcept;
SpikeHashKernel spike_hash_kernel(Isa isa) noexcept;

}  // namespace rheo
