#include "probes/sample_recorder.h"

#include <algorithm>
#include <utility>

namespace rheo {

namespace {

/// Numbers handed on at once, so that a queue behind can bound its memory.
constexpr std::size_t kValuesPerChunk = 1U << 19;

}  // namespace

SampleRecorder::SampleRecorder(What what, std::unique_ptr<ProbeSource> source,
                               const std::vector<std::uint32_t>& elements, std::int64_t every,
                               double dt, const SynapseModel* synapse, Isa isa)
    : what_(what),
      source_(std::move(source)),
      map_(elements, source_->size()),
      every_(every),
      dt_(dt),
      blocks_(map_.blocks.size()) {
  if (synapse != nullptr) filter_ = std::make_unique<Filter<double>>(*synapse, dt, map_.n, isa);
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    const ElementBlock& from = map_.blocks[b];
    blocks_[b].u.resize(from.elements.size());
    blocks_[b].scratch.resize(from.span);
    if (what_ != What::rates || from.whole()) continue;
    blocks_[b].place.assign(from.size, -1);
    for (std::size_t k = 0; k < from.elements.size(); ++k) {
      blocks_[b].place[from.elements[k] - from.first] = static_cast<std::int32_t>(k);
    }
  }
}

void SampleRecorder::read_rates(std::size_t block, double* out) const noexcept {
  const std::vector<std::int32_t>& place = blocks_[block].place;
  std::fill_n(out, map_.blocks[block].elements.size(), 0.0);
  const BlockSpikes spikes = source_->spikes(block);
  for (std::size_t k = 0; k < spikes.n; ++k) {
    const std::int32_t at = place.empty() ? spikes.index[k] : place[spikes.index[k]];
    if (at >= 0) out[at] = (spikes.count == nullptr ? 1 : spikes.count[k]) / dt_;
  }
}

void SampleRecorder::read(std::size_t block, std::int64_t step, double* out) noexcept {
  if (what_ == What::rates) {
    read_rates(block, out);
  } else {
    read_elements(*source_, map_.blocks[block], step, blocks_[block].scratch.data(), out);
  }
}

void SampleRecorder::record(std::size_t block, std::int64_t step) noexcept {
  const ElementBlock& at = map_.blocks[block];
  Block& b = blocks_[block];
  const bool sample = step % every_ == 0;
  if (at.elements.empty() || (!sample && !filter_)) return;
  read(block, step, b.u.data());
  if (sample) {
    const double* shown = filter_ ? filter_->y() + at.offset : b.u.data();
    b.step.push_back(step);
    b.values.insert(b.values.end(), shown, shown + b.u.size());
  }
  if (filter_) filter_->advance(at.offset, b.u.size(), b.u.data());
}

/// Sample number `sample` of all blocks, into row (width).
void SampleRecorder::fill(std::size_t sample, double* row, std::vector<double>& slots) const {
  double* into = row;
  if (!map_.slots.empty()) {
    slots.resize(map_.n);
    into = slots.data();
  }
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    const std::size_t n = map_.blocks[b].elements.size();
    std::copy_n(blocks_[b].values.data() + sample * n, n, into + map_.blocks[b].offset);
  }
  for (std::size_t c = 0; c < map_.slots.size(); ++c)
    row[c] = slots[map_.slots[c]];
}

void SampleRecorder::flush(ChunkSink& sink) {
  const auto full =
      std::find_if(blocks_.begin(), blocks_.end(), [](const Block& b) { return !b.step.empty(); });
  if (full == blocks_.end()) return;
  const std::vector<std::int64_t> steps = full->step;
  const std::size_t per_chunk = std::max<std::size_t>(1, kValuesPerChunk / map_.width);
  std::vector<double> slots;  // (n)
  for (std::size_t from = 0; from < steps.size(); from += per_chunk) {
    const std::size_t n = std::min(per_chunk, steps.size() - from);
    SampleChunk chunk;
    chunk.width = map_.width;
    chunk.step.assign(steps.begin() + static_cast<std::ptrdiff_t>(from),
                      steps.begin() + static_cast<std::ptrdiff_t>(from + n));
    chunk.values.resize(n * map_.width);
    for (std::size_t k = 0; k < n; ++k) {
      fill(from + k, chunk.values.data() + k * map_.width, slots);
    }
    sink.put(std::move(chunk));
  }
  for (Block& b : blocks_) {
    b.step.clear();
    b.values.clear();
  }
}

void SampleRecorder::reset() {
  if (filter_) filter_->reset();
  for (Block& b : blocks_) {
    b.step.clear();
    b.values.clear();
  }
}

}  // namespace rheo
