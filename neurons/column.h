#pragma once

// For kernels: compiled once per instruction set.
namespace rheo::RHEO_ISA_NAMESPACE {

namespace {

/// A coefficient: one for all neurons, or one each. The one is read once: the compiler cannot know
/// that what a loop writes is not the coefficient, and would read it anew for every neuron, or give
/// up on vectors.
template <class Real, bool kUniform>
struct Column {
  explicit Column(const Real* values) noexcept : value(*values), each(values) {}
  Real operator[](int i) const noexcept { return kUniform ? value : each[i]; }
  Real value;
  const Real* __restrict each;  // (n) unless kUniform
};

}  // namespace

}  // namespace rheo::RHEO_ISA_NAMESPACE
