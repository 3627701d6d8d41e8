#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "engine/declaration.h"
#include "engine/isa.h"

namespace rheo {

/// What a filter kernel sees of one stretch of elements.
template <class Real>
struct FilterBlock {
  std::size_t n = 0;
  const Real* coefficients = nullptr;  // (n_coefficients), the same for all elements
  Real* const* state = nullptr;        // (n_states) -> (n); state 0 is the output y
  const Real* u = nullptr;             // (n) input of this step
};
template <class Real>
using FilterKernel = void (*)(const FilterBlock<Real>&) noexcept;

/// A synapse: a linear filter on each element of a vector. Constant; its state is a Filter.
/// All states start at 0.
class SynapseModel {
 public:
  virtual ~SynapseModel() = default;
  virtual const Declaration& declaration() const noexcept = 0;
  virtual std::size_t n_states() const noexcept = 0;
  virtual std::vector<double> coefficients(double dt) const = 0;
  virtual FilterKernel<double> kernel_double(Isa isa) const = 0;
  virtual FilterKernel<float> kernel_single(Isa isa) const = 0;
};

}  // namespace rheo
