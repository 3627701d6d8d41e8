#pragma once

#include <string>

#include "engine/recorder.h"
#include "engine/schedule.h"

namespace rheo {

/// Lets a recorder look at its blocks at the end of each step.
class RecordTask final : public Task {
 public:
  /// `in_one`: all blocks by one thread, the one that owns block `base`.
  RecordTask(const std::string& name, std::size_t base, Recorder& recorder, bool in_one)
      : Task(name, Phase::record, base, in_one ? 1 : recorder.n_blocks()), recorder_(recorder) {}

  void run(std::size_t block, std::int64_t step) noexcept override {
    const std::size_t end = n_blocks() == 1 ? recorder_.n_blocks() : block + 1;
    for (std::size_t b = block; b < end; ++b)
      recorder_.record(b, step);
  }

 private:
  Recorder& recorder_;
};

}  // namespace rheo
