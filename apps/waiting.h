#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "apps/progress.h"

namespace rheo {

/// Says that something whose end cannot be foreseen goes on, from a thread of its own, while this
/// lives: on a terminal a line that is taken away at the end, elsewhere now and then a line.
class Waiting {
 public:
  /// When to speak for the first time, and how long to be silent at most.
  struct Pace {
    std::chrono::milliseconds first;
    std::chrono::milliseconds longest;
  };
  static constexpr Pace pace_of(Progress::Style style) noexcept {
    using std::chrono::milliseconds;
    return style == Progress::Style::bar ? Pace{milliseconds(1000), milliseconds(1000)}
                                         : Pace{milliseconds(5000), milliseconds(60000)};
  }

  /// `what`: "net: building".
  Waiting(std::string what, Progress::Style style, std::FILE* stream)
      : Waiting(std::move(what), style, stream, pace_of(style)) {}
  Waiting(std::string what, Progress::Style style, std::FILE* stream, Pace pace);
  ~Waiting();
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  void speak();

  std::string what_;
  Progress::Style style_;
  std::FILE* stream_;
  Pace pace_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool end_ = false;
  std::thread thread_;  // none where nothing is to be said
};

}  // namespace rheo
