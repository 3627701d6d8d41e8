#pragma once

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <vector>

#include "engine/synapse_model.h"

namespace rheo {

/// The state of one synapse over `size` elements: shared by all connections with equal target and
/// synapse, and used by probes. y() is the output at the end of the last advance: y[n - 1] for
/// everything that reads before the filter advances in step n.
template <class Real>
class Filter {
 public:
  Filter(const SynapseModel& model, double dt, std::size_t size, Isa isa)
      : size_(size), n_states_(model.n_states(dt)), states_(n_states_ * size) {
    for (double c : model.coefficients(dt))
      coefficients_.push_back(static_cast<Real>(c));
    if constexpr (std::is_same_v<Real, double>) {
      kernel_ = model.kernel_double(isa);
    } else {
      kernel_ = model.kernel_single(isa);
    }
  }

  std::size_t size() const noexcept { return size_; }
  const Real* y() const noexcept { return states_.data(); }  // (size)

  /// One step with input u (n) for the elements first ... first + n - 1: each element once a step.
  void advance(std::size_t first, std::size_t n, const Real* u) noexcept {
    kernel_({n, coefficients_.data(), n_states_, states_.data() + first, size_, u});
  }

  /// Sets to 0 what is smaller than 2^-900 (single precision: 2^-90) in all states of these
  /// elements.
  void settle(std::size_t first, std::size_t n) noexcept {
    constexpr auto kNothing = static_cast<Real>(std::is_same_v<Real, double> ? 0x1p-900 : 0x1p-90);
    for (std::size_t s = 0; s < n_states_; ++s) {
      Real* x = states_.data() + s * size_ + first;
      for (std::size_t i = 0; i < n; ++i)
        x[i] = x[i] < kNothing && x[i] > -kNothing ? Real(0) : x[i];
    }
  }

  void reset() noexcept { std::fill(states_.begin(), states_.end(), Real(0)); }

  std::size_t n_states() const noexcept { return n_states_; }
  /// All states, for hashes, checkpoints and resets: (n_states, size).
  const std::vector<Real>& states() const noexcept { return states_; }

 private:
  std::size_t size_;
  std::size_t n_states_;
  std::vector<Real> states_;        // (n_states, size)
  std::vector<Real> coefficients_;  // (n_coefficients)
  FilterKernel<Real> kernel_ = nullptr;
};

}  // namespace rheo
