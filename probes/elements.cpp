#include "probes/elements.h"

#include <algorithm>
#include <cassert>

#include "engine/neuron_model.h"

namespace rheo {

namespace {

/// Reading a few numbers too many is cheaper than another virtual call.
constexpr std::size_t kLargestGap = 32;

void plan_runs(ElementBlock& block) {
  for (std::uint32_t e : block.elements) {
    auto& runs = block.runs;
    const std::size_t end = runs.empty() ? 0 : runs.back().first + runs.back().n;
    if (runs.empty() || e > end + kLargestGap) {
      runs.push_back({e, 1});
      ++block.span;
    } else {
      block.span += e + 1 - end;
      runs.back().n += e + 1 - end;
    }
    block.pick.push_back(static_cast<std::uint32_t>(block.span - 1));
  }
  if (block.span == block.elements.size()) block.pick.clear();
}

}  // namespace

ElementMap::ElementMap(const std::vector<std::uint32_t>& elements, std::size_t size)
    : blocks((size + kBlock - 1) / kBlock), width(elements.size()) {
  std::vector<std::uint32_t> sorted = elements;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  assert(sorted.empty() || sorted.back() < size);
  n = sorted.size();
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    blocks[b].first = b * kBlock;
    blocks[b].size = std::min(kBlock, size - b * kBlock);
  }
  for (std::uint32_t e : sorted)
    blocks[e / kBlock].elements.push_back(e);
  std::size_t offset = 0;
  for (ElementBlock& block : blocks) {
    block.offset = offset;
    offset += block.elements.size();
    plan_runs(block);
  }
  if (sorted == elements) return;
  for (std::uint32_t e : elements) {
    const auto at = std::lower_bound(sorted.begin(), sorted.end(), e);
    slots.push_back(static_cast<std::uint32_t>(at - sorted.begin()));
  }
}

void read_elements(const ProbeSource& source, const ElementBlock& block, std::int64_t step,
                   double* scratch, double* out) {
  double* into = block.pick.empty() ? out : scratch;
  for (const ElementBlock::Run& run : block.runs) {
    source.values(step, run.first, run.n, into);
    into += run.n;
  }
  for (std::size_t k = 0; k < block.pick.size(); ++k)
    out[k] = scratch[block.pick[k]];
}

}  // namespace rheo
