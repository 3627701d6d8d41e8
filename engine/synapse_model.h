#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "engine/declaration.h"
#include "engine/error.h"
#include "engine/isa.h"

namespace rheo {

/// What a filter kernel sees of one stretch of elements. State s of element i is
/// state[s * stride + i]; state 0 is the output y.
template <class Real>
struct FilterBlock {
  std::size_t n = 0;
  const Real* coefficients = nullptr;  // (n_coefficients), the same for all elements
  std::size_t n_states = 0;
  Real* state = nullptr;  // (n_states, stride), of which n columns
  std::size_t stride = 0;
  const Real* u = nullptr;  // (n) input of this step
};
template <class Real>
using FilterKernel = void (*)(const FilterBlock<Real>&) noexcept;

/// A synapse: a linear filter on each element of a vector. Constant; its state is a Filter.
/// All states start at 0.
class SynapseModel {
 public:
  virtual ~SynapseModel() = default;
  virtual const Declaration& declaration() const noexcept = 0;
  /// Numbers that an element holds at the step dt (s), the output y among them.
  virtual std::size_t n_states(double dt) const = 0;
  virtual std::vector<double> coefficients(double dt) const = 0;
  /// Why this filter cannot run at the step dt (s); empty: it can.
  virtual std::vector<Problem> check(double) const { return {}; }
  virtual FilterKernel<double> kernel_double(Isa isa) const = 0;
  virtual FilterKernel<float> kernel_single(Isa isa) const = 0;
};

}  // namespace rheo
