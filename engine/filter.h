#pragma once

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
      : size_(size), states_(model.n_states(), std::vector<Real>(size)) {
    for (double c : model.coefficients(dt))
      coefficients_.push_back(static_cast<Real>(c));
    if constexpr (std::is_same_v<Real, double>) {
      kernel_ = model.kernel_double(isa);
    } else {
      kernel_ = model.kernel_single(isa);
    }
  }

  std::size_t size() const noexcept { return size_; }
  const Real* y() const noexcept { return states_[0].data(); }  // (size)

  /// One step with input u (n) for the elements first ... first + n - 1.
  void advance(std::size_t first, std::size_t n, const Real* u) noexcept {
    Real* at[kMaxStates];
    for (std::size_t s = 0; s < states_.size(); ++s)
      at[s] = states_[s].data() + first;
    kernel_(FilterBlock<Real>{n, coefficients_.data(), at, u});
  }

  void reset() noexcept {
    for (auto& s : states_)
      s.assign(size_, Real(0));
  }

  /// All states, for hashes, checkpoints and resets: (n_states) -> (size).
  const std::vector<std::vector<Real>>& states() const noexcept { return states_; }

  static constexpr std::size_t kMaxStates = 8;

 private:
  std::size_t size_;
  std::vector<std::vector<Real>> states_;  // (n_states)(size)
  std::vector<Real> coefficients_;         // (n_coefficients)
  FilterKernel<Real> kernel_ = nullptr;
};

}  // namespace rheo
