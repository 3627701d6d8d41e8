#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "connections/distinct.h"
#include "engine/bulk_random.h"
#include "engine/random.h"

namespace rheo {

/// The other ends of one neuron's synapses, where their number is fixed. The draws of neuron x
/// depend on the key and x alone: element e has the counter of draw_indices with c1 = x, and the
/// number of the retry in its upper half where it is drawn again.
class Fan {
 public:
  /// `degree` of `n` neurons; `multapses`: with replacement.
  Fan(const DrawKey& key, std::size_t n, std::size_t degree, bool multapses);

  /// Uniform draws for neuron x from all that are not `refused`: (degree), until the next call. At
  /// least one must be left, and `degree` of them without multapses.
  const std::vector<std::uint32_t>& draw(std::uint32_t x,
                                         const std::vector<std::uint32_t>& refused);

 private:
  std::uint32_t again(std::uint32_t x, std::size_t element, std::uint16_t retry) const;
  void draw_first(std::uint32_t x, std::size_t n);

  BulkKey key_;
  Isa isa_;
  std::uint32_t bound_;
  std::size_t degree_;
  bool multapses_;
  DistinctIndices distinct_;
  std::vector<std::uint32_t> first_;  // before any is drawn again
};

}  // namespace rheo
