#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/kernels.h"
#include "engine/network.h"
#include "engine/spike_log.h"

namespace rheo {

/// The numbers that a projection reads: a vector, or the spikes of a population, each worth
/// count x amplitude / dt.
template <class Real>
struct SourceView {
  const Real* dense = nullptr;        // (size)
  const SpikeLog* spikes = nullptr;   // read if dense is null
  const Real* spike_value = nullptr;  // (size) amplitude / dt
};

/// Weights, and the sum that they make of a source for one block of targets. Owns no lag.
template <class Real>
class Projection {
 public:
  virtual ~Projection() = default;
  /// Adds to y (the block's targets), for each target over ascending sources (a diagonal: in the
  /// order of the slice). Returns the number of weights that were used.
  virtual std::uint64_t deliver(std::size_t block, Real* y) const noexcept = 0;
  /// The weights of a dense projection, for those that learn: (n_from, n_to), targets ascending.
  virtual Real* columns() noexcept { return nullptr; }
};

/// From the plan; `source` and what it points to must outlive the projection.
template <class Real>
std::unique_ptr<Projection<Real>> make_projection(const ProjectionPlan& plan,
                                                  std::size_t target_size, std::size_t source_size,
                                                  const SourceView<Real>& source, Isa isa);

}  // namespace rheo
