#include "probes/estimator.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace rheo {

namespace {

/// Numbers handed on at once, so that a queue or buffer behind can bound its memory.
constexpr std::size_t kValuesPerChunk = 1U << 16;

std::size_t end_of(const std::vector<std::uint32_t>& elements) {
  return elements.empty() ? 0
                          : *std::max_element(elements.begin(), elements.end()) + std::size_t{1};
}

}  // namespace

Estimator::Estimator(const std::vector<std::uint32_t>& elements, std::int64_t every,
                     std::unique_ptr<ChunkSink> next)
    : map_(elements, end_of(elements)),
      slot_of_(end_of(elements), -1),
      every_(every),
      due_(every),
      next_(std::move(next)) {
  for (const ElementBlock& block : map_.blocks) {
    for (std::size_t k = 0; k < block.elements.size(); ++k) {
      slot_of_[block.elements[k]] = static_cast<std::int32_t>(block.offset + k);
    }
  }
  rows_.width = map_.width;
}

void Estimator::put(Chunk&& chunk) {
  const auto& spikes = std::get<SpikeChunk>(chunk);
  for (std::size_t k = 0; k < spikes.step.size(); ++k) {
    const std::uint32_t neuron = spikes.neuron[k];
    const std::int32_t slot = neuron < slot_of_.size() ? slot_of_[neuron] : -1;
    if (slot < 0) continue;
    add({spikes.step[k], static_cast<std::uint32_t>(slot), spikes.count[k]});
  }
  pass();
}

void Estimator::finish(std::int64_t last_step) {
  close(last_step);
  pass();
  next_->finish(last_step);
}

void Estimator::hand_on(const std::vector<double>& rates) {
  rows_.step.push_back(due_);
  due_ += every_;
  if (map_.slots.empty()) {
    rows_.values.insert(rows_.values.end(), rates.begin(), rates.end());
  } else {
    for (std::uint32_t slot : map_.slots)
      rows_.values.push_back(rates[slot]);
  }
  if (rows_.values.size() >= kValuesPerChunk) pass();
}

void Estimator::pass() {
  if (rows_.step.empty()) return;
  SampleChunk rows;
  rows.width = map_.width;
  std::swap(rows, rows_);
  next_->put(std::move(rows));
}

}  // namespace rheo
