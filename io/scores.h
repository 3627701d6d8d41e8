#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/recorder.h"
#include "engine/spec.h"

namespace rheo {

/// What a score came to.
struct Score {
  std::string name;
  std::int64_t count = 0;  // presentations that were completed
  std::int64_t correct = 0;
  std::vector<std::int64_t> predictions;  // (count) largest element at the end of each

  /// Share of correct ones; not a number without presentations.
  double value() const noexcept;
};

/// Stands in front of a probe's writer, passes everything on, and looks at the sample at the end of
/// each presentation: steps hold, 2 hold, ... The largest element is the prediction, the first of
/// equals.
class ScoreSink final : public ChunkSink {
 public:
  ScoreSink(const ScoreSpec& spec, ChunkSink& next);
  void put(Chunk&& chunk) override;
  void finish(std::int64_t last_step) override { next_.finish(last_step); }
  const Score& score() const noexcept { return score_; }

 private:
  std::int64_t hold_;
  std::vector<std::int64_t> labels_;
  Score score_;
  ChunkSink& next_;
};

}  // namespace rheo
