#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/recorder.h"

namespace rheo {

/// The recorded elements of one block of a source.
struct ElementBlock {
  /// A stretch of the source that is read with one call.
  struct Run {
    std::size_t first = 0;
    std::size_t n = 0;
  };
  std::size_t first = 0;                // the block's first element in the source
  std::size_t size = 0;                 // elements of the block, recorded or not
  std::size_t offset = 0;               // recorded elements in the blocks before
  std::vector<std::uint32_t> elements;  // (n) ascending, each once
  std::vector<Run> runs;                // ascending; together they cover `elements`
  std::vector<std::uint32_t> pick;      // (n) where each stands in the runs laid end to end;
                                        //     empty: the runs are the elements
  std::size_t span = 0;                 // sum of the runs' lengths

  bool whole() const noexcept { return elements.size() == size; }
};

/// The elements that a probe records, cut into the blocks of its source, so that each block is
/// recorded by whoever updates it. An element that is wanted in two columns is read once.
struct ElementMap {
  std::vector<ElementBlock> blocks;  // (n_blocks)
  std::vector<std::uint32_t> slots;  // (width) each column's place in the blocks' elements laid end
                                     //         to end; empty: column k is at k
  std::size_t width = 0;             // columns
  std::size_t n = 0;                 // elements over all blocks

  /// `elements`: the columns, as indices into a source of `size` elements.
  ElementMap(const std::vector<std::uint32_t>& elements, std::size_t size);
};

/// Values of the recorded elements of `block` at the end of `step`, into out (n); `scratch` has
/// room for `block.span` numbers.
void read_elements(const ProbeSource& source, const ElementBlock& block, std::int64_t step,
                   double* scratch, double* out);

}  // namespace rheo
