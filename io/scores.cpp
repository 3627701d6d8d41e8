#include "io/scores.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>
#include <variant>

namespace rheo {

double Score::value() const noexcept {
  if (count == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(correct) / static_cast<double>(count);
}

ScoreSink::ScoreSink(const ScoreSpec& spec, ChunkSink& next)
    : hold_(spec.hold), labels_(spec.labels), next_(next) {
  score_.name = spec.name;
}

void ScoreSink::put(Chunk&& chunk) {
  const auto& samples = std::get<SampleChunk>(chunk);
  for (std::size_t k = 0; k < samples.step.size(); ++k) {
    if (samples.step[k] % hold_ != 0) continue;
    const auto presentation = static_cast<std::size_t>(samples.step[k] / hold_ - 1);
    assert(presentation < labels_.size());  // checked before the run
    const double* row = samples.values.data() + k * samples.width;
    const std::int64_t prediction = std::max_element(row, row + samples.width) - row;
    score_.predictions.push_back(prediction);
    score_.correct += prediction == labels_[presentation] ? 1 : 0;
    ++score_.count;
  }
  next_.put(std::move(chunk));
}

}  // namespace rheo
